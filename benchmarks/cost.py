"""What talks cost in LINE's counted messages: pushing every answer, ours, and knowing the future.

    python -m benchmarks.cost [FILE]

FILE holds `role,time,text` a line (role `resident` or `staff`; time in seconds, `minutes:seconds`
or `hours:minutes:seconds`), an empty line between talks; JSON lines with these names (and `talk`)
are read too. Without one it plays benchmarks/talks.csv. Every talk goes through the real inbox,
conversation and outbox on a database of its own; only the clock and LINE are played: a reply token
serves once and for a minute, a push counts one. The bot's own answers ride on tokens as they
always do and cost nothing here; the bound may use every token of the talk for staff and knows
what will be typed, but lets nobody wait longer than we do.
"""

from __future__ import annotations

import argparse
import csv
import json
import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import structlog
from cryptography.fernet import Fernet
from sqlalchemy import select

import nlp
from bot.turn import Stage
from bot.utterance import Utterance
from config import settings as settings_module
from handlers import attendance, delivery, sweep, wiring
from handlers.hands import Hands
from handlers.jobs import Bench
from handlers.line import events, render
from handlers.wiring import System
from intake import conversations, holding, inbox, outbox, schema, staff
from intake.delivery import TOKEN_LIFE, Answer
from intake.gathering import FULL, PATIENCE
from intake.holding import Form
from intake.inbox import Letter
from intake.incoming import Incoming
from intake.models import Contact, Posting, Role, Staff, Way
from intake.parcels import Sendable

SAMPLE = Path(__file__).with_name("talks.csv")
NOON = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
STEP = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a talk: who, how long after its beginning, what."""

    role: str
    at: timedelta
    text: str


@dataclass(slots=True)
class Clock:
    """A time that only the player moves."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass(slots=True)
class Counter:
    """A door that plays LINE: it counts pushes and honours each reply token once."""

    clock: Clock
    system: System
    code: str = "line"
    room: int = render.ROOM
    pushes: int = 0
    tokens: dict[str, datetime] = field(default_factory=dict)

    def translate(self, payload: str) -> Incoming:
        """As the real door."""
        return events.translate(payload, self.system.line_words)

    def count(self, utterance: Utterance) -> int:
        """As the real door."""
        return render.count(utterance)

    def send(self, parcel: Sendable) -> Answer:
        """Accepts a push, and a reply on a token that is young and unused."""
        if parcel.way is Way.PUSH:
            self.pushes += 1
            return Answer.ACCEPTED
        came = self.tokens.pop(parcel.reply_token or "", None)
        is_good = came is not None and self.clock() - came <= timedelta(minutes=1)
        return Answer.ACCEPTED if is_good else Answer.REFUSED


def main() -> None:
    """Plays the file and prints pushes a talk."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path, nargs="?", default=SAMPLE)
    talks = read(parser.parse_args().file)
    # Nobody listens to bells here; that they are silent need not be said.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    always = sum(line.role == "staff" for talk in talks for line in talk)
    with tempfile.TemporaryDirectory() as folder, office(Path(folder)) as (system, clock):
        ours = sum(play(system, clock, number, talk) for number, talk in enumerate(talks))
    least = sum(bound(talk) for talk in talks)
    count = len(talks)
    print(f"talks {count}, answers by staff {always}")
    print(f"always push       {always / count:6.2f} a talk")
    print(f"ours              {ours / count:6.2f} a talk, {ours / max(always, 1):.2f} of always")
    print(f"perfect knowledge {least / count:6.2f} a talk")
    print(f"ours / perfect knowledge {ours / max(least, 1):.2f}")


def read(path: Path) -> list[list[Line]]:
    """The talks of a file, each in order of time. Ends the program when a line is not usable."""
    talks: dict[str, list[Line]] = {}
    number = 0
    for place, row in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not row.strip():
            number += 1
            continue
        if row.startswith("#") or row.replace(" ", "").startswith("role,time"):
            continue
        try:
            fields = json.loads(row) if row.startswith("{") else _columns(row)
            line = Line(str(fields["role"]).strip(), _time(fields["time"]), str(fields["text"]))
        except (ValueError, KeyError, IndexError):
            raise SystemExit(f"{path.name}:{place}: not role, time, text") from None
        talks.setdefault(str(fields.get("talk", number)), []).append(line)
    return [sorted(talk, key=lambda line: line.at) for talk in talks.values()]


def _columns(row: str) -> dict[str, str]:
    role, time, *text = next(csv.reader([row], skipinitialspace=True))
    return {"role": role, "time": time, "text": ",".join(text)}


def _time(given: object) -> timedelta:
    seconds = 0.0
    for part in str(given).strip().split(":"):
        seconds = seconds * 60 + float(part)
    return timedelta(seconds=seconds)


@contextmanager
def office(folder: Path) -> Iterator[tuple[System, Clock]]:
    """A product on a database of its own whose clock stands still."""
    system = wiring.build(
        settings_module.load(
            {
                "MADOGUCHI_KEYS": Fernet.generate_key().decode(),
                "MADOGUCHI_SECRET_KEY": "c" * 40,
                "MADOGUCHI_LINE_CHANNEL_SECRET": "secret",
                "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": "token",
                "MADOGUCHI_DATABASE_URL": f"sqlite:///{folder / 'cost.db'}",
                "MADOGUCHI_REDIS_URL": f"unix://{folder / 'no-redis.sock'}",
            }
        )
    )
    schema.migrate(system.engine)
    clock = Clock(NOON)
    system.clock = clock
    with system.transaction() as session:
        staff.add(session, "hanako", "相談員", Role.COUNSELLOR, "correct horse battery", clock())
    yield system, clock
    system.engine.dispose()


@cache
def _reader(system_content: Path) -> nlp.Reader:
    from config import concerns

    return nlp.Reader(concerns.load(system_content))


def play(system: System, clock: Clock, number: int, talk: Sequence[Line]) -> int:
    """Plays one talk as somebody new; gives the counted messages that staff's answers needed."""
    start = clock.at = clock.at + timedelta(days=1)
    door = Counter(clock, system)
    bench = Bench(system, {"line": door}, _reader(system.settings.content))
    lines, written = list(talk), 0
    while lines or clock() < start + talk[-1].at + 2 * TOKEN_LIFE:
        while lines and start + lines[0].at <= clock():
            line, written = lines.pop(0), written + 1
            event = f"{number}-{written}"
            if line.role == "resident":
                _write(bench, door, f"U{number}", event, line.text)
            else:
                _answer(bench, f"U{number}", event, line.text)
        if _has_open(system):
            sweep.sweep_out(bench, _Now())
            clock.at += STEP
        else:
            clock.at = start + lines[0].at if lines else start + talk[-1].at + 2 * TOKEN_LIFE
    return door.pushes


def _has_open(system: System) -> bool:
    with system.reading() as session:
        return session.scalar(select(Posting.id).where(outbox.IS_OPEN).limit(1)) is not None


class _Now(Hands):
    """Hands that do at once what they take: the clock stands still meanwhile."""

    def __init__(self) -> None:
        super().__init__(1)

    def take(self, name: str, row_id: int, work: object) -> None:
        """Does it."""
        assert callable(work)
        work()


def _write(bench: Bench, door: Counter, user: str, event: str, text: str) -> None:
    system = bench.system
    now = system.clock()
    payload = {
        "type": "message",
        "mode": "active",
        "replyToken": event,
        "message": {"type": "text", "id": event, "text": text},
    }
    door.tokens[event] = now
    letter = Letter(event, now, json.dumps(payload), user)
    with system.transaction() as session:
        (contact_id,) = inbox.store(session, system.codenames, "line", [letter], now)
    attendance.attend(system, bench.doors, bench.reader, contact_id)
    delivery.deliver(system, bench.doors, contact_id)


def _answer(bench: Bench, user: str, event: str, text: str) -> None:
    system = bench.system
    with system.transaction() as session:
        contact = session.scalars(select(Contact).order_by(Contact.id.desc())).first()
        assert contact is not None, f"{user} has written nothing yet"
        talk = conversations.open_one(session, contact.id)
        who = session.scalars(select(Staff)).one()
        assert talk is not None
        if talk.stage is not Stage.WITH_STAFF:
            holding.claim(session, talk, who, system.clock())
        holding.answer(session, talk, who, Form(text, event), system.clock())
        contact_id = contact.id
    delivery.deliver(system, bench.doors, contact_id)


def bound(talk: Sequence[Line]) -> int:
    """The fewest counted messages by which every answer leaves within `PATIENCE` and in order."""
    answers = [line.at for line in talk if line.role == "staff"]
    tokens = [line.at for line in talk if line.role == "resident"]

    @cache
    def fewest(first: int, token: int) -> int:
        if first == len(answers):
            return 0
        best = len(answers)
        for last in range(first, min(first + FULL, len(answers))):
            opens, closes = answers[last], answers[first] + PATIENCE
            if opens > closes:
                break
            best = min(best, 1 + fewest(last + 1, token))
            for each in range(token, len(tokens)):
                if tokens[each] <= closes and opens < tokens[each] + TOKEN_LIFE:
                    best = min(best, fewest(last + 1, each + 1))
                    break
        return best

    return fewest(0, 0)


if __name__ == "__main__":
    main()
