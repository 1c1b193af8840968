"""The docs say what is so: settings, commands, files, links and tests named there exist."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest

from config.settings import PREFIX, Settings
from handlers.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OPERATING = ROOT / "docs" / "operating.ja.md"
# Words of LINE's own console.
LINE_SAYS = ("エラーの統計情報",)
# What a page may speak of as a file of ours.
FOLDERS = (
    "config",
    "nlp",
    "bot",
    "intake",
    "handlers",
    "tests",
    "docs",
    "benchmarks",
    "deploy",
    ".ci",
)

_FENCE = re.compile(r"^ *```[^\n]*\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_SAID = re.compile(r"「([^」]+)」")
_LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
_PATH = re.compile(rf"(?<![\w/.-])(?:{'|'.join(map(re.escape, FOLDERS))})/[\w./*<>-]*[\w/*>]")
_COMMAND = re.compile(r"(?:^|[\s=(])(?:[\w./-]*bin/)?madoguchi ([^#|&;>\n]+)", re.MULTILINE)
_MODULE = re.compile(r"python -m ([\w.]+)")
_MAKE = re.compile(r"(?:^|\s)make ([\w./]+)", re.MULTILINE)
_SETTING = re.compile(rf"{PREFIX}[A-Z_]*[A-Z]")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def code(page: Path) -> Iterator[str]:
    """Every piece of code on the page: fenced blocks and spans."""
    text = page.read_text(encoding="utf-8")
    yield from _FENCE.findall(text)
    yield from _SPAN.findall(_FENCE.sub("", text))


def rows(page: Path) -> Iterator[list[str]]:
    """The cells of every line of every table on the page."""
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def test_every_setting_stands_in_the_operators_table_as_it_is() -> None:
    written = {
        cells[0].strip("`"): (cells[1], cells[3])
        for cells in rows(OPERATING)
        if cells[0].startswith(f"`{PREFIX}")
    }
    real = {
        PREFIX + name.upper(): (_default(field), field.description)
        for name, field in Settings.model_fields.items()
    }
    assert written == real


def test_every_setting_is_explained_in_the_operators_language() -> None:
    explained = [cells for cells in rows(OPERATING) if cells[0].startswith(f"`{PREFIX}")]
    assert explained
    for cells in explained:
        assert re.search(r"[ぁ-ん]", cells[2]), cells[0]


def _default(field: Any) -> str:
    if field.is_required():
        return "必須"
    value = field.default
    if isinstance(value, Path):
        value = value.relative_to(ROOT)
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def test_what_the_operator_is_told_to_look_for_is_what_pages_and_logs_say() -> None:
    red = OPERATING.read_text(encoding="utf-8").partition("## 11.")[2]
    seen = [line.split("|")[1] for line in red.splitlines() if line.startswith("| ")]
    words = [part for cell in seen for said in _SAID.findall(cell) for part in said.split("…")]
    events = [name for cell in seen for name in _SPAN.findall(cell) if name != "status"]
    assert words
    assert events
    for word in filter(None, words):
        assert word in _sources("handlers/desk/templates", "*.html") or word in LINE_SAYS, word
    for event in filter(str.isidentifier, events):
        assert f'"{event}"' in _sources("handlers", "*.py"), event


@pages
def test_no_page_names_a_setting_that_does_not_exist(page: Path) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    named = set(_SETTING.findall(page.read_text(encoding="utf-8")))
    assert {name for name in named - known if name not in _sources("tests", "*.py")} == set()


@cache
def _sources(folder: str, pattern: str) -> str:
    """All files of that kind in one string."""
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).rglob(pattern))
    )


@pages
def test_every_command_on_a_page_exists(page: Path) -> None:
    for piece in code(page):
        for words in _COMMAND.findall(piece):
            complaint = _complaint(shlex.split(words.strip()))
            assert not complaint, f"madoguchi {words.strip()}: {complaint}"
        for module in _MODULE.findall(piece):
            assert importlib.util.find_spec(module), f"python -m {module}"
        for target in _MAKE.findall(piece):
            assert target in _targets(), f"make {target}"


def _complaint(words: list[str]) -> str:
    """What is wrong with a command of ours, empty when nothing is."""
    command: click.Command = main
    while words and isinstance(command, click.Group) and not words[0].startswith(("-", "%")):
        name = words.pop(0)
        if name not in command.commands:
            return f"no command {name}"
        command = command.commands[name]
    known = {option for parameter in command.params for option in parameter.opts}
    unknown = [word for word in words if word.startswith("--") and word not in known | {"--help"}]
    return f"no option {unknown[0]}" if unknown else ""


@cache
def _targets() -> frozenset[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("$(VENV)", ".venv")
    return frozenset(re.findall(r"^([\w./]+):(?!=)", makefile, re.MULTILINE))


@pages
def test_every_file_on_a_page_exists(page: Path) -> None:
    for piece in code(page):
        for path in _PATH.findall(piece):
            pattern = re.sub(r"<[^>]*>", "*", path.rstrip("/"))
            assert any(ROOT.glob(pattern)), path


@pages
def test_every_test_on_a_page_exists(page: Path) -> None:
    named = {span for span in code(page) if re.fullmatch(r"test_\w+", span)}
    assert named <= _tests()


@cache
def _tests() -> frozenset[str]:
    return frozenset(re.findall(r"^ *def (test_\w+)\(", _sources("tests", "test_*.py"), re.M))


@pages
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        target, _, anchor = link.partition("#")
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), link
        assert not anchor or anchor in _anchors(file), link


def _anchors(page: Path) -> set[str]:
    """The anchors that GitHub and GitLab give to the headings of a page."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in headings}


def test_every_page_can_be_reached_from_the_readme() -> None:
    readme = PAGES[0].read_text(encoding="utf-8")
    linked = {(ROOT / link.partition("#")[0]).resolve() for link in _LINK.findall(readme)}
    assert {page.resolve() for page in PAGES[1:]} <= linked
