"""The scene of something said: all that the step must know, read before anybody has to wait.

SQLite lets one process write at a time. What a message means and what is answered is therefore
worked out beforehand, and holds as long as the conversation is still as it was seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot import dialogue
from bot.script import Script
from bot.turn import Heard, Place, Situation, Stage, Turn, unpack_place
from config.hours import opening
from intake import conversations, entrance, erasure, feedback, waiting
from intake.incoming import Said
from intake.models import Address, Arrival, Contact, Conversation
from nlp.reading import Reading


@dataclass(frozen=True, slots=True)
class Scene:
    """What stood in the database. `talk` is the open conversation, `last` the one closed before
    it; their rows, like `address` and `contact`, may be of another session, or of none any more."""

    address: Address
    contact: Contact
    talk: Conversation | None
    last: Conversation | None
    is_unsent: bool
    situation: Situation

    def hand_to(self, session: Session) -> None:
        """Lets `session` write whose scene it is, without reading them again."""
        session.add(self.address)
        session.add(self.contact)

    def is_still(self, talk: Conversation | None) -> bool:
        """True when `talk`, the open conversation as it is now, leaves the step as it was."""
        was = self.talk
        if was is None or talk is None:
            return was is talk
        return (was.id, was.stage, was.place) == (talk.id, talk.stage, talk.place)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was heard where the talk stood, and what follows. Without a turn this is not the place
    to talk: the way to our own chat is shown."""

    script: Script
    scene: Scene
    reading: Reading | None
    heard: Heard
    before: Place
    turn: Turn | None


def look(session: Session, script: Script, arrival: Arrival, said: Said, now: datetime) -> Scene:
    """The scene as it is now; only reads."""
    assert arrival.address_id is not None
    address = session.get_one(Address, arrival.address_id)
    contact = session.get_one(Contact, address.contact_id)
    talk = conversations.open_one(session, contact.id)
    last = None if talk else conversations.last_closed(session, contact.id)
    # Only who reached people the last time has something to go on with.
    is_returning = last is not None and last.waiting_since is not None
    return Scene(
        address=address,
        contact=contact,
        talk=talk,
        last=last,
        is_unsent=bool(said.message_id)
        and erasure.is_unsent(session, arrival.door, said.message_id or ""),
        situation=around(session, script, contact, talk, now, is_returning=is_returning),
    )


def around(
    session: Session,
    script: Script,
    contact: Contact,
    talk: Conversation | None,
    now: datetime,
    *,
    is_returning: bool = False,
) -> Situation:
    """The world around a step of this conversation, or of one that is to begin."""
    doors = opening(script.office, now)
    told = contact.closed_told_until
    return Situation(
        now=now,
        stage=talk.stage if talk else Stage.WITH_BOT,
        is_open=doors.is_open,
        opens_at=doors.opens_at,
        closes_at=doors.closes_at,
        tell_closed=not doors.is_open and (told is None or told <= now),
        is_returning=is_returning,
        asks_feedback=is_returning and feedback.may_ask(session, script, contact.id, now),
        ahead=waiting.ahead_of(session, talk, now) if doors.is_open else None,
    )


def decide(script: Script, scene: Scene, said: Said, reading: Reading | None) -> Decision:
    """What follows from what was said in this scene. Pure."""
    before = unpack_place(scene.talk.place) if scene.talk else conversations.first_place(scene.last)
    heard = Heard(kind=said.kind, text=said.text, choice=said.choice, reading=reading)
    is_closed_here = entrance.is_closed_to(script, scene.address, scene.talk, reading)
    turn = None if is_closed_here else dialogue.step(script, before, heard, scene.situation)
    return Decision(script, scene, reading, heard, before, turn)
