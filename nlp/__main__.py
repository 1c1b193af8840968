"""`python -m nlp read IN.jsonl` and `python -m nlp score GOLD.jsonl`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import nlp
from nlp.labels import LabelError, Labelled, load_labelled, load_texts
from nlp.reading import Reading
from nlp.score import report, score


def main() -> int:
    """0 when done, 2 when the file can't be read; the message names the line."""
    parser = argparse.ArgumentParser(prog="python -m nlp", description=__doc__)
    parser.add_argument("what", choices=("read", "score"))
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    write = sys.stdout.write
    try:
        if arguments.what == "read":
            for number, text in load_texts(arguments.file):
                write(json.dumps(as_line(number, nlp.read(text)), ensure_ascii=False) + "\n")
        else:
            gold: list[Labelled] = load_labelled(arguments.file)
            write(report(score([(item, nlp.read(item.text)) for item in gold])))
    except LabelError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def as_line(number: str, reading: Reading) -> dict[str, Any]:
    """One reading as plain data, the labels first."""
    return {
        "id": number,
        "concerns": list(reading.concerns),
        "risk": reading.risk.value,
        "about": reading.about.value,
        "intent": reading.intent.value,
        "dangers": [danger.value for danger in reading.dangers],
        "derived": list(reading.derived),
        "language": reading.language,
        "is_unread": reading.is_unread,
        "evidence": [
            {"code": item.code, "start": item.start, "end": item.end, "reason": item.reason}
            for item in reading.evidence
        ],
    }


if __name__ == "__main__":
    raise SystemExit(main())
