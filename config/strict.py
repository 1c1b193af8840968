"""Reads one YAML file into a frozen model and names file, line and key of whatever is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

M = TypeVar("M", bound=BaseModel)
#: The safe loader, where it can be had the one in C: the lexicon is long and read at every start.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContentError(Exception):
    """The office's content can't be used; the message names each place at fault, a line each."""


Joiner = Annotated[str, StringConstraints(strip_whitespace=False)]
"""What stands between two words, where a space counts."""


class Content(BaseModel):
    """What every content model is: frozen, and an unknown key is a mistake, not a remark."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def load(path: Path, model: type[M]) -> M:
    """The file as a `model`.

    Raises ContentError for a missing file, broken YAML, a key given twice, and everything the
    model refuses.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ContentError(f"{path.name}: cannot be read ({error.strerror})") from None
    try:
        root = yaml.compose(source, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError(f"{path.name}:{line}: {error.problem}") from None
    twice = _doubled(root, path.name)
    if twice:
        raise ContentError("\n".join(twice))
    unreadable = _unreadable(root, path.name, yaml.SafeLoader(""))
    if unreadable:
        raise ContentError("\n".join(unreadable))
    try:
        content = LOADER("").construct_document(root) if root else None
        return model.model_validate(content or {})
    except ValidationError as error:
        raise ContentError("\n".join(_complaints(error, root, path.name))) from None


def whereabouts(path: Path, loc: tuple[int | str, ...]) -> str:
    """`file:line` of the deepest part of `loc` that stands in the readable YAML file `path`."""
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
    return f"{path.name}:{_line(root, loc)}"


def _doubled(node: yaml.Node | None, name: str) -> list[str]:
    """A complaint for every key that stands twice in one mapping; plain YAML keeps the last."""
    found: list[str] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[Any] = set()
        for key, value in node.value:
            if key.value in seen:
                found.append(f"{name}:{key.start_mark.line + 1}: {key.value}: given twice")
            seen.add(key.value)
            found += _doubled(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            found += _doubled(value, name)
    return found


def _unreadable(node: yaml.Node | None, name: str, maker: yaml.SafeLoader) -> list[str]:
    """A complaint for every value that YAML takes for something it is not (2026-13-01)."""
    if isinstance(node, yaml.MappingNode):
        parts = [part for pair in node.value for part in pair]
        return [line for part in parts for line in _unreadable(part, name, maker)]
    if isinstance(node, yaml.SequenceNode):
        return [line for part in node.value for line in _unreadable(part, name, maker)]
    if not isinstance(node, yaml.ScalarNode):
        return []
    try:
        maker.construct_object(node)
    except (ValueError, yaml.YAMLError) as error:
        problem = getattr(error, "problem", None) or error
        return [f"{name}:{node.start_mark.line + 1}: {node.value}: {problem}"]
    return []


def _complaints(error: ValidationError, root: yaml.Node | None, name: str) -> list[str]:
    return [
        f"{name}:{_line(root, problem['loc'])}: "
        f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
        for problem in error.errors()
    ]


def _line(node: yaml.Node | None, loc: tuple[int | str, ...]) -> int:
    """The line (from 1) of the deepest part of `loc` that stands in the file."""
    line = node.start_mark.line + 1 if node else 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            entry = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if entry is None:
                break
            key, node = entry
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            if part >= len(node.value):
                break
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
