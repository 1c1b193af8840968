"""How many taps lie between a full first message and the hand-over to a person.

    python -m benchmarks.taps FILE.jsonl [--labels reading|file]

FILE holds a JSON object a line as the labelling guide describes it. Each message is played through
the pure step with the sample office's scenario; every question that follows is answered by the tap
on its first answer. `reading` plays what the product reads, `file` the labels as they stand, as if
the reading were perfect. Messages that want no talk (消して, やめる, small talk, other offices'
matters) are left out. Printed: messages, median, the share of each number of taps, and how many
were handed over by danger at once.
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import datetime
from pathlib import Path
from statistics import median

import nlp
from bot import script as scripts
from bot.rehearsal import Read, Rehearsal
from bot.script import Script
from bot.turn import Stage
from config.office import TOKYO
from config.settings import SAMPLE_CONTENT
from nlp.labels import Labelled, load_labelled
from nlp.reading import Intent, Reading

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=TOKYO)
LEFT_OUT = (Intent.ERASE, Intent.STOP, Intent.SMALLTALK, Intent.OUT_OF_SCOPE)
MOST = 20


def main() -> None:
    """Plays the file and prints the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--labels", choices=("reading", "file"), default="reading")
    chosen = parser.parse_args()
    script = scripts.load(SAMPLE_CONTENT)
    messages = [m for m in load_labelled(chosen.file) if m.intent not in LEFT_OUT]
    reader = nlp.Reader(script.taxonomy)
    taps = [
        count_taps(script, message, reader.read if chosen.labels == "reading" else as_labelled)
        for message in messages
        for as_labelled in [_reads_as_labelled(message)]
    ]
    print(f"messages {len(taps)}, by {chosen.labels}")
    print(f"median taps to the hand-over {median(taps):g}")
    for number, times in sorted(Counter(taps).items()):
        print(f"  {number} taps: {times} ({times / len(taps):.0%})")


def count_taps(script: Script, message: Labelled, read: Read) -> int:
    """Taps on first answers until people hold the talk; `MOST` when it never comes to that."""
    talk = Rehearsal(script, read, NOON)
    talk.write(message.text)
    taps = 0
    while talk.stage is Stage.WITH_BOT and taps < MOST:
        question = script.scenario.question(talk.place.state)
        # With no question open, somebody who wants help taps 人と話す.
        talk.tap(talk.offered[0].value if question else "human")
        taps += 1
    return taps


def _reads_as_labelled(message: Labelled) -> Read:
    reading = Reading(
        concerns=tuple(sorted(message.concerns)),
        risk=message.risk,
        about=message.about,
        intent=message.intent,
    )
    return lambda _text, _context: reading


if __name__ == "__main__":
    main()
