"""Learns a linear separation: dual coordinate descent for the L2-loss support vector machine.

Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM" (ICML 2008),
algorithm 1, in whole numbers: the same weights on every machine and every Python.
"""

from __future__ import annotations

from librt.vecs import vec
from mypy_extensions import i32, i64

#: 1.0 in the whole numbers of the training.
ONE = 1 << 20
#: Every so many rounds all examples are looked at, in between only the open ones.
LOOK_AGAIN = 5
#: 1.0 in the weights that are kept.
UNIT = 250


class Examples:
    """Examples in a row: the numbers of their features, and where each begins."""

    def __init__(self, rows: list[list[int]], worths: list[int]) -> None:
        """`worths` says for each feature how readily its weight grows, in sixteenths."""
        self.worths = vec[i64]([i64(worth) for worth in worths])
        self.places = vec[i32]([i32(place) for row in rows for place in row])
        starts = [0]
        for row in rows:
            starts.append(starts[-1] + len(row))
        self.starts = vec[i64]([i64(start) for start in starts])
        self.sizes = vec[i64]([i64(_size(row, worths)) for row in rows])


def separate(examples: Examples, answers: list[bool], rounds: int, slack: int) -> list[int]:
    """Weights that separate the examples with a true answer from the rest.

    The weights of an example's features, one that stands there twice counting twice, should add up
    to more than `UNIT` where the answer is true and to less than `-UNIT` elsewhere. `slack` is
    1 / 2C of the paper: the larger, the smoother.
    """
    places, starts, sizes, worths = (
        examples.places,
        examples.starts,
        examples.sizes,
        examples.worths,
    )
    count = len(answers)
    one, smooth = i64(ONE), i64(slack)
    weights = vec[i64]([i64(0) for _ in range(len(worths))])
    duals = vec[i64]([i64(0) for _ in range(count)])
    signs = vec[i64]([i64(1 if answer else -1) for answer in answers])
    order = vec[i64]([i64(number) for number in _shuffled(count)])
    is_open = vec[i64]([i64(1) for _ in range(count)])
    turn: i64 = 0
    while turn < i64(rounds):
        # What lies far on its right side needs no look every time.
        asks_all = turn % LOOK_AGAIN == 0
        turn += 1
        asked: i64 = 0
        while asked < i64(count):
            number = order[asked]
            asked += 1
            if not asks_all and is_open[number] == 0:
                continue
            start, end = starts[number], starts[number + 1]
            margin: i64 = 0
            at = start
            while at < end:
                margin += weights[i64(places[at])]
                at += 1
            dual = duals[number]
            gradient = margin * signs[number] - one + smooth * dual
            is_open[number] = 1 if dual != 0 or gradient < one // 2 else 0
            if gradient >= 0 and dual == 0:
                continue
            better = dual - gradient // (sizes[number] + smooth)
            better = max(better, 0)
            step = (better - dual) * signs[number]
            if step == 0:
                continue
            duals[number] = better
            at = start
            while at < end:
                place = i64(places[at])
                weights[place] += step * worths[place] // 16
                at += 1
    return [_rounded(int(weight)) for weight in weights]


def _size(row: list[int], worths: list[int]) -> int:
    """How long an example is, squared: what stands there twice adds four times as much."""
    counts: dict[int, int] = {}
    for place in row:
        counts[place] = counts.get(place, 0) + 1
    return sum([worths[place] * count * count for place, count in counts.items()]) // 16


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
