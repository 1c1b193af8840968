"""What follows from concerns that come together."""

from __future__ import annotations

import pytest

from nlp.derived import derive


@pytest.mark.parametrize(
    ("concerns", "text", "derived"),
    [
        (("hikikomori",), "五十の息子が部屋から出ません。私は八十です", ("household_8050",)),
        (("hikikomori",), "十五の娘が部屋から出ません。私は四十です", ()),
        (("childcare", "elder_care"), "", ("double_care",)),
        (("childcare", "disability"), "", ("double_care",)),
        (("living_costs", "debt"), "", ()),
        (("living_costs", "work", "illness"), "", ("compound",)),
    ],
)
def test_what_comes_together(
    concerns: tuple[str, ...], text: str, derived: tuple[str, ...]
) -> None:
    assert derive(concerns, text) == derived
