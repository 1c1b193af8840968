"""Places and groups of the town: where one can go, join in or help, and which fit a wish."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from config import strict

MOST = 5
"""Cards shown at once: more is a catalogue."""

Time = Literal["weekday_day", "weekday_evening", "weekend"]


FALLBACK = "en"
"""The words shown to those in whose own language a place has none."""


class ResourceWords(strict.Content):
    """What a place is called and how one gets there, in another language."""

    name: str = Field(min_length=1, max_length=60)
    when: str = Field(min_length=1, max_length=120)
    for_whom: str = Field(min_length=1, max_length=120)
    join: str = Field(min_length=1, max_length=160)


class Resource(strict.Content):
    """One place or group. `area` is an area of the office, None for the whole town.

    `activities` are answers to the question `activity`, `concerns` those of the taxonomy that it
    is made for; `when`, `for_whom` and `join` are read by residents as they stand, `words` by
    those who write in another language.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str = Field(min_length=1, max_length=40)
    kind: str = Field(min_length=1, max_length=20)
    area: str | None = None
    when: str = Field(min_length=1, max_length=60)
    times: tuple[Time, ...] = ()
    for_whom: str = Field(min_length=1, max_length=60)
    join: str = Field(min_length=1, max_length=80)
    activities: tuple[str, ...] = Field(min_length=1)
    concerns: tuple[str, ...] = ()
    words: dict[str, ResourceWords] = Field(default_factory=dict)

    def words_in(self, language: str) -> ResourceWords | None:
        """The words for who writes in `language`; None where its own Japanese ones do."""
        if language.removeprefix("easy-") == "ja":
            return self.words.get(language)
        return self.words.get(language) or self.words.get(FALLBACK)


class Resources(strict.Content):
    """All of them, in the order in which the office likes to name them."""

    resources: tuple[Resource, ...] = ()

    @model_validator(mode="after")
    def _a_code_is_given_once(self) -> Resources:
        codes = [resource.code for resource in self.resources]
        if len(set(codes)) != len(codes):
            raise ValueError("resources: a code is given twice")
        return self

    def matching(
        self,
        *,
        activity: str | None = None,
        area: str | None = None,
        time: str | None = None,
        concerns: Iterable[str] = (),
    ) -> tuple[Resource, ...]:
        """At most `MOST` that fit, the best first; what is None or unknown excludes nothing.

        Another activity than the one wished for, or another hour, is not shown; another part of
        the town comes after one's own.
        """
        wanted = set(concerns)
        fitting = [
            resource
            for resource in self.resources
            if (activity is None or activity in resource.activities)
            and (time is None or not resource.times or time in resource.times)
        ]
        fitting.sort(
            key=lambda resource: (
                not wanted & set(resource.concerns),
                area is not None and resource.area not in (area, None),
                area is not None and resource.area is None,
            )
        )
        return tuple(fitting[:MOST])


def load(folder: Path) -> Resources:
    """The places in `folder`/resources.yaml; none where the office has no such file.

    Raises ContentError.
    """
    path = folder / "resources.yaml"
    return strict.load(path, Resources) if path.exists() else Resources()
