"""How a talk goes on when nothing is left to ask."""

from __future__ import annotations

from bot.script import Script
from bot.signals import Signal
from bot.table import TELL_MORE, Move, State
from bot.track import Track, track_of
from bot.turn import Heard, Kind, Place


def ending(
    script: Script, row: State, move: Move, before: Place, after: Place, heard: Heard
) -> Move:
    """`move` with what follows it: the hand-over of this track, or once more the word.

    Who has only tapped a button of the menu in an office that asks nothing has written
    nothing that people could read; who falls silent then is handed over all the same.
    """
    track = track_of(after)
    has_only_tapped = heard.kind is Kind.CHOICE and not after.asked and not before.concerns
    if has_only_tapped and track is not Track.COMMUNITY:
        goal = script.scenario.anywhere[Signal.INVITE].go
        return move.model_copy(update={"say": (*move.say, TELL_MORE), "go": goal})
    done = script.scenario.move(row, _DONE[track])
    return move.model_copy(update={"say": (*move.say, *done.say), "go": done.go})


_DONE = {
    Track.CONSULTATION: Signal.DONE,
    Track.COMMUNITY: Signal.DONE_COMMUNITY,
    Track.REPORT: Signal.DONE_REPORT,
}
"""Who joins in meets the coordinator; who reports hears what happens next."""
