"""The committed weights are those that the committed corpus and content give."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from config.concerns import Taxonomy
from nlp import origin
from nlp.labels import Labelled
from nlp.reading import About, Intent, Risk
from nlp.train import observed, seen
from nlp.weights import WEIGHTS

ITEM = Labelled("1", "家賃", frozenset({"living_costs"}), Risk.NONE, About.SELF, Intent.CONSULT)


def test_the_weights_are_learned_from_what_stands_here(taxonomy: Taxonomy) -> None:
    sources, weights = origin.read()
    now = origin.fingerprint(seen(observed(taxonomy)))
    assert now == sources, "corpus, content or learning changed: run `make train`"
    assert sha256(WEIGHTS.read_bytes()).hexdigest() == weights


@pytest.mark.parametrize(
    ("item", "features"),
    [
        (replace(ITEM, concerns=frozenset()), {"=家賃"}),
        (replace(ITEM, risk=Risk.WATCH), {"=家賃"}),
        (replace(ITEM, about=About.FAMILY), {"=家賃"}),
        (ITEM, {"=家賃", "=払う"}),
    ],
)
def test_a_label_or_a_feature_changes_the_fingerprint(item: Labelled, features: set[str]) -> None:
    assert origin.fingerprint([(item, features)]) != origin.fingerprint([(ITEM, {"=家賃"})])
    assert origin.fingerprint([(ITEM, {"b", "a"})]) == origin.fingerprint([(ITEM, {"a", "b"})])
