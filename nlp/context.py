"""What was said before changes what a short message means."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from nlp.reading import About, Context, Danger, Evidence, Intent, Reading, Risk

#: Longer messages speak for themselves.
SHORT = 30
#: This many of the latest messages are read again.
LOOKED_BACK = 8
#: The code of the question whether somebody is in danger now.
SAFETY = "safety"


def in_context(
    reading: Reading,
    text: str,
    said: Collection[str],
    context: Context,
    earlier: Sequence[Reading],
) -> Reading:
    """The reading of a short message after `earlier`; `said` holds its `scope` codes.

    「はい、今夜です」 after the question on safety is an emergency; 「もう限界」 after a week of
    debts carries the debts, and is urgent after a danger. Nothing is ever lowered.
    """
    if context.question == SAFETY and "yes" in said:
        risk = Risk.EMERGENCY if "soon" in said else Risk.URGENT
        return _raised(reading, text, risk, earlier)
    if "limit" in said and not reading.concerns:
        was_danger = any(before.risk.is_danger for before in earlier)
        told = tuple(dict.fromkeys(code for before in earlier for code in before.concerns))
        if told:
            risk = Risk.URGENT if was_danger else Risk.WATCH
            return _raised(reading, text, risk, earlier)._replace(
                concerns=told,
                derived=tuple(dict.fromkeys(c for before in earlier for c in before.derived)),
            )
    return reading


def _raised(reading: Reading, text: str, risk: Risk, earlier: Sequence[Reading]) -> Reading:
    """The reading with at least this risk, and with the dangers that were told before."""
    if reading.risk.rank >= risk.rank:
        return reading
    dangers = reading.dangers
    if risk.is_danger:
        before = (danger for seen in earlier for danger in seen.dangers)
        dangers = tuple(dict.fromkeys((*dangers, *before))) or (Danger.OTHER,)
    abouts = [seen.about for seen in earlier if seen.about is not About.UNKNOWN]
    return reading._replace(
        risk=risk,
        dangers=dangers,
        about=abouts[-1] if abouts else About.SELF,
        intent=Intent.CONSULT,
        evidence=(*reading.evidence, Evidence("risk", 0, len(text), "context")),
    )
