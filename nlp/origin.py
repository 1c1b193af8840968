"""What the committed weights were learned from, as a fingerprint that a test can check."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from nlp.labels import Labelled

ORIGIN = Path(__file__).parent / "weights.origin"
#: Where the learning itself is written.
_LEARNING = ("learning.py", "thresholds.py", "train.py")


def fingerprint(examples: Iterable[tuple[Labelled, Iterable[str]]]) -> str:
    """A hash of the labelled messages, of what is seen in each, and of how they are learned.

    What is seen depends on the content files, the dictionary and the code of this room: a change
    that leaves it alone leaves the fingerprint alone.
    """
    digest = sha256()
    for name in _LEARNING:
        digest.update(Path(__file__).with_name(name).read_bytes())
    for item, features in examples:
        labels = (item.id, *sorted(item.concerns), item.risk, item.about, item.intent)
        for part in (*labels, *sorted(features)):
            digest.update(part.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def write(print_of_sources: str, weights: bytes) -> None:
    """Notes the fingerprint of the sources and of the weights learned from them."""
    text = f"sources {print_of_sources}\nweights {sha256(weights).hexdigest()}\n"
    ORIGIN.write_text(text, encoding="utf-8", newline="\n")


def read() -> tuple[str, str]:
    """The noted fingerprints: of the sources, of the weights."""
    sources, weights = (line.split(" ")[1] for line in ORIGIN.read_text("utf-8").splitlines())
    return sources, weights
