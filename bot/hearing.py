"""From an arrival to the signal that the table of the talk knows."""

from __future__ import annotations

from dataclasses import replace

from bot import languages
from bot.asides import asides_in, facts_put_right, is_bare_no, is_only_aside
from bot.learning import has_news, is_substantial
from bot.limits import graphemes
from bot.passages import found_in
from bot.questions import is_known, is_remark, is_skip
from bot.script import JAPANESE, Script
from bot.signals import Signal
from bot.table import Question
from bot.track import track_of
from bot.turn import Heard, Kind, Place
from config.office import normal
from nlp.reading import Intent, Risk

_KINDS = {
    Kind.FOLLOW: Signal.FOLLOW,
    Kind.STICKER: Signal.STICKER,
    Kind.IMAGE: Signal.IMAGE,
    Kind.VIDEO: Signal.VIDEO,
    Kind.AUDIO: Signal.AUDIO,
    Kind.FILE: Signal.FILE,
    Kind.LOCATION: Signal.LOCATION,
    Kind.OTHER: Signal.OTHER,
}

_INTENTS = {
    Intent.HUMAN: Signal.HUMAN,
    Intent.ERASE: Signal.ERASE,
    Intent.INFORMATION: Signal.INFORMATION,
    Intent.OUT_OF_SCOPE: Signal.OUT_OF_SCOPE,
}


def signal_of(
    script: Script, before: Place, after: Place, heard: Heard, asked: Question | None
) -> Signal | None:
    """What `heard` means where `before` stood, given what was learned (`after`).

    `asked` is the open question. None means that nothing follows: a silence with nothing to
    show, a tap on a button that no longer means anything.
    """
    if heard.kind is Kind.SILENCE:
        return Signal.SILENCE if is_substantial(after) else None
    if heard.kind is Kind.CHOICE:
        return _tap(script, heard.choice)
    if heard.kind is not Kind.TEXT:
        return _KINDS[heard.kind]
    return _text(script, before, after, heard, asked)


def as_tap(script: Script, place: Place, heard: Heard) -> Heard:
    """A text that is word for word a button's is the tap on it; danger in it stays a text."""
    if heard.kind is not Kind.TEXT or (heard.reading and heard.reading.risk.is_danger):
        return heard
    plain = normal(heard.text).rstrip("。.!")
    for name in script.scenario.row(place.state).buttons:
        button = script.scenario.buttons[name]
        if button.replies and plain in map(normal, (button.label, *button.replies)):
            return Heard(Kind.CHOICE, choice=name)
    return heard


# What a bare 「is anybody there?」 may be read as in a language that the corpus has little of.
_MISTAKEN_GREETING = (Intent.OUT_OF_SCOPE, Intent.HUMAN, Intent.CONSULT)


def with_wish(script: Script, heard: Heard) -> Heard:
    """The same with the intent that a short text has in the words of the talk's language.

    Danger is left as it was read.
    """
    reading, wishes = heard.reading, script.scenario.wishes
    if heard.kind is not Kind.TEXT or reading is None or reading.risk.is_danger:
        return heard
    if graphemes(heard.text) > script.scenario.aside_text:
        return heard
    if found_in(wishes.keep, heard.text):
        if reading.intent is not Intent.ERASE:
            return heard
        return replace(heard, reading=reading._replace(intent=Intent.SMALLTALK))
    for intent, patterns in (
        (Intent.ERASE, wishes.erase),
        (Intent.HUMAN, wishes.human),
        (Intent.STOP, wishes.stop),
    ):
        if found_in(patterns, heard.text):
            return replace(heard, reading=reading._replace(intent=intent, is_unread=False))
    if reading.intent in _MISTAKEN_GREETING and _is_greeting(script, heard.text):
        return replace(heard, reading=reading._replace(intent=Intent.SMALLTALK))
    is_known = is_skip(script, heard.text) or is_remark(script, heard.text)
    if reading.is_unread and is_known:  # nothing that a person must look at
        return replace(heard, reading=reading._replace(is_unread=False))
    return heard


def confirmation(script: Script, heard: Heard) -> Signal | None:
    """`yes` or `no` when a short text or a tap answers 「消しますか」, else None."""
    if heard.kind is Kind.CHOICE:
        tapped = _tap(script, heard.choice)
        return tapped if tapped in (Signal.YES, Signal.NO) else None
    if found_in(script.scenario.wishes.keep, heard.text):
        return Signal.NO
    for name in ("yes", "no"):
        button = script.scenario.buttons.get(name)
        words = (button.label, *button.replies) if button else ()
        if button and _bare(heard.text) in map(_bare, words):
            return button.sends
    wishes = script.scenario.wishes
    return Signal.YES if found_in((*wishes.agree, *wishes.erase), heard.text) else None


def _is_greeting(script: Script, text: str) -> bool:
    """True for nothing but a hello, a thanks, a 「is anybody there?」."""
    words = (word for remark in script.scenario.smalltalk for word in remark.words)
    return _bare(text).rstrip("?") in (_bare(word) for word in words)


def _bare(text: str) -> str:
    """「Yes, please!」 as 「yesplease」."""
    return normal(text).translate(_MARKS)


_MARKS = {ord(mark): None for mark in "、。,.!~…'"}


def _tap(script: Script, choice: str) -> Signal | None:
    if choice.startswith(languages.PREFIX):
        return Signal.LANGUAGE
    code, is_answer, value = choice.partition("=")
    if is_answer:
        question = script.scenario.question(code)
        values = {answer.value for answer in script.answers(question)} if question else ()
        return Signal.ANSWER if value in values else None
    button = script.scenario.buttons.get(choice)
    return button.sends if button else None


def _text(
    script: Script, before: Place, after: Place, heard: Heard, asked: Question | None
) -> Signal:
    reading = heard.reading
    intent = reading.intent if reading else Intent.SMALLTALK
    if intent is Intent.STOP:
        return _stop(after)
    if intent in (Intent.ERASE, Intent.HUMAN):
        return _INTENTS[intent]
    # In a language in which the talk can't be had, a person looks, without questions.
    if not script.speaks(after.language):
        return Signal.FOREIGN
    beside = _beside(script, before, after, heard, asked)
    if beside:
        return beside
    if asked:
        return _reply(script, before, after, heard.text, asked, intent)
    # Abroad the scenario knows a greeting (「有人吗？」) better than the reading does.
    is_greeting = after.language not in JAPANESE and is_remark(script, heard.text)
    if intent in _INTENTS and not is_greeting:
        return _INTENTS[intent]
    return _opening(script, before, heard, intent)


def _beside(
    script: Script, before: Place, after: Place, heard: Heard, asked: Question | None
) -> Signal | None:
    """A question in passing, or something put right; None for all that goes on with the talk."""
    if is_bare_no(script, heard.text):
        return Signal.MISHEARD
    if set(before.concerns) - set(after.concerns):
        return Signal.CORRECTED
    if is_only_aside(script, heard):
        return Signal.ASIDE
    names_a_fact = bool(facts_put_right(script, heard.text))
    # That it is about a friend is the fact put right, not a trouble beside it.
    new = set(after.concerns) - set(before.concerns)
    if names_a_fact and new == {"neighbour_worry"} and after.risk is before.risk:
        return Signal.CORRECTED
    # Somebody in trouble who also asks something in passing is heard first.
    if not asked and has_news(before, after) and asides_in(script, heard.text):
        return Signal.TOLD
    if has_news(before, after) or (asked and is_known(after, asked.code)):
        return None
    is_other = before.urgency is not None and after.urgency != before.urgency
    return Signal.CORRECTED if is_other or names_a_fact else None


def _stop(after: Place) -> Signal:
    if after.risk.is_danger:
        return Signal.STOP_IN_DANGER
    return Signal.STOP if is_substantial(after) else Signal.STOP_WITH_NOTHING


def _reply(
    script: Script, before: Place, after: Place, text: str, asked: Question, intent: Intent
) -> Signal:
    if is_known(after, asked.code):
        return Signal.TOLD if has_news(before, after) else Signal.ANSWER
    if is_skip(script, text) and after.concerns == before.concerns:
        return Signal.SKIP
    if has_news(before, after):
        # A question of the way that was left behind is not waited for.
        return Signal.ADDED if track_of(after) in asked.tracks else Signal.TOLD
    if intent in _INTENTS:
        return _INTENTS[intent]
    return Signal.SMALLTALK if is_remark(script, text) else Signal.OWN_WORDS


def _opening(script: Script, before: Place, heard: Heard, intent: Intent) -> Signal:
    reading = heard.reading
    if reading and (
        reading.concerns
        or reading.derived
        or (reading.is_unread and not is_remark(script, heard.text))
        or reading.risk is not Risk.NONE
        or intent is Intent.JOIN
    ):
        return Signal.TOLD
    if is_remark(script, heard.text):
        return Signal.SMALLTALK
    # A long text that the reading makes nothing of is still somebody's trouble.
    if graphemes(heard.text) >= script.scenario.short_text:
        return Signal.TOLD
    if intent is Intent.CONSULT:
        return Signal.TOLD if is_substantial(before) else Signal.VAGUE
    return Signal.SMALLTALK
