"""What a reading costs: against fugashi alone, at the start of a process, and in memory.

    python -m benchmarks.reading [FILE.jsonl ...] [--rounds 5]

The first figure is the time of our whole reading (model and evidence included) over the time of
one fugashi pass that looks at the dictionary form of every word, both on the same messages in the
same process, the best of several rounds each. Without a file the messages are those of our corpus.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import fugashi

import nlp
from nlp.labels import load_texts

CORPUS = Path(nlp.__file__).parent / "corpus"

_START = """
import time
began = time.perf_counter()
import nlp
nlp.read("家賃が払えません")
print(time.perf_counter() - began)
"""
_MEMORY = """
import os
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
bare = resident()
import nlp
for text in ("家賃が払えません", "息子が部屋から出てきません", "I lost my job"):
    nlp.read(text)
print((resident() - bare) / 2**20)
"""


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    files = arguments.files or sorted(CORPUS.glob("*.jsonl"))
    texts = [text for path in files for _, text in load_texts(path)]
    lengths = [len(text) for text in texts]
    print(f"{len(texts)} messages, median {median(lengths):.0f} characters")
    tagger = fugashi.Tagger()

    def plain(text: str) -> None:
        for word in tagger(text):
            _ = word.feature.lemma

    ours, theirs = [], []
    for text in texts:  # both have every word in their memory before the clock runs
        nlp.read(text)
        plain(text)
    for _ in range(arguments.rounds):
        theirs.append(clock(plain, texts))
        ours.append(clock(nlp.read, texts))
    each = 1e6 / len(texts)
    print(f"fugashi alone      {min(theirs) * each:7.1f} us a message")
    print(f"our reading        {min(ours) * each:7.1f} us a message")
    print(f"ratio              {min(ours) / min(theirs):7.2f}   (goal: 1.2)")
    print(f"start to reading   {min(run(_START) for _ in range(3)):7.2f} s (goal: 1.0)")
    print(f"memory above bare  {run(_MEMORY):7.0f} MiB (goal: 120)")


def clock(read: Callable[[str], object], texts: Sequence[str]) -> float:
    """Seconds to read all texts once."""
    began = perf_counter()
    for text in texts:
        read(text)
    return perf_counter() - began


def run(program: str) -> float:
    """The number that a fresh process prints."""
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return float(result.stdout)


if __name__ == "__main__":
    main()
