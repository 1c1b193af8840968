"""What is said where a door only shows the way: hours, numbers, and a link to our own web chat."""

from __future__ import annotations

from bot.script import Script
from bot.turn import Kind, Situation
from bot.utterance import Link, Utterance
from bot.wording import as_lines, fill


def show_in(script: Script, kind: Kind, situation: Situation, path: str) -> Utterance:
    """The way in, with a greeting for who has just come; `path` is where the link leads.

    Said in the language that `script` speaks.
    """
    door = script.office.line
    text = door.greeting if kind is Kind.FOLLOW else door.again
    lines = script.hotlines.for_dangers(("other",), situation.now)
    return Utterance(
        fill(script, text, situation),
        lines=as_lines(lines),
        link=Link(door.button, path),
        language=script.scenario.language,
    )
