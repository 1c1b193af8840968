"""Text in, a frozen `Reading` out. No clock, no database, no settings.

`read` uses the sample office's taxonomy; an office with its own builds a `Reader` from it.
"""

from __future__ import annotations

from functools import lru_cache

from nlp.compiled import folder

# Modules are looked for among the compiled ones first, as far as these sources are compiled.
__path__.insert(0, str(folder()))

from config.concerns import SAMPLE, load  # noqa: E402
from nlp.reader import Reader  # noqa: E402
from nlp.reading import Context, Reading  # noqa: E402


@lru_cache(maxsize=1)
def _sample_reader() -> Reader:
    return Reader(load(SAMPLE))


def read(text: str, context: Context | None = None) -> Reading:
    """The reading of one message by the sample office's taxonomy. Never raises."""
    return _sample_reader().read(text, context)


__all__ = ["Context", "Reader", "Reading", "read"]
