"""Compares readings with labels and says how good they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlp.labels import Labelled
from nlp.reading import Reading, Risk

Pair = tuple[Labelled, Reading]


@dataclass(frozen=True, slots=True)
class Count:
    """Hits, false alarms and misses of one concern."""

    code: str
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares from 0 to 1, each with what it is a share of in its name; see docs/reading.md."""

    messages: int
    micro_f1: float
    macro_f1: float
    emergency_recall: float
    high_risk_recall: float
    false_alarm: float
    clean_kept: float
    about_accuracy: float
    intent_accuracy: float
    risk_accuracy: float
    counts: tuple[Count, ...]


def score(pairs: Sequence[Pair]) -> Figures:
    """The figures of `pairs`; a share of nothing is 0."""
    counts = tuple(_count(code, pairs) for code in sorted(_codes(pairs)))
    labelled = [count for count in counts if count.right + count.missed]
    right, wrong, missed = (
        sum(getattr(count, name) for count in counts) for name in ("right", "wrong", "missed")
    )
    danger = [reading for gold, reading in pairs if gold.risk.is_danger]
    emergency = [reading for gold, reading in pairs if gold.risk is Risk.EMERGENCY]
    calm = [reading for gold, reading in pairs if gold.risk is Risk.NONE]
    clean = [reading for gold, reading in pairs if _is_clean(gold)]
    return Figures(
        messages=len(pairs),
        micro_f1=_share(2 * right, 2 * right + wrong + missed),
        macro_f1=_share(sum(count.f1 for count in labelled), len(labelled)),
        emergency_recall=_mean(r.risk is Risk.EMERGENCY for r in emergency),
        high_risk_recall=_mean(r.risk.is_danger for r in danger),
        false_alarm=_mean(r.risk.is_danger for r in calm),
        clean_kept=_mean(not r.concerns and r.risk is Risk.NONE for r in clean),
        about_accuracy=_mean(gold.about is r.about for gold, r in pairs),
        intent_accuracy=_mean(gold.intent is r.intent for gold, r in pairs),
        risk_accuracy=_mean(gold.risk is r.risk for gold, r in pairs),
        counts=counts,
    )


def report(figures: Figures) -> str:
    """The figures as a page of text."""
    names = (
        ("concern micro-F1", figures.micro_f1),
        ("concern macro-F1", figures.macro_f1),
        ("emergency recall (as emergency)", figures.emergency_recall),
        ("high-risk recall (urgent or emergency)", figures.high_risk_recall),
        ("false alarm (none read as danger)", figures.false_alarm),
        ("clean messages kept clean", figures.clean_kept),
        ("about accuracy", figures.about_accuracy),
        ("intent accuracy", figures.intent_accuracy),
        ("risk accuracy", figures.risk_accuracy),
    )
    lines = [f"{figures.messages} messages", ""]
    lines += [f"{name:40} {value:.3f}" for name, value in names]
    lines += ["", f"{'concern':20} {'P':>6} {'R':>6} {'F1':>6} {'gold':>5}"]
    lines += [
        f"{c.code:20} {c.precision:6.3f} {c.recall:6.3f} {c.f1:6.3f} {c.right + c.missed:5d}"
        for c in figures.counts
    ]
    return "\n".join(lines) + "\n"


def breakdown(name: str, groups: Mapping[str, Sequence[Pair]]) -> str:
    """A line of figures for each group; a dash where a group has nothing to count."""
    heads = ("messages", "F1", "high-risk", "false alarm", "clean", "about", "intent")
    lines = [f"{name:20} " + " ".join(f"{head:>11}" for head in heads)]
    for group, pairs in groups.items():
        figures = score(pairs)
        gold = [item for item, _ in pairs]
        shares = (
            (figures.micro_f1, any(item.concerns for item in gold)),
            (figures.high_risk_recall, any(item.risk.is_danger for item in gold)),
            (figures.false_alarm, any(item.risk is Risk.NONE for item in gold)),
            (figures.clean_kept, any(_is_clean(item) for item in gold)),
            (figures.about_accuracy, True),
            (figures.intent_accuracy, True),
        )
        cells = " ".join(f"{value:11.3f}" if said else f"{'-':>11}" for value, said in shares)
        lines.append(f"{group:20} {len(pairs):11d} {cells}")
    return "\n".join(lines) + "\n"


def _is_clean(item: Labelled) -> bool:
    return not item.concerns and item.risk is Risk.NONE


def _codes(pairs: Sequence[Pair]) -> set[str]:
    return {code for gold, reading in pairs for code in (*gold.concerns, *reading.concerns)}


def _count(code: str, pairs: Sequence[Pair]) -> Count:
    gold = [code in item.concerns for item, _ in pairs]
    read = [code in reading.concerns for _, reading in pairs]
    both = sum(g and r for g, r in zip(gold, read, strict=True))
    return Count(code, both, sum(read) - both, sum(gold) - both)


def _mean(values: Iterable[bool]) -> float:
    found = list(values)
    return _share(sum(found), len(found))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
