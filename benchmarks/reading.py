"""What a reading costs: against fugashi alone, at the start of a process, and in memory.

    python -m benchmarks.reading [FILE.jsonl ...] [--rounds 5]

The first figure is the time of our whole reading (model and evidence included) over the time of
one fugashi pass that looks at the dictionary form of every word. Both read every message in turn,
as a worker meets them, so that both find the processor's memory as the other left it; of each
message the best of several rounds counts, so that a busy machine does not. As in a worker, what is
loaded at the start is no longer looked through for garbage. Without a file the messages are those
of our corpus. Memory: what the process holds for itself, and with the pages of the dictionary file
that it has looked at, which all processes share; the second figure is that once somebody has
written in another language.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter_ns

import fugashi

import nlp
from nlp.compiled import folder
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
def held():
    with open("/proc/self/statm") as file:
        _, resident, shared, *_ = map(int, file.read().split())
    return resident, resident - shared
bare = held()
import nlp
def tell():
    print(*((now - was) * os.sysconf("SC_PAGE_SIZE") / 2**20 for now, was in zip(held(), bare)))
for text in ("家賃が払えません", "息子が部屋から出てきません"):
    nlp.read(text)
tell()
nlp.read("I lost my job")
tell()
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
    how = "compiled" if folder().is_dir() else "interpreted"
    print(f"{len(texts)} messages, median {median(lengths):.0f} characters, read {how}")
    tagger = fugashi.Tagger()

    def plain(text: str) -> None:
        for word in tagger(text):
            _ = word.feature.lemma

    theirs, ours = clock((plain, nlp.read), texts, arguments.rounds)
    print(f"fugashi alone      {theirs / len(texts) / 1e3:7.1f} us a message")
    print(f"our reading        {ours / len(texts) / 1e3:7.1f} us a message")
    print(f"ratio              {ours / theirs:7.2f}   (goal: 1.2)")
    print(f"start to reading   {min(run(_START)[0] for _ in range(3)):7.2f} s (goal: 1.0)")
    resident, private, abroad, own = run(_MEMORY)
    print(f"memory above bare  {resident:7.0f} MiB (goal: 120), {private:.0f} of it private")
    print(f"with all languages {abroad:7.0f} MiB, {own:.0f} of it private")


def clock(
    readers: Sequence[Callable[[str], object]], texts: Sequence[str], rounds: int
) -> list[int]:
    """Nanoseconds that each reader takes for all texts."""
    for text in texts:  # all have every word in their memory before the clock runs
        for read in readers:
            read(text)
    gc.collect()
    gc.freeze()
    best = [[10**12] * len(texts) for _ in readers]
    for _ in range(rounds):
        for i, text in enumerate(texts):
            for times, read in zip(best, readers, strict=True):
                began = perf_counter_ns()
                read(text)
                times[i] = min(times[i], perf_counter_ns() - began)
    return [sum(times) for times in best]


def run(program: str) -> list[float]:
    """The numbers that a fresh process prints."""
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return [float(number) for number in result.stdout.split()]


if __name__ == "__main__":
    main()
