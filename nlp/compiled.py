"""The room as machine code: the same modules, read faster, where they have been compiled.

`python -m nlp.compiling` makes them. They live apart from the sources, in a folder that is named
for exactly these sources and this Python: what was compiled from other ones is never found, and
the sources run themselves, only slower.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

#: Where the sources and the files of the room are.
ROOM = Path(__file__).parent
#: The modules that a message runs through, and the one that all training waits for.
MODULES = (
    "about",
    "abroad",
    "concerns",
    "entries",
    "evidence",
    "features",
    "findings",
    "forms",
    "intent",
    "judgement",
    "language",
    "learning",
    "lexicon",
    "model",
    "normalise",
    "observation",
    "places",
    "risk",
    "scores",
    "tokens",
    "trie",
    "weights",
)


def folder(room: Path = ROOM) -> Path:
    """Where the modules stand if they are compiled; the compiler looks at all these sources."""
    digest = sha256(EXTENSION_SUFFIXES[0].encode())
    for path in sorted([*room.glob("*.py"), *room.with_name("config").glob("*.py")]):
        digest.update(path.name.encode() + path.read_bytes())
    return room / ".compiled" / digest.hexdigest()[:16]
