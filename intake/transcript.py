"""The transcript: what a person said, as a bubble, with the tags that were read from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.script import Script
from intake import media
from intake.crypto import vault
from intake.incoming import Said
from intake.models import Arrival, Author, Conversation, Message, Tag, TagSource
from nlp.reading import Reading

# Built once: putting a statement together costs more than running this one.
_TAKEN_OFF = select(Tag.code).where(
    Tag.conversation_id == bindparam("conversation_id"),
    Tag.removed_at.is_not(None),
    Tag.staff_id.is_not(None),
)


def write_down(
    session: Session,
    conversation: Conversation,
    arrival: Arrival,
    said: Said,
    reading: Reading | None,
    now: datetime,
    script: Script,
) -> None:
    """The resident's bubble, the tags that were read from it, and what is to be fetched for it."""
    message = Message(
        conversation=conversation,
        contact_id=conversation.contact_id,
        author=Author.RESIDENT,
        kind=said.kind,
        text=_label(session, script, conversation, said.choice) if said.choice else said.text,
        occurred_at=arrival.occurred_at,
        created_at=now,
        read_token=said.read_token,
        fingerprint=vault().fingerprint(arrival.door, said.message_id) if said.message_id else None,
    )
    if reading is not None:
        _tag(session, conversation, message, reading, now)
    session.add(message)
    if said.attachment and said.message_id:
        session.flush()
        media.expect(session, message, arrival.door, said.message_id, said.attachment, now)


def _tag(
    session: Session,
    conversation: Conversation,
    message: Message,
    reading: Reading,
    now: datetime,
) -> None:
    message.risk = reading.risk
    spans = _spans(reading)
    message.extra = {
        "risk": spans.pop("risk", []),
        "dangers": [str(danger) for danger in reading.dangers],
        "is_unread": reading.is_unread,
    }
    taken_off: set[str] = set()
    if conversation.last_resident_at is not None:  # else it has just begun
        with session.no_autoflush:  # what staff took off was written long ago
            taken_off = set(session.scalars(_TAKEN_OFF, {"conversation_id": conversation.id}))
    for code in (*reading.concerns, *reading.derived):
        if code not in taken_off:  # what staff corrected stays corrected
            session.add(
                Tag(
                    conversation=conversation,
                    message=message,
                    code=code,
                    source=TagSource.READING,
                    spans=spans.get(code, []),
                    created_at=now,
                )
            )


def _spans(reading: Reading) -> dict[str, list[list[int | str]]]:
    spans: dict[str, list[list[int | str]]] = {}
    for piece in reading.evidence:
        spans.setdefault(piece.code, []).append([piece.start, piece.end, piece.reason])
    return spans


def _label(session: Session, script: Script, conversation: Conversation, choice: str) -> str:
    """What stood on the button that was tapped: the words the resident saw, here or in a menu."""
    offered = session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.author == Author.BOT)
        .order_by(Message.id.desc())
        .limit(10)
    )
    for message in offered:
        for button in (message.extra or {}).get("choices", ()):
            if button["value"] == choice:
                return str(button["label"])
    button = script.scenario.buttons.get(choice)
    return button.label if button else ""
