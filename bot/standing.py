"""Where a talk stands: which row counts, which question is open, which buttons there are."""

from __future__ import annotations

from bot.script import Script
from bot.table import ERASING, START, WAITING, WITH_STAFF, Question
from bot.turn import Place, Situation, Stage
from bot.utterance import Choice
from bot.wording import choices_of


def choices_at(script: Script, place: Place, situation: Situation) -> tuple[Choice, ...]:
    """The buttons under the last bubble."""
    name = place.state if is_with_bot(situation) else row_of(place, situation)
    return choices_of(script, script.scenario.row(name), script.scenario.question(name))


def row_of(place: Place, situation: Situation) -> str:
    """The state that counts: who holds the talk beats where the bot last stood."""
    if place.state == ERASING:
        return ERASING
    if situation.stage is Stage.WAITING:
        return WAITING
    if situation.stage is Stage.WITH_STAFF:
        return WITH_STAFF
    # Given back by staff: the talk is open again, and what was known stays known.
    return START if place.state in (WAITING, WITH_STAFF) else place.state


def asked_at(script: Script, place: Place, situation: Situation) -> Question | None:
    """The question that is open; none once people hold the talk."""
    return script.scenario.question(place.state) if is_with_bot(situation) else None


def is_with_bot(situation: Situation) -> bool:
    """True while the bot leads; a closed conversation begins with it anew."""
    return situation.stage in (Stage.WITH_BOT, Stage.CLOSED)
