"""Door mode: LINE shows the way to our own web chat, and what is written there is not kept.

A 2021 guideline of the government asks that consultation not stay on LINE. Only danger is heard
there all the same, and what is already in people's hands is carried on to its end.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import entrance
from bot.script import Script
from bot.table import ERASING
from bot.turn import Situation, Stage, unpack_place
from intake import links, outbox
from intake.incoming import Said
from intake.models import Address, Author, Conversation
from nlp.reading import Intent, Reading

DOOR = "line"
PATH = "/chat/"
# Bubbles that follow one another closely get one link; who reads the greeting and then writes is
# answered.
PAUSE = timedelta(seconds=20)


def is_closed_to(
    script: Script, address: Address, talk: Conversation | None, reading: Reading | None
) -> bool:
    """True when this is not to be talked about here: it is answered with the way to the chat."""
    if script.office.line.mode != "door" or address.door != DOOR:
        return False
    if reading and (reading.risk.is_danger or reading.intent is Intent.ERASE):
        return False
    if talk is None:
        return True
    is_in_hands = talk.stage in (Stage.WAITING, Stage.WITH_STAFF)
    return not is_in_hands and unpack_place(talk.place).state != ERASING


def show_in(
    session: Session,
    script: Script,
    talk: Conversation,
    said: Said,
    situation: Situation,
    now: datetime,
) -> None:
    """Answers with a link of the person's own. Not a word of what they wrote is kept."""
    if said.is_silent or links.was_made_since(session, talk.contact_id, now - PAUSE):
        return
    lifetime = timedelta(minutes=script.office.line.link_minutes)
    path = PATH + links.make(session, talk.contact_id, now, lifetime)
    utterance = entrance.show_in(script.speaking(talk.language), said.kind, situation, path)
    outbox.post(session, talk, utterance, Author.BOT, now, is_worth_push=False)
