"""The lead: two or three plain sentences that staff read before they open a conversation."""

from __future__ import annotations

from collections.abc import Iterable

from bot.questions import is_known
from bot.script import UNDETERMINED, Script
from bot.track import Track, track_of
from bot.turn import Place


def compose(script: Script, place: Place) -> str:
    """Whose trouble, what, how dangerous, where, how soon, what was not answered. Never empty."""
    sentences = (_trouble(script, place), _danger(script, place), _rest(script, place))
    return "".join(f"{sentence}。" for sentence in sentences if sentence)


def _trouble(script: Script, place: Place) -> str:
    words = script.scenario.lead
    named = _join(script, (script.taxonomy.label(code) for code in place.concerns))
    if place.concerns:
        pattern = words.intents.get(place.intent) if place.intent == "join" else None
        what = (pattern or words.concerns).format(concerns=named)
    else:
        # Without a concern the sentence for joining would have a hole in it.
        pattern = words.intents.get(place.intent, "")
        what = words.no_concern if "{concerns}" in pattern or not pattern else pattern
    derived = _join(script, (script.taxonomy.label(code) for code in place.derived))
    return (
        words.about[place.about] + what + (words.derived.format(derived=derived) if derived else "")
    )


def _danger(script: Script, place: Place) -> str:
    words = script.scenario.lead
    sentence = words.risk.get(place.risk, "")
    labels = script.taxonomy.labels.danger
    kinds = _join(script, (labels.get(kind, kind) for kind in place.dangers))
    return sentence + (words.dangers.format(dangers=kinds) if sentence and kinds else "")


def _rest(script: Script, place: Place) -> str:
    words = script.scenario.lead
    parts = []
    area = script.office.area(place.area)
    if area:
        parts.append(words.area.format(area=area.label))
    for code in ("urgency", "activity", "free_time"):
        label = _label(script, code, getattr(place, code))
        if label:
            parts.append(getattr(words, code).format(**{code: label}))
    if track_of(place) is Track.REPORT:
        # Who reports and who is worried about are two people: what may be asked of whom differs.
        parts.append(words.report)
        parts += [words.danger_now[place.danger_now]] if place.danger_now else []
        parts += [words.come_back[place.come_back]] if place.come_back else []
    seen = [words.seen_words[name] for name in place.seen if name in words.seen_words]
    if seen:
        parts.append(words.seen.format(seen=_join(script, seen)))
    if place.language not in (script.scenario.language, UNDETERMINED):
        name = words.languages.get(place.language, place.language)
        parts.append(words.language.format(language=name))
    open_ = [words.questions[code] for code in place.asked if not is_known(place, code)]
    if open_:
        parts.append(words.unanswered.format(questions=_join(script, open_)))
    return "。".join(parts)


def _label(script: Script, code: str, value: str | None) -> str:
    question = script.scenario.question(code)
    answers = script.answers(question) if question else ()
    return next((answer.label for answer in answers if answer.value == value), "")


def _join(script: Script, names: Iterable[str]) -> str:
    return script.scenario.lead.joiner.join(names)
