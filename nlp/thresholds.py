"""Where the score of a label counts: chosen on scores of messages that were not learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlp.labels import Labelled
from nlp.learning import UNIT
from nlp.reading import Risk
from nlp.scores import CONCERN, RISK

#: Of the messages without any risk, this share may be read as danger by the model alone. Half of
#: the corpus without risk are near misses on purpose: among what people write it is far less.
FALSE_ALARMS = 0.03
#: What goes out has learned from every writer and is that much surer than what is measured here.
SURER = 10
#: The same for danger, where too little is worse than too much.
SURER_OF_DANGER = 35
_GRID = range(-UNIT, UNIT // 2, UNIT // 50)


def thresholds(
    scores: Mapping[str, Sequence[int]],
    answers: Mapping[str, Sequence[bool]],
    items: Sequence[Labelled],
) -> dict[str, int]:
    """For concerns the best F1, drawn towards what is best for all; for danger, few alarms."""
    cuts = dict.fromkeys(scores, 0)
    concerns = [label for label in scores if label.startswith(CONCERN)]
    shared = _best(
        [value for label in concerns for value in scores[label]],
        [answer for label in concerns for answer in answers[label]],
    )
    for label in concerns:
        cuts[label] = (_best(scores[label], answers[label]) + 2 * shared) // 3 + SURER
    calm = [i for i, item in enumerate(items) if item.risk is Risk.NONE]
    for risk, share in ((Risk.URGENT, FALSE_ALARMS), (Risk.EMERGENCY, FALSE_ALARMS / 2)):
        label = RISK + risk
        highest = sorted((scores[label][i] for i in calm), reverse=True)
        cuts[label] = highest[int(len(highest) * share)] + 1 + SURER_OF_DANGER
    label = RISK + Risk.WATCH
    cuts[label] = _best(scores[label], answers[label])
    return cuts


def _best(values: Sequence[int], answers: Sequence[bool]) -> int:
    """The cut with the best F1."""
    return max(_GRID, key=lambda cut: _f1([value >= cut for value in values], answers))


def _f1(read: Sequence[bool], gold: Sequence[bool]) -> float:
    both = sum(map(bool.__and__, read, gold))
    return 2 * both / max(1, sum(read) + sum(gold))
