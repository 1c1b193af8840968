"""Learns a linear separation: dual coordinate descent for the L2-loss support vector machine.

Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM" (ICML 2008),
algorithm 1, in whole numbers: the same weights on every machine and every Python.
"""

from __future__ import annotations

from collections.abc import Sequence

#: 1.0 in the whole numbers of the training.
ONE = 1 << 20
#: 1.0 in the weights that are kept.
UNIT = 1000


def separate(
    examples: Sequence[Sequence[int]],
    answers: Sequence[bool],
    size: int,
    rounds: int,
    slack: int,
) -> list[int]:
    """Weights of `size` features that separate the examples with a true answer from the rest.

    An example is the numbers of its features; the sum of their weights should be above `UNIT`
    where the answer is true and below `-UNIT` elsewhere. `slack` is 1 / 2C of the paper: the
    larger, the smoother.
    """
    weights = [0] * size
    at = weights.__getitem__
    duals = [0] * len(examples)
    order = _shuffled(len(examples))
    for _ in range(rounds):
        for number in order:
            example = examples[number]
            dual = duals[number]
            margin = sum(map(at, example))
            if not answers[number]:
                margin = -margin
            gradient = margin - ONE + slack * dual
            if gradient >= 0 and not dual:
                continue
            better = max(0, dual - gradient // (len(example) + slack))
            step = better - dual
            if not step:
                continue
            duals[number] = better
            if not answers[number]:
                step = -step
            for place in example:
                weights[place] += step
    return [_rounded(weight) for weight in weights]


def _rounded(weight: int) -> int:
    return (weight * UNIT + ONE // 2) // ONE


def _shuffled(count: int) -> list[int]:
    """0 to count - 1 in a mixed order that never changes."""
    order = list(range(count))
    state = 12345
    for i in range(count - 1, 0, -1):
        state = (1103515245 * state + 12345) % (1 << 31)
        j = (state >> 8) % (i + 1)
        order[i], order[j] = order[j], order[i]
    return order
