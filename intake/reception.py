"""Reception: one event of one person has its whole effect here, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import languages, summary
from bot.feedback import face_of
from bot.followups import next_word_at
from bot.script import Script
from bot.track import track_of
from bot.turn import (
    Deed,
    Kind,
    Place,
    Stage,
    Turn,
    pack_place,
    unpack_place,
)
from config.hours import opening
from intake import (
    changes,
    contacts,
    conversations,
    entrance,
    erasure,
    feedback,
    outbox,
    scene,
    tags,
    transcript,
)
from intake.incoming import Ignored, Incoming, Left, Said, TookBack
from intake.models import (
    Address,
    Arrival,
    Author,
    Conversation,
    Message,
    Outcome,
)
from intake.scene import Decision
from nlp.reading import Context, Intent

_MAY_COME_BACK = {"yes": True, "no": False, None: None}
SMALL_INTENTS = frozenset({Intent.SMALLTALK, Intent.OUT_OF_SCOPE})


def recall(session: Session, script: Script, conversation: Conversation | None) -> Context:
    """What the reading may know of the open talk: earlier texts and the question just asked."""
    if conversation is None:
        return Context()
    earlier = session.scalars(
        select(Message.text)
        .where(
            Message.conversation_id == conversation.id,
            Message.author == Author.RESIDENT,
            Message.kind == Kind.TEXT,
            Message.erased_at.is_(None),
        )
        .order_by(Message.id.desc())
        .limit(8)
    )
    return Context(
        earlier=tuple(text or "" for text in reversed(list(earlier))),
        question=_open_question(script, conversation),
    )


def _open_question(script: Script, conversation: Conversation) -> str | None:
    if conversation.stage is not Stage.WITH_BOT:
        return None
    question = script.scenario.question(unpack_place(conversation.place).state)
    return question.code if question else None


def receive(
    session: Session,
    script: Script,
    arrival: Arrival,
    incoming: Incoming,
    decision: Decision | None,
    now: datetime,
) -> None:
    """Lets `incoming` have its effect: rows, tags, a turn of the bot, rows to send. `decision` is
    what follows from what was said, by the scene as it was seen."""
    if isinstance(incoming, Said):
        assert decision is not None
        _hear(session, arrival, incoming, decision, now)
        return
    address = session.get_one(Address, arrival.address_id)
    match incoming:
        case TookBack(message_id):
            erasure.take_back(session, script, arrival.door, message_id, address.contact_id, now)
        case Left():
            if contacts.mark_unreachable(address, arrival.occurred_at):
                changes.note(
                    session, "queue", conversations.open_one(session, address.contact_id), now
                )
        case Ignored():
            pass


def _hear(
    session: Session, arrival: Arrival, said: Said, decision: Decision, now: datetime
) -> None:
    script = decision.script
    decision.scene.hand_to(session)
    address = decision.scene.address
    conversation = conversations.hold_open_one(session, address.contact_id)
    if not decision.scene.is_still(conversation):  # staff were faster: once more, as it is now
        anew = scene.look(session, script, arrival, said, now)
        decision = scene.decide(script, anew, said, decision.reading)
    contacts.mark_reachable(address, arrival.occurred_at)
    if decision.scene.is_unsent:
        return
    if said.reply_token:
        outbox.keep_token(session, address, said.reply_token, arrival.received_at)
    face = face_of(said.choice)
    if face:  # counted, and no part of any talk
        feedback.count(session, script, address, face, now)
    else:
        conversation = conversation or _begin(session, decision, now)
        conversation.address_id = address.id
        _go_on(session, conversation, arrival, said, decision, now)
    if said.reply_token:
        outbox.ring_for_held(session, address.contact_id)


def _begin(session: Session, decision: Decision, now: datetime) -> Conversation:
    reopening = timedelta(days=decision.script.office.limits.reopening_days)
    return conversations.begin(session, decision.scene.address, decision.scene.last, now, reopening)


def _go_on(
    session: Session,
    conversation: Conversation,
    arrival: Arrival,
    said: Said,
    decision: Decision,
    now: datetime,
) -> None:
    script, before, turn = decision.script, decision.before, decision.turn
    if turn is None:
        # Not a word is kept here, but for the language in which the way is shown.
        place = languages.settle(script, before, decision.heard)
        conversation.place, conversation.language = pack_place(place), place.language
        entrance.show_in(session, script, conversation, said, decision.scene.situation, now)
        conversation.last_resident_at = now
        return
    transcript.write_down(session, conversation, arrival, said, decision.reading, now, script)
    conversation.last_resident_at = now
    for code in set(before.concerns) - set(turn.place.concerns):
        tags.withdraw(session, conversation, code, now)
    follow(session, script, conversation, turn, now, is_silent=said.is_silent)


def follow(
    session: Session,
    script: Script,
    conversation: Conversation,
    turn: Turn,
    now: datetime,
    *,
    is_silent: bool = False,
) -> None:
    """Turns what the step decided into rows."""
    if Deed.ERASE in turn.deeds:
        erasure.erase_all(session, script, conversation.contact_id, now)
    _place(conversation, script, turn.place)
    worth = bool(turn.deeds) or bool(turn.place.concerns) or turn.place.intent not in SMALL_INTENTS
    for utterance in () if is_silent else turn.say:
        outbox.post(
            session,
            conversation,
            utterance,
            Author.BOT,
            now,
            is_worth_push=worth,
            is_urgent=Deed.ALARM in turn.deeds,
        )
    _do(session, script, conversation, turn, now)
    changes.note(session, "message", conversation, now)


def _place(conversation: Conversation, script: Script, place: Place) -> None:
    conversation.place = pack_place(place)
    if place.risk.rank >= conversation.risk.rank:  # a conversation is never lowered
        conversation.risk = place.risk
        conversation.risk_rank = place.risk.rank
    conversation.about = place.about
    conversation.intent = place.intent
    conversation.area = place.area
    conversation.track = track_of(place)
    conversation.may_come_back = _MAY_COME_BACK.get(place.come_back)
    conversation.language = place.language
    conversation.summary = summary.compose(script, place)


def _do(
    session: Session, script: Script, conversation: Conversation, turn: Turn, now: datetime
) -> None:
    if Deed.ALARM in turn.deeds:
        conversation.alarm_at = now
        changes.note(session, "alarm", conversation, now)
        _plan_word(conversation, script, now)
    if Deed.ASKED_FEEDBACK in turn.deeds:
        feedback.note_asked(session, conversation.contact_id, now)
    if Deed.TOLD_CLOSED in turn.deeds:
        conversation.contact.closed_told_until = opening(script.office, now).opens_at
    is_with_bot = conversation.stage is Stage.WITH_BOT
    if Deed.HAND_OVER in turn.deeds and is_with_bot:
        conversations.move(session, conversation, Stage.WAITING, now)
        _plan_word(conversation, script, now)
    elif Deed.END in turn.deeds and is_with_bot:
        conversations.close(session, conversation, Outcome.NOT_NEEDED, now)
    elif is_with_bot and turn.say:  # somebody was answered; from now on silence counts
        quiet = timedelta(minutes=script.office.limits.quiet_minutes)
        conversation.silence_due_at = now + quiet


def _plan_word(conversation: Conversation, script: Script, now: datetime) -> None:
    """From now on somebody waits to be read: when nobody does, they get a word."""
    conversation.follow_ups = 0
    conversation.follow_up_due_at = next_word_at(
        script, 0, now, is_alarmed=conversation.alarm_at is not None
    )
