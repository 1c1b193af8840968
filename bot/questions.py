"""Questions: which one is still worth asking, and whether a text answers it."""

from __future__ import annotations

import re

from bot.limits import graphemes
from bot.passages import holds_any, place_of
from bot.script import Script
from bot.table import Question
from bot.track import track_of
from bot.turn import Place
from nlp.reading import About

TOLD = "told"
"""The answer to a question that is open to any words: that it was answered."""


def next_question(script: Script, place: Place) -> Question | None:
    """The next question to ask; None when all is known, skipped, needless or asked enough.

    Never one that was asked before, and none at all once danger was seen.
    """
    if place.risk.is_danger or len(place.asked) >= script.most_questions:
        return None
    track = track_of(place)
    for question in script.scenario.questions:
        if track not in question.tracks:
            continue
        if question.code in place.asked or is_known(place, question.code):
            continue
        needless = question.needless
        if place.intent in needless.intents or set(place.concerns) & set(needless.concerns):
            continue
        if question.is_open or script.answers(question):
            return question
    return None


def is_known(place: Place, code: str) -> bool:
    """True when the fact that question `code` asks for is known."""
    if code == "about":
        return place.about is not About.UNKNOWN
    if code == "sight":
        return place.sight is not None or bool(set(place.concerns) - {"neighbour_worry"})
    return getattr(place, code) is not None


def answer_in(script: Script, question: Question, text: str, *, is_asked: bool) -> str | None:
    """The value of the answer that `text` gives to `question`, or None.

    The longest word wins (「急いでいない」 over 「急いで」). Words meant as replies count only
    while the question is asked, and only in a short text, where little else can be meant; a
    single character or a word in hiragana only at its beginning (「夫」 is no part of 「大丈夫」,
    「きょう」 none of 「とうきょう」).
    """
    if question.is_open:
        is_said = graphemes(text) > 1 and not is_skip(script, text) and not is_remark(script, text)
        return TOLD if is_asked and is_said else None
    if question.code == "area":
        return script.office.area_in(text)
    found = [
        (len(word), answer.value)
        for answer in question.answers
        for word in (answer.label, *answer.words)
        if place_of(word, text) is not None
    ]
    if is_asked and graphemes(text) <= script.scenario.short_text:
        found += [
            (len(word), answer.value)
            for answer in question.answers
            for word in answer.replies
            if (place := place_of(word, text)) is not None
            and (place == 0 or not _ONLY_FIRST.fullmatch(word))
        ]
    if question.code == "about":  # 「my mother」 is not about me
        found = [each for each in found if each[1] != About.SELF] or found
    return max(found, key=lambda pair: pair[0])[1] if found else None


_ONLY_FIRST = re.compile(r".|[ぁ-ゖー]+")


def is_skip(script: Script, text: str) -> bool:
    """True when a short text says that the question stays unanswered."""
    if graphemes(text) > script.scenario.short_text:
        return False
    return holds_any(script.scenario.skip_replies, text)


def is_remark(script: Script, text: str) -> bool:
    """True when a short text is a greeting, thanks or the like that the scenario knows."""
    if graphemes(text) >= 2 * script.scenario.short_text:
        return False
    words = (word for remark in script.scenario.smalltalk for word in remark.words)
    return holds_any(words, text)
