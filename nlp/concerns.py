"""Which concerns a message carries."""

from __future__ import annotations

import re

from nlp.findings import SETTLES, Findings, Hit, by_code
from nlp.language import AT_HOME
from nlp.reading import Danger
from nlp.risk import Dangers
from nlp.scores import CLEAN, CONCERN, Scores

Tagged = dict[str, list[Hit]]
SUICIDALITY = "suicidality"
_SUICIDE = Danger.SUICIDE.value
#: Below this score a rule alone no longer leads to a tag.
WAVERS = -30
#: The same for a language that the corpus has less of: the rules know more of it.
WAVERS_ABROAD = -60
#: Bytes of a few words in such a language: the model alone says nothing of so little.
FEW = 30
#: A concern is clearly surer than that there is none from this much on.
CLEARLY = 40
#: What takes a word back when it follows at once: 借金ではありません, いじめとかじゃなくて.
_DENIED = re.compile(
    r"(?:とか|など|なんか|という?わけ|って|わけ)?(?:では|じゃ|には|にも|は|とかは|とかじゃ|でも|にも?|とは|というのは)?"
    r"(?:な[いくかし]|ありませ|ございませ|おりませ|あらへん|ちゃう|違[うい]|困って(?:い|お)?(?:な|ませ|りませ))"
)


def judge_concerns(
    found: Findings, text: str, scores: Scores, dangers: Dangers, language: str
) -> Tagged:
    """The hits of each concern that the message tells of.

    The model decides, and a rule decides where the model wavers. An office's own words decide
    alone: the model has never learned them.
    """
    # A short message in a language that the corpus has less of looks clean too easily.
    is_clean = (
        scores.is_on(CLEAN) and not dangers.hits and (language in AT_HOME or not found.concerns)
    )
    on = scores.on(CONCERN)
    if language not in AT_HOME and not found.concerns and len(text.encode(errors="replace")) < FEW:
        on = []
    if is_clean and on:
        # Both can't be: a concern holds where it is clearly the surer.
        surest = max([scores.of(CONCERN + code, default=0) for code in on])
        is_clean = surest < scores.of(CLEAN, default=0) + CLEARLY
    if is_clean:
        on = []
    if not found.concerns and not dangers.hits:
        return {code: [] for code in on}
    kept = by_code([hit for hit in found.concerns if not _is_denied(hit, text)])
    settled = [hit.code for hits in kept.values() for hit in hits if hit.weight >= SETTLES]
    if is_clean:
        return {code: kept[code] for code in settled}
    wavers = WAVERS if language in AT_HOME else WAVERS_ABROAD
    ruled = [code for code in kept if scores.of(CONCERN + code, default=0) >= wavers]
    codes = dict.fromkeys((*on, *ruled, *settled))
    if dangers.is_danger and _SUICIDE in [hit.code for hit in dangers.hits]:
        codes[SUICIDALITY] = None  # what alarms is also said, in every language
    return {code: kept.get(code, []) for code in codes}


def _is_denied(hit: Hit, text: str) -> bool:
    return hit.reason == "word" and _DENIED.match(text, hit.end) is not None
