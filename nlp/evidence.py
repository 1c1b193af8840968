"""Which words of a message led to what was read: staff see them marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nlp.findings import Hit
from nlp.model import Model
from nlp.observation import Observation
from nlp.reading import Evidence
from nlp.risk import Dangers
from nlp.scores import CONCERN, RISK

#: Places marked for one tag at most; more marks nothing.
MOST = 4


def gather(
    seen: Observation, model: Model, tagged: Mapping[str, Sequence[Hit]], dangers: Dangers
) -> tuple[Evidence, ...]:
    """The places of each tag, and of the risk where it is danger, in the text as it was given.

    Where no rule speaks for a tag, the words that weighed most for it are marked.
    """
    found: list[Evidence] = []
    for code, hits in tagged.items():
        found += _marked(seen, code, hits) if hits else _weighed(seen, model, code, CONCERN + code)
    if dangers.risk.is_danger:
        hits = dangers.hits
        label = RISK + dangers.risk
        found += _marked(seen, "risk", hits) if hits else _weighed(seen, model, "risk", label)
    return tuple(found)


def _marked(seen: Observation, code: str, hits: Sequence[Hit]) -> list[Evidence]:
    """The longest places that the rules found, none inside another."""
    span = seen.normal.span
    return [
        Evidence(code, *span(hit.start, hit.end), hit.reason)
        for hit in (hits if len(hits) < 2 else _apart(hits))
    ]


def _apart(hits: Iterable[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if not any(other.start < hit.end and hit.start < other.end for other in kept):
            kept.append(hit)
    return sorted(kept[:MOST], key=lambda hit: hit.start)


def _weighed(seen: Observation, model: Model, code: str, label: str) -> list[Evidence]:
    """The words that weighed most for the label; the whole text where none did."""
    spans: list[tuple[int, int]] = []
    if seen.forms:
        weights = model.weighing(label)
        terms = seen.forms.terms
        weighed = [(-weights[term], i) for i, term in enumerate(terms) if term in weights]
        if len(weighed) > MOST:
            weighed = sorted(weighed)[:MOST]
        spans = [seen.forms.place(i) for i in sorted([i for _, i in weighed])]
    if not spans and seen.normal.text:
        spans = [(0, len(seen.normal.text))]
    return [Evidence(code, *seen.normal.span(*span), "model") for span in spans]
