"""The bot's sentences, for a 管理者: read, try, edit, go back. Nothing broken goes live."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot import easy_japanese
from bot.cautions import Caution, cautions, easy_cautions
from bot.preview import Scene, preview
from bot.revision import Spot, in_language, revise
from bot.sentences import Fault, faults
from handlers.desk import context, entries, situations
from handlers.desk.diffs import Change, compare
from handlers.desk.entries import Entry, Shelf
from intake import texts
from intake.texts import LONGEST_NAME, Draft, Overtaken, Version

LATELY = 8
"""Versions that the list shows as recent."""


def add_to(admin: Blueprint) -> None:
    """Registers these views."""
    admin.add_url_rule("/texts", "texts", listing)
    address = "/texts/<language>/<key>"
    admin.add_url_rule(address, "text", show)
    admin.add_url_rule(address, "edit_text", edit, methods=["POST"])
    admin.add_url_rule(f"{address}/preview", "try_text", try_out, methods=["POST"])


@dataclass(frozen=True, slots=True)
class Asked:
    """What must be looked at before `text` is spoken, and how it differs from what is."""

    text: str
    cautions: tuple[Caution, ...]
    changes: tuple[Change, ...]
    is_grave: bool


def listing() -> ResponseReturnValue:
    """The situations of one language, the sentences of one situation, or those that hold what is
    looked for."""
    wanted = request.args.get("q", "")[:60]
    code = request.args.get("situation", "")
    with context.system().reading() as session:
        shelf = entries.look(context.system(), session)
        language = request.args.get("language", shelf.languages[0])
        if language not in shelf.languages:
            abort(404)
        found = {each.key: each for each in entries.matching(shelf.of_language(language), wanted)}
        chapters = situations.chapters(
            (each.titled.sentence for each in found.values()), _concerns()
        )
        place = next((at for at, each in enumerate(chapters) if each.code == code), None)
        if code and not wanted and place is None:
            abort(404)
        return context.show(
            session,
            "desk/texts.html",
            shelf=shelf,
            language=language,
            wanted=wanted,
            chapters=chapters,
            place=None if wanted else place,
            entries_of={
                each.code: [found[titled.sentence.key] for titled in each.sentences]
                for each in chapters
            },
            found=found,
            recent=_recent(shelf),
        )


def show(language: str, key: str) -> ResponseReturnValue:
    """One sentence: its words, how they look, what they were. `from` puts a version in the box."""
    with context.system().reading() as session:
        entry = _find(session, (language, key))
        history = texts.history(session, (language, key))
        return _page(session, entry, _wanted_text(entry, history), history)


def try_out(language: str, key: str) -> ResponseReturnValue:
    """How what stands in the box would look; nothing is kept."""
    with context.system().reading() as session:
        entry = _find(session, (language, key))
        text = _written()
        if context.is_fragment():
            return context.show(session, "desk/_preview.html", **_trial(session, entry, text))
        return _page(session, entry, text, texts.history(session, (language, key)))


def edit(language: str, key: str) -> ResponseReturnValue:
    """Puts the new words in force, once they are sound and what they ask for was looked at."""
    spot, text = (language, key), _written()
    with context.system().reading() as session:
        entry = _find(session, spot)
        history = texts.history(session, spot)
        is_same = text == entry.text
        if is_same and not entry.asks_review:
            flash("text_unchanged")
            return redirect(_address(spot), 303)
        if _faults(session, entry, text):
            return _page(session, entry, text, history), 422
        asked = _ask(entry, text)
        if asked and not _is_answered(asked):
            is_missing = bool(request.form.get("shown")) and request.form.get("shown") == text
            return _page(session, entry, text, history, asked=asked, is_missing=is_missing), 422
    draft = Draft(
        text=None if text == entry.base else text,
        base=entry.base,
        seen=_seen(),
        read_with=request.form.get("read_with", "").strip()[:LONGEST_NAME] or None,
    )
    try:
        with context.system().transaction() as session:
            texts.write(session, spot, draft, context.viewer().staff_id, context.now())
    except Overtaken:
        with context.system().reading() as session:
            now = _find(session, spot)
            history = texts.history(session, spot)
            return _page(session, now, text, history, is_overtaken=True), 409
    flash("text_kept" if is_same else "text_reset" if draft.text is None else "text_saved")
    return redirect(_address(spot), 303)


def _page(session: Session, entry: Entry, text: str, history: list[Version], **values: Any) -> str:
    shelf = entries.look(context.system(), session)
    own = entry.titled.sentence
    return context.show(
        session,
        "desk/text.html",
        entry=entry,
        text=text,
        situation=situations.entitle(own, _concerns())[0],
        history=[(each, _changes(history, place)) for place, each in enumerate(history)],
        since_base=compare(entry.version.base, entry.base) if entry.version else [],
        others=[each for spot, each in shelf.entries.items() if spot[1] == own.key],
        untold=[code for code in shelf.languages if (code, own.key) not in shelf.entries],
        names=shelf.names,
        placeholders={
            name: situations.content().placeholders.get(name, name) for name in sorted(own.known)
        },
        longest_name=LONGEST_NAME,
        **_trial(session, entry, text),
        **{"asked": None, **values},
    )


def _trial(session: Session, entry: Entry, text: str) -> dict[str, Any]:
    """The text as a phone would show it, or why it can't be shown."""
    found = _faults(session, entry, text)
    return {"faults": found, "scenes": () if found else _scenes(session, entry, text)}


def _faults(session: Session, entry: Entry, text: str) -> tuple[Fault, ...]:
    found = tuple(faults(entry.titled.sentence, text))
    if found:
        return found
    spot = (entry.language, entry.key)
    with_it = {**texts.edits(session), spot: text}
    is_refused = spot in revise(context.system().script, with_it).refused
    return (Fault("unsound"),) if is_refused else ()


def _scenes(session: Session, entry: Entry, text: str) -> tuple[Scene, ...]:
    spot = (entry.language, entry.key)
    script = revise(context.system().script, {**texts.edits(session), spot: text}).script
    return preview(in_language(script, entry.language), entry.key, context.now())


def _ask(entry: Entry, text: str) -> Asked | None:
    """What a person must confirm first; None when nothing is to be asked."""
    sentence = entry.titled.sentence
    found = tuple(cautions(sentence, text))
    if entry.language == easy_japanese.CODE:
        found += tuple(easy_cautions(text))
    if not found and not sentence.is_grave:
        return None
    return Asked(text, found, tuple(compare(entry.text, text)), sentence.is_grave)


def _is_answered(asked: Asked) -> bool:
    """True when these very words were shown, and who confirms has said so (and with whom)."""
    form = request.form
    is_seen = form.get("is_confirmed") == "1" and _plain(form.get("shown", "")) == asked.text
    return is_seen and (not asked.is_grave or bool(form.get("read_with", "").strip()))


def _find(session: Session, spot: Spot) -> Entry:
    found = entries.look(context.system(), session).entries.get(spot)
    return found if found is not None else abort(404)


def _wanted_text(entry: Entry, history: list[Version]) -> str:
    """The version that `from` names, 0 for the program's own; what is spoken now without one."""
    number = request.args.get("from", type=int)
    if number == 0:
        return entry.base
    return next((each.text for each in history if each.number == number), entry.text)


def _changes(history: list[Version], place: int) -> list[Change]:
    """What a version changed against the one before it."""
    before = history[place + 1].text if place + 1 < len(history) else history[place].base
    return compare(before, history[place].text)


def _recent(shelf: Shelf) -> list[Entry]:
    edited = [each for each in shelf.entries.values() if each.version]
    edited.sort(key=lambda each: each.version.at if each.version else context.now(), reverse=True)
    return edited[:LATELY]


def _concerns() -> Mapping[str, str]:
    taxonomy = context.system().script.taxonomy
    return {code: each.label for code, each in taxonomy.concerns.items()}


def _written() -> str:
    return _plain(request.form.get("text", ""))


def _plain(text: str) -> str:
    """Without what a browser or a copy brings along: line ends of its own, invisible signs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (each for each in text if each == "\n" or unicodedata.category(each) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def _seen() -> int:
    try:
        return int(request.form["seen"])
    except (KeyError, ValueError):
        abort(400)


def _address(spot: Spot) -> str:
    return url_for("desk.admin.text", language=spot[0], key=spot[1])
