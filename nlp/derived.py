"""What follows from the concerns together; never labelled by hand."""

from __future__ import annotations

import re
from collections.abc import Collection

#: Fields of help that are different desks; three of them in one message are a compound case.
_FIELDS = (
    {"living_costs", "debt"},
    {"housing", "hoarding"},
    {"work"},
    {"hikikomori", "school_refusal", "bullying"},
    {"young_carer", "childcare"},
    {"elder_care", "dementia"},
    {"disability"},
    {"mental_health", "suicidality", "addiction"},
    {"illness"},
    {"family_conflict"},
    {"abuse", "domestic_violence"},
    {"foreign_resident"},
    {"rights"},
)
#: Age of the parent or of the grown child, in figures or kanji.
_OLD_PARENT = re.compile(
    r"(?:父|母|親|両親|私|わたし|年金|老|高齢)[^。\n]{0,12}(?:[6-9][0-9]|[六七八九]十)"
    r"|(?:[6-9][0-9]|[六七八九]十)[^。\n]{0,10}(?:父|母|親|私|年金)|年金|介護|認知症|高齢|年老い"
)
_GROWN_CHILD = re.compile(
    r"(?:[3-6][0-9]|[三四五六]十)[^。\n]{0,12}(?:息子|娘|兄|姉|弟|妹|子|私|独身)"
    r"|(?:息子|娘|兄|姉|弟|妹|子|私)[^。\n]{0,14}(?:[3-6][0-9]|[三四五六]十)"
    r"|(?:十|二十|三十|[123][0-9])年"
)


def derive(concerns: Collection[str], text: str) -> tuple[str, ...]:
    """The derived codes, in the order of the taxonomy."""
    if len(concerns) < 2 and "hikikomori" not in concerns:
        return ()
    codes = set(concerns)
    derived = []
    if "hikikomori" in codes and _OLD_PARENT.search(text) and _GROWN_CHILD.search(text):
        derived.append("household_8050")
    if "childcare" in codes and codes & {"elder_care", "dementia", "disability"}:
        derived.append("double_care")
    if len(codes) > 2 and sum(not codes.isdisjoint(field) for field in _FIELDS) > 2:
        derived.append("compound")
    return tuple(derived)
