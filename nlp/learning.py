"""Learns a linear separation: dual coordinate descent for the L2-loss support vector machine.

Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM" (ICML 2008),
algorithm 1, in whole numbers: the same weights on every machine and every Python.
"""

from __future__ import annotations

from collections.abc import Sequence

#: 1.0 in the whole numbers of the training.
ONE = 1 << 20
#: Every so many rounds all examples are looked at, in between only the open ones.
LOOK_AGAIN = 5
#: 1.0 in the weights that are kept.
UNIT = 250


def separate(
    examples: Sequence[Sequence[int]],
    answers: Sequence[bool],
    worths: Sequence[int],
    rounds: int,
    slack: int,
) -> list[int]:
    """Weights that separate the examples with a true answer from the rest.

    An example is the numbers of its features; the sum of their weights should be above `UNIT`
    where the answer is true and below `-UNIT` elsewhere. `worths` says for each feature how
    readily its weight grows, in sixteenths. `slack` is 1 / 2C of the paper: the larger, the
    smoother.
    """
    weights = [0] * len(worths)
    at = weights.__getitem__
    duals = [0] * len(examples)
    sizes = [sum(worths[place] for place in example) // 16 + slack for example in examples]
    order = _shuffled(len(examples))
    open_ones = order
    for turn in range(rounds):
        # What lies far on its right side needs no look every time.
        asked = order if turn % LOOK_AGAIN == 0 else open_ones
        open_ones = []
        for number in asked:
            example = examples[number]
            dual = duals[number]
            margin = sum(map(at, example))
            if not answers[number]:
                margin = -margin
            gradient = margin - ONE + slack * dual
            if dual or gradient < ONE // 2:
                open_ones.append(number)
            if gradient >= 0 and not dual:
                continue
            better = max(0, dual - gradient // sizes[number])
            step = better - dual
            if not step:
                continue
            duals[number] = better
            if not answers[number]:
                step = -step
            for place in example:
                weights[place] += step * worths[place] // 16
    return [_rounded(weight) for weight in weights]


def worth(count: int, total: int) -> int:
    """How much a feature in `count` of `total` messages says, in sixteenths: the rarer the more.

    The square of a quarter of the inverse document frequency (natural logarithm).
    """
    # log2 in 64ths by repeated squaring: whole numbers, the same on every machine.
    ratio = (total << 32) // count
    whole = ratio.bit_length() - 33
    mantissa = (ratio << 32) >> (32 + whole) if whole >= 0 else ratio
    bits = max(0, whole) << 6
    for place in range(5, -1, -1):
        mantissa = (mantissa * mantissa) >> 32
        if mantissa >> 33:
            mantissa >>= 1
            bits |= 1 << place
    idf = bits * 693 // 1000  # natural, in 64ths
    return max(1, idf * idf // (16 * 256))


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
