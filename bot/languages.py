"""In which language the talk goes on: what the person writes in, or has chosen."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.limits import graphemes
from bot.passages import found_in
from bot.questions import is_remark, is_skip
from bot.script import JAPANESE, UNDETERMINED, Script
from bot.table import RETURNED, START
from bot.turn import Heard, Kind, Place
from bot.utterance import Choice
from config.office import normal

PREFIX = "language="

_LOANED = 5
"""Letters below which one Latin word is no sign of another language (「ok」, 「LINE」)."""

_CLEAR = 4
"""Words in Latin letters that tell one language from another: 「no hurry」 could be Spanish."""

_LATIN = re.compile("[A-Za-z]")


def as_choice(script: Script, heard: Heard) -> Heard:
    """A text that is nothing but the name of a language is the tap on its button."""
    if heard.kind is not Kind.TEXT or (heard.reading and heard.reading.risk.is_danger):
        return heard
    plain = normal(heard.text).rstrip("。.!?")
    for code, language in script.scenario.languages.items():
        if plain in map(normal, (language.name, *language.called)):
            return Heard(Kind.CHOICE, choice=f"{PREFIX}{code}")
    return heard


def settle(script: Script, place: Place, heard: Heard) -> Place:
    """`place` with the language that is spoken after `heard`.

    One that was chosen stays until another is chosen. Else it is what a text is written in, but
    for what is no sign of it: やさしい日本語 stays though a few words have no spaces between
    them, and so does another language when a short text could be in any.
    """
    choice = as_choice(script, heard).choice
    chosen = choice.removeprefix(PREFIX)
    if choice.startswith(PREFIX) and chosen in script.scenario.languages:
        return replace(place, language=chosen, is_language_chosen=True)
    if place.is_language_chosen or heard.kind is not Kind.TEXT or heard.reading is None:
        return place
    named = heard.reading.language
    if place.language not in JAPANESE and _is_at_home(script.speaking(place.language), heard.text):
        return place
    if named == UNDETERMINED:
        named = _asked_in(script, heard.text) or UNDETERMINED
    return replace(place, language=named) if _is_sign(place, named, heard.text) else place


def _asked_in(script: Script, text: str) -> str | None:
    """The language in which a word or two wish or greet (「apagar」); too little to be read."""
    for code, other in script.others.items():
        wishes = other.scenario.wishes
        if found_in((*wishes.human, *wishes.erase, *wishes.stop), text):
            return code
        if is_remark(other, text):
            return code
    return None


def _is_at_home(script: Script, text: str) -> bool:
    """True for a wish, a question in passing or a greeting that the language of the talk knows:
    「no more questions」 is no Spanish."""
    wishes, corrections = script.scenario.wishes, script.scenario.corrections
    known = (*wishes.human, *wishes.erase, *wishes.keep, *wishes.stop, *corrections.bare)
    asked = (asks for aside in script.scenario.asides for asks in aside.asks)
    return found_in((*known, *asked), text) or is_skip(script, text) or is_remark(script, text)


def _is_sign(place: Place, named: str, text: str) -> bool:
    if named in (UNDETERMINED, place.language):
        return False
    if named == "ja":
        has_kana = any("ぁ" <= letter <= "ヺ" for letter in text)
        return has_kana and place.language != "easy-ja"
    words = len(text.split())
    if not _LATIN.search(text):
        return True
    if place.language not in JAPANESE:
        return words >= _CLEAR
    return words > 1 or graphemes(text) >= _LOANED or place.state in (START, RETURNED)


def choices(script: Script) -> tuple[Choice, ...]:
    """A button for each language, by its own name."""
    return tuple(
        Choice(language.name, f"{PREFIX}{code}")
        for code, language in script.scenario.languages.items()
    )
