"""Stories: whole talks as data (they write, we answer, staff see), and playing them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from bot.rehearsal import Desk, Read, Rehearsal
from bot.script import Script
from bot.summary import compose
from bot.turn import Deed, Heard, Kind, Place, Stage, Turn
from bot.utterance import Utterance
from config import strict
from config.office import TOKYO
from nlp.reading import Danger, Risk


def _plain(written: object) -> object:
    return {"text": written} if isinstance(written, str) else written


class They(strict.Content):
    """What the resident does: one of these. `tap` is the label of a button that is offered."""

    text: str | None = None
    tap: str | None = None
    sticker: bool = False
    photo: bool = False
    video: bool = False
    voice: bool = False
    file: bool = False
    location: str | None = None
    other: bool = False
    follow: bool = False
    silence: bool = False


class Staff(strict.Content):
    """What staff see afterwards. `concerns` must be among the tags, `deeds` are all there are."""

    stage: Stage | None = None
    concerns: tuple[str, ...] | None = None
    risk: Risk | None = None
    dangers: tuple[Danger, ...] | None = None
    area: str | None = None
    urgency: str | None = None
    about: str | None = None
    deeds: tuple[Deed, ...] | None = None
    lead: tuple[str, ...] = ()


class Exchange(strict.Content):
    """One turn. `later` minutes pass first, then staff do `desk`, then the resident does `they`.

    `we` are parts of what is answered, `text:hello` stands for the scenario's text of that name,
    `danger:suicide` for its text on a danger that is not of this minute;
    an empty list is silence. `not_we` must not be said. `buttons` must be among those offered,
    `lines` among the numbers shown.
    """

    later: int = 0
    desk: Desk | None = None
    they: Annotated[They, BeforeValidator(_plain)]
    we: tuple[str, ...] | None = None
    not_we: tuple[str, ...] = ()
    buttons: tuple[str, ...] | None = None
    lines: tuple[str, ...] = ()
    staff: Staff = Staff()


class Story(strict.Content):
    """A whole talk, beginning at `at` by the clock of Japan, while `ahead` others wait.

    `language` is the one in which we speak: the texts that it names are meant in it.
    """

    title: str
    language: str = "ja"
    ahead: int = 0
    at: datetime = datetime(2026, 11, 18, 14, 0)  # noqa: DTZ001 — a Wednesday, open; Tokyo's
    turns: tuple[Exchange, ...]


def load(path: Path) -> Story:
    """The story in the file. Raises ContentError."""
    return strict.load(path, Story)


_KINDS = {
    "sticker": Kind.STICKER,
    "photo": Kind.IMAGE,
    "video": Kind.VIDEO,
    "voice": Kind.AUDIO,
    "file": Kind.FILE,
    "other": Kind.OTHER,
    "follow": Kind.FOLLOW,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of an exchange: the bubbles' texts, the buttons, the numbers shown, the record.

    `deeds` is None where they cannot be seen one by one.
    """

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    numbers: tuple[str, ...]
    place: Place
    stage: Stage
    lead: str
    deeds: tuple[Deed, ...] | None = None


def play(script: Script, story: Story, read: Read) -> Iterator[tuple[Exchange, Turn, list[str]]]:
    """Each turn of `story` with what came out and what differs from what it promises."""
    talk = Rehearsal(script, read, story.at.replace(tzinfo=TOKYO), ahead=story.ahead)
    for exchange in story.turns:
        talk.now += timedelta(minutes=exchange.later)
        if exchange.desk:
            talk.serve(exchange.desk)
        turn = perform(talk, exchange.they)
        spoken = script.speaking(story.language)
        yield exchange, turn, complaints(spoken, exchange, _seen(talk, turn))


def perform(talk: Rehearsal, they: They) -> Turn:
    """Lets the resident do it. Raises LookupError for a tap on a button that is not offered."""
    if they.text is not None:
        return talk.write(they.text)
    if they.tap is not None:
        values = {choice.label: choice.value for choice in talk.offered}
        return talk.tap(values[they.tap])
    if they.silence:
        return talk.be_silent()
    if they.location is not None:
        return talk.hear(Heard(Kind.LOCATION, they.location))
    kind = next(kind for name, kind in _KINDS.items() if getattr(they, name))
    return talk.hear(Heard(kind))


def complaints(script: Script, exchange: Exchange, seen: Seen) -> list[str]:
    """Where what was seen differs from what the exchange promises."""
    return [*_said(script, exchange, seen), *_recorded(exchange.staff, seen)]


def _seen(talk: Rehearsal, turn: Turn) -> Seen:
    return Seen(
        texts=tuple(_words(utterance) for utterance in turn.say),
        labels=tuple(choice.label for choice in turn.say[-1].choices) if turn.say else (),
        numbers=tuple(line.number for utterance in turn.say for line in utterance.lines),
        place=talk.place,
        stage=talk.stage,
        lead=compose(talk.script, talk.place),
        deeds=turn.deeds,
    )


def _words(utterance: Utterance) -> str:
    return "\n".join([utterance.text, *(card.title for card in utterance.cards)])


def _said(script: Script, exchange: Exchange, seen: Seen) -> Iterator[str]:
    spoken = "\n".join(seen.texts)
    if exchange.we == () and spoken:
        yield f"should be silent, said: {spoken}"
    for part in exchange.we or ():
        words = _opening_words(script, part)
        if words not in spoken:
            yield f"should say: {words} — said: {spoken or '(nothing)'}"
    for part in exchange.not_we:
        if _opening_words(script, part) in spoken:
            yield f"should not say: {part}"
    for label in exchange.buttons or ():
        if label not in seen.labels:
            yield f"no button {label}"
    for number in exchange.lines:
        if number not in seen.numbers:
            yield f"number {number} is not shown"


def _opening_words(script: Script, part: str) -> str:
    """A part as it stands, or the words of a named text up to its first placeholder."""
    prefix, named, key = part.partition("text:")
    if named and not prefix:
        return script.scenario.texts[key].text.partition("{")[0]
    prefix, named, key = part.partition("danger:")
    if named and not prefix:
        return script.scenario.danger.kinds[Danger(key)].soon.partition("{")[0]
    return part


def _recorded(staff: Staff, seen: Seen) -> Iterator[str]:
    place = seen.place
    for name in ("risk", "area", "urgency", "about"):
        wanted = getattr(staff, name)
        if wanted is not None and wanted != getattr(place, name):
            yield f"{name} should be {wanted}, is {getattr(place, name)}"
    if staff.stage is not None and staff.stage is not seen.stage:
        yield f"stage should be {staff.stage}, is {seen.stage}"
    for name in ("concerns", "dangers"):
        missing = set(getattr(staff, name) or ()) - set(getattr(place, name))
        if missing:
            yield f"{name} lack {', '.join(sorted(missing))}; are {', '.join(getattr(place, name))}"
    if staff.concerns == () and place.concerns:
        yield f"no concerns should be known, are {', '.join(place.concerns)}"
    if None not in (staff.deeds, seen.deeds) and set(staff.deeds or ()) != set(seen.deeds or ()):
        yield f"deeds should be {list(staff.deeds or ())}, are {list(seen.deeds or ())}"
    yield from (f"lead lacks {part}: {seen.lead}" for part in staff.lead if part not in seen.lead)
