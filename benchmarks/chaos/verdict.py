"""The verdict: what LINE saw, what residents and staff did, and what the database believes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ahocorasick_rs import BytesAhoCorasick
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.chaos.residents import Fate, Word
from benchmarks.chaos.staff import Answer
from bot.utterance import Utterance, unpack
from handlers.line import render
from handlers.simulator import Platform
from handlers.wiring import System
from intake import talk
from intake.models import Address, Author, Conversation, Delivery, Message, Parcel, Posting
from intake.rotation import SEALED, SEALED_TABLES
from nlp.reading import Risk

# Told to LINE, or perhaps told: in both cases LINE may have it once.
_TOLD = (Delivery.SENT, Delivery.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rows of the table; `is_sound` says which must be 0. Help in danger may be said again when
    nobody can know whether it arrived: that is counted apart."""

    lost_words: int
    lost_answers: int
    lost_bubbles: int
    answered_twice: int
    shown_twice: int
    help_again: int
    out_of_order: int
    unsent_found: int
    words_let_out: int
    crises_unanswered: int
    alarms_missing: int
    set_aside: int
    uncertain: int
    held: int
    crises: int
    # What to look at first: a few of the bubbles that were shown twice.
    doubled: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """True when nothing was lost, doubled, disordered, let out, or left in danger."""
        return not any(
            (
                self.lost_words,
                self.lost_answers,
                self.lost_bubbles,
                self.answered_twice,
                self.shown_twice,
                self.out_of_order,
                self.unsent_found,
                self.words_let_out,
                self.crises_unanswered,
                self.alarms_missing,
                self.set_aside,
            )
        )


@dataclass(frozen=True, slots=True)
class Said:
    """A bubble of ours in the database."""

    user: str
    author: Author
    text: str | None
    delivery: Delivery | None
    shape: tuple[str, ...]
    is_urgent: bool


def judge(
    platform: Platform,
    system: System,
    words: Sequence[Word],
    answers: Sequence[Answer],
    places: Iterable[Path],
    samples: Iterable[bytes],
) -> Verdict:
    """Compares everything. `places` are files that nobody's words may stand in in the clear."""
    with platform.world.reading():
        sent = list(platform.world.record.sent)
    with system.reading() as session:
        users = {row.contact_id: row.address for row in session.scalars(select(Address))}
        stored = _stored(session)
        said = _said(session, users, system)
        risks = _risks(session, users)
        order = _disorder(session, words)
        rows = _everything_sealed(session)
    kept = [word for word in words if word.fate is Fate.STAYS]
    unsent = [word.text for word in words if word.fate is Fate.UNSENT]
    crises = [word for word in kept if word.is_crisis]
    heard = Counter((each["to"], _shape(each["message"])) for each in sent)
    told = Counter(
        (each.user, shape) for each in said for shape in each.shape if each.delivery in _TOLD
    )
    sure = Counter(
        (each.user, shape)
        for each in said
        for shape in each.shape
        if each.delivery is Delivery.SENT
    )
    doubled = heard - told
    urgent = {(each.user, shape) for each in said if each.is_urgent for shape in each.shape}
    in_clear = _found([word.text for word in words] + list(set(users.values())), places, samples)
    return Verdict(
        lost_words=sum(not stored[word.text] for word in kept),
        lost_answers=sum(not _is_told(answer, said, heard) for answer in answers),
        lost_bubbles=(sure - heard).total(),
        answered_twice=sum(max(0, stored[word.text] - 1) for word in kept),
        shown_twice=sum(count for key, count in doubled.items() if key not in urgent),
        help_again=sum(count for key, count in doubled.items() if key in urgent),
        out_of_order=order + _answers_out_of_order(sent, said),
        unsent_found=sum(text in rows for text in unsent) + _found(unsent, places, samples),
        words_let_out=in_clear,
        crises_unanswered=sum(not _is_helped(word, sent) for word in crises),
        alarms_missing=sum(not risks.get(word.user, Risk.NONE).is_danger for word in crises),
        set_aside=_set_aside(system),
        uncertain=sum(each.delivery is Delivery.UNCERTAIN for each in said),
        held=sum(each.delivery in (Delivery.HELD, Delivery.PENDING) for each in said),
        crises=len(crises),
        doubled=_histories(system, users, doubled),
    )


def _histories(
    system: System, users: dict[int, str], doubled: Counter[tuple[str, str]], most: int = 5
) -> tuple[str, ...]:
    """The parcels of some bubbles that LINE has too often, in one line each."""
    contacts = {user: contact_id for contact_id, user in users.items()}
    lines = []
    with system.reading() as session:
        for user, shape in list(doubled)[:most]:
            parcels = session.scalars(select(Parcel).where(Parcel.contact_id == contacts[user]))
            told = "; ".join(
                f"{each.id} {each.way} {each.state} tries {each.attempts} {each.error} "
                f"{each.first_tried_at:%X}"
                for each in parcels
            )
            lines.append(f"{shape[:60]} | {told}")
    return tuple(lines)


def _stored(session: Session) -> Counter[str]:
    query = select(Message).where(Message.author == Author.RESIDENT)
    return Counter(row.text for row in session.scalars(query) if row.text)


def _said(session: Session, users: dict[int, str], system: System) -> list[Said]:
    query = (
        select(Message, Posting.is_urgent)
        .outerjoin(Posting, Posting.message_id == Message.id)
        .where(Message.author != Author.RESIDENT)
        .order_by(Message.id)
    )
    found = []
    for row, is_urgent in session.execute(query):
        utterance = unpack(row.extra) if row.extra else Utterance(row.text or "")
        messages = render.render([utterance], system.line_words, system.settings.public_url)
        shape = tuple(_shape(message) for message in messages)
        user = users[row.contact_id]
        found.append(Said(user, row.author, row.text, row.delivery, shape, bool(is_urgent)))
    return found


def _shape(message: dict[str, Any]) -> str:
    """A message without its buttons, which only the last of a call carries."""
    bare = {key: value for key, value in message.items() if key != "quickReply"}
    return json.dumps(bare, sort_keys=True, ensure_ascii=False)


def _is_told(answer: Answer, said: Sequence[Said], heard: Counter[tuple[str, str]]) -> bool:
    """LINE has it, or staff see that it is not certain: in no case nothing."""
    rows = [each for each in said if each.text == answer.text]
    if len(rows) != 1:
        return False
    (row,) = rows
    return row.delivery in (Delivery.UNCERTAIN, Delivery.HELD) or all(
        heard[row.user, shape] for shape in row.shape
    )


def _risks(session: Session, users: dict[int, str]) -> dict[str, Risk]:
    risks: dict[str, Risk] = {}
    for row in session.scalars(select(Conversation)):
        user = users[row.contact_id]
        risks[user] = max(risks.get(user, Risk.NONE), row.risk, key=lambda risk: risk.rank)
    return risks


def _disorder(session: Session, words: Sequence[Word]) -> int:
    """Texts that a staff member reads above one that was written before them."""
    place = {word.text: number for number, word in enumerate(words)}
    count = 0
    for row in session.scalars(select(Conversation)):
        bubbles = talk.load(session, row, shown=None).bubbles
        numbers = [place[bubble.text] for bubble in bubbles if bubble.text in place]
        count += sum(after < before for before, after in pairwise(numbers))
    return count


def _answers_out_of_order(sent: Sequence[dict[str, Any]], said: Sequence[Said]) -> int:
    """Answers of staff that a phone shows in another order than they were given."""
    place = {each.text: number for number, each in enumerate(said) if each.author is Author.STAFF}
    last: dict[str, int] = {}
    count = 0
    for each in sent:
        number = place.get(each["message"].get("text"))
        if number is not None:
            count += number < last.get(each["to"], -1)
            last[each["to"]] = number
    return count


def _is_helped(word: Word, sent: Sequence[dict[str, Any]]) -> bool:
    """A number to call went to its writer after the text was written."""
    return any(
        each["to"] == word.user
        and each["at"] >= word.at_ms
        and "tel:" in json.dumps(each["message"])
        for each in sent
    )


def _everything_sealed(session: Session) -> str:
    """Every sealed value of every table, opened."""
    found = []
    for table in SEALED_TABLES:
        columns = [column for column in table.columns if isinstance(column.type, SEALED)]
        for row in session.execute(select(*columns)):
            found += [
                json.dumps(value, ensure_ascii=False)
                if isinstance(value, dict | list)
                else str(value)
                for value in row
                if value is not None
            ]
    # Stored payloads are escaped JSON.
    return "\n".join(
        text.encode().decode("unicode_escape", "replace") if "\\u" in text else text
        for text in found
    )


def _found(texts: Sequence[str], places: Iterable[Path], samples: Iterable[bytes]) -> int:
    """How often any of the texts stands anywhere in the clear, escaped or not."""
    needles = {text.encode() for text in texts}
    needles |= {json.dumps(text)[1:-1].encode() for text in texts}
    if not needles:
        return 0
    search = BytesAhoCorasick(list(needles)).find_matches_as_indexes
    stacks = [*(path.read_bytes() for path in places if path.is_file()), b"\n".join(samples)]
    return sum(
        len({needle for needle, _, _ in search(stack, overlapping=True)}) for stack in stacks
    )


def _set_aside(system: System) -> int:
    from intake import inbox

    with system.reading() as session:
        return len(inbox.set_aside(session))
