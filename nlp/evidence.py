"""Which words of a message led to what was read: staff see them marked."""

from __future__ import annotations

from nlp.findings import Hit
from nlp.model import Model
from nlp.observation import Observation
from nlp.reading import Evidence
from nlp.risk import Dangers
from nlp.scores import CONCERN, RISK

#: Places marked for one tag at most; more marks nothing.
MOST = 4


def gather(
    seen: Observation, model: Model, tagged: dict[str, list[Hit]], dangers: Dangers
) -> tuple[Evidence, ...]:
    """The places of each tag, and of the risk where it is danger, in the text as it was given.

    Where no rule speaks for a tag, the words that weighed most for it are marked.
    """
    found: list[Evidence] = []
    for code, hits in tagged.items():
        if hits:
            _mark(found, seen, code, hits)
        else:
            _weigh(found, seen, model, code, CONCERN + code)
    if dangers.is_danger:
        if dangers.hits:
            _mark(found, seen, "risk", dangers.hits)
        else:
            _weigh(found, seen, model, "risk", RISK + dangers.risk)
    return tuple(found)


def _mark(found: list[Evidence], seen: Observation, code: str, hits: list[Hit]) -> None:
    """Adds the longest places that the rules found, none inside another."""
    for hit in hits if len(hits) < 2 else _apart(hits):
        start, end = seen.normal.span(hit.start, hit.end)
        found.append(Evidence(code, start, end, hit.reason))


def _apart(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=_longest):
        if not any(other.start < hit.end and hit.start < other.end for other in kept):
            kept.append(hit)
    return sorted(kept[:MOST], key=_first)


def _longest(hit: Hit) -> tuple[int, int]:
    return hit.start - hit.end, hit.start


def _first(hit: Hit) -> int:
    return hit.start


def _weigh(found: list[Evidence], seen: Observation, model: Model, code: str, label: str) -> None:
    """Adds the words that weighed most for the label; the whole text where none did."""
    weighed: list[tuple[int, int]] = []
    weights = model.weighing(label)
    for place, word in enumerate(seen.forms.words):
        if word.term in weights:
            weighed.append((-weights[word.term], place))
    if len(weighed) > MOST:
        weighed = sorted(weighed)[:MOST]
    for place in sorted([place for _, place in weighed]):
        start, end = seen.forms.place(place)
        start, end = seen.normal.span(start, end)
        found.append(Evidence(code, start, end, "model"))
    if not weighed and seen.normal.text:
        start, end = seen.normal.span(0, len(seen.normal.text))
        found.append(Evidence(code, start, end, "model"))
