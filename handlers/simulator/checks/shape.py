"""Small checks of JSON values, to be put together into tables.

A check yields `(what is wrong, where)` for each fault and nothing for a sound value. The words are
LINE's as far as LINE publishes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from handlers.simulator.checks.measure import units

Path = tuple[str | int, ...]
Faults = Iterator[tuple[str, Path]]
Check = Callable[[Any, Path], Faults]

EMPTY = "May not be empty"
INVALID = "invalid property"


def dotted(path: Path) -> str:
    """`messages[0].text`: how LINE names a place in a request body."""
    named = ""
    for part in path:
        named += f"[{part}]" if isinstance(part, int) else f".{part}" if named else part
    return named


def slashed(path: Path) -> str:
    """`/body/contents/0/text`: how LINE names a place inside a Flex container."""
    return "".join(f"/{part}" for part in path)


def text(
    most: int, measure: Callable[[str], int] = units, *, least: int = 1, empty: str = EMPTY
) -> Check:
    """A string of `least` to `most`, counted by `measure`."""

    def check(value: Any, at: Path) -> Faults:
        if not isinstance(value, str):
            yield INVALID, at
        elif least and not value:
            yield empty, at
        elif not least <= measure(value) <= most:
            yield f"Length must be between {0 if least <= 1 else least} and {most}", at

    return check


def matching(pattern: str, complaint: str = INVALID) -> Check:
    """A string that `pattern` matches as a whole."""
    compiled = re.compile(pattern)

    def check(value: Any, at: Path) -> Faults:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            yield complaint, at

    return check


def anything(_value: Any, _at: Path) -> Faults:
    """Whatever it is."""
    return iter(())


def choice(*values: str) -> Check:
    """One of these strings."""

    def check(value: Any, at: Path) -> Faults:
        if value not in values:
            yield f"Must be one of the following values: [{', '.join(values)}]", at

    return check


def number(least: float, most: float, kind: type[int] | type[float] = int) -> Check:
    """A number within bounds; with `int` (the default) no fractions."""
    kinds = (int,) if kind is int else (int, float)

    def check(value: Any, at: Path) -> Faults:
        if isinstance(value, bool) or not isinstance(value, kinds):
            yield INVALID, at
        elif not least <= value <= most:
            yield f"Must be between {least:g} and {most:g}", at

    return check


def flag(value: Any, at: Path) -> Faults:
    """True or false."""
    if not isinstance(value, bool):
        yield INVALID, at


def uri(most: int, *schemes: str) -> Check:
    """An address of at most `most` units, percent-encoded, of one of the schemes."""

    def check(value: Any, at: Path) -> Faults:
        if not isinstance(value, str):
            yield INVALID, at
        elif not value:
            yield EMPTY, at
        elif units(value) > most:
            yield f"Length must be between 0 and {most}", at
        elif value.partition(":")[0].lower() not in schemes:
            yield "invalid uri scheme", at
        elif not re.fullmatch(r"[!-~]+", value) or not value.partition(":")[2].strip("/"):
            yield "invalid uri", at

    return check


def array(item: Check, least: int, most: int) -> Check:
    """A list of `least` to `most` items, each checked by `item`."""

    def check(value: Any, at: Path) -> Faults:
        if not isinstance(value, list):
            yield (EMPTY if value is None else INVALID), at
            return
        if not least <= len(value) <= most:
            yield f"Size must be between {least} and {most}", at
        for index, one in enumerate(value):
            yield from item(one, (*at, index))

    return check


def record(
    required: Mapping[str, Check],
    optional: Mapping[str, Check] | None = None,
    *,
    is_closed: bool = False,
) -> Check:
    """An object with these fields. A null counts as absent; a closed one has no other fields."""
    optional = optional or {}

    def check(value: Any, at: Path) -> Faults:
        if not isinstance(value, dict):
            yield (EMPTY if value is None else INVALID), at
            return
        for name, field in required.items():
            if value.get(name) is None:
                yield EMPTY, (*at, name)
            else:
                yield from field(value[name], (*at, name))
        for name, field in optional.items():
            if value.get(name) is not None:
                yield from field(value[name], (*at, name))
        if is_closed:
            for name in value.keys() - required.keys() - optional.keys() - {"type"}:
                yield "unknown field", (*at, name)

    return check


def variant(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` names the check for it."""
    named = choice(*kinds)

    def check(value: Any, at: Path) -> Faults:
        if not isinstance(value, dict):
            yield (EMPTY if value is None else INVALID), at
        elif not isinstance(value.get("type"), str):
            yield EMPTY, (*at, "type")
        elif value["type"] not in kinds:
            yield from named(value["type"], (*at, "type"))
        else:
            yield from kinds[value["type"]](value, at)

    return check


def every(*checks: Check) -> Check:
    """All of these; the later ones run only on what the earlier ones found sound."""

    def check(value: Any, at: Path) -> Faults:
        for one in checks:
            faults = list(one(value, at))
            if faults:
                yield from faults
                return

    return check


def later(make: Callable[[], Check]) -> Check:
    """The check that `make` gives when it is needed: for tables that contain themselves."""

    def check(value: Any, at: Path) -> Faults:
        yield from make()(value, at)

    return check
