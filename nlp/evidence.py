"""Which words of a message led to what was read: staff see them marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nlp.findings import Hit
from nlp.model import Model
from nlp.observation import Observation
from nlp.reading import Evidence
from nlp.scores import CONCERN, RISK

#: Places marked for one tag at most; more marks nothing.
MOST = 4


def gather(
    seen: Observation,
    model: Model,
    tagged: Mapping[str, Sequence[Hit]],
    risk: str,
    dangers: Sequence[Hit],
) -> tuple[Evidence, ...]:
    """The places of each tag, and of the risk where it is danger, in the text as it was given.

    Where no rule speaks for a tag, the words that weighed most for it are marked.
    """
    found: list[Evidence] = []
    for code, hits in tagged.items():
        found += _marked(seen, code, hits) or _weighed(seen, model, code, CONCERN + code)
    if risk:
        found += _marked(seen, "risk", dangers) or _weighed(seen, model, "risk", RISK + risk)
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
    text = seen.normal.text
    spans: list[tuple[int, int]] = []
    if seen.forms:
        weights = model.weights_of(label, [word.term for word in seen.forms.words])
        best = sorted([(-weight, i) for i, weight in enumerate(weights) if weight > 0])[:MOST]
        spans = [seen.forms.place(i) for i in sorted([i for _, i in best])]
    if not spans and text:
        spans = [(0, len(text))]
    return [Evidence(code, *seen.normal.span(*span), "model") for span in spans]
