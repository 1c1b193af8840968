"""What staff do to a conversation: take it, answer, note, correct tags, give back, end."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from handlers.desk import context, conversation
from intake import holding, notes, tags
from intake.conversations import Unreachable
from intake.holding import Form, Refused
from intake.models import Conversation, Outcome, Staff
from intake.notes import NoteRefused

Deed = Callable[[Session, Conversation, Staff], object]


def add_to(desk: Blueprint) -> None:
    """Registers these views."""
    for name, view in (
        ("claim", claim),
        ("take_over", take_over),
        ("give_back", give_back),
        ("answer", answer),
        ("close", close),
        ("note", note),
        ("add_tag", add_tag),
        ("remove_tag", remove_tag),
    ):
        desk.add_url_rule(f"/c/<public_id>/{name}", name, view, methods=["POST"])


def claim(public_id: str) -> ResponseReturnValue:
    """Takes a conversation that nobody holds; the slower of two learns who was faster."""
    return _do(public_id, lambda db, it, me: holding.claim(db, it, me, context.now()), "claimed")


def take_over(public_id: str) -> ResponseReturnValue:
    """Takes a conversation from the holder whom the page showed."""
    held_by = _number("held_by")
    return _do(
        public_id,
        lambda db, it, me: holding.take_over(db, it, me, held_by, context.now()),
        "claimed",
    )


def give_back(public_id: str) -> ResponseReturnValue:
    """Puts a conversation back into the queue."""
    return _do(
        public_id, lambda db, it, me: holding.give_back(db, it, me, context.now()), "given_back"
    )


def close(public_id: str) -> ResponseReturnValue:
    """Ends a conversation with what came of it."""
    chosen = request.form.get("outcome", "")
    if chosen not in set(Outcome):
        flash("no_outcome")
        return redirect(_address(public_id), 303)
    last_seen_id = _number("last_seen_id")
    return _do(
        public_id,
        lambda db, it, me: holding.close(db, it, me, Outcome(chosen), last_seen_id, context.now()),
        "closed",
    )


def add_tag(public_id: str) -> ResponseReturnValue:
    """Puts a tag on."""
    code = _known_code()
    return _do(
        public_id, lambda db, it, me: tags.add(db, it, code, me.id, context.now()), "tag_added"
    )


def remove_tag(public_id: str) -> ResponseReturnValue:
    """Takes a tag off."""
    code = request.form.get("code", "")
    return _do(
        public_id, lambda db, it, me: tags.remove(db, it, code, me.id, context.now()), "tag_removed"
    )


def note(public_id: str) -> ResponseReturnValue:
    """Keeps a note that the resident never sees."""
    text = request.form.get("text", "")
    try:
        with context.system().transaction() as db:
            found = context.find_conversation(db, public_id)
            notes.add(db, found, context.viewer().staff_id, text, context.now())
    except NoteRefused:
        return _refuse(public_id, "bad_note", 422, note_text=text)
    if context.is_fragment():
        return conversation.page(public_id, template="desk/conversation_part.html")
    return redirect(_address(public_id) + "#notes", 303)


def answer(public_id: str) -> ResponseReturnValue:
    """Says something to the resident, once. Whatever is refused stays in the box."""
    form = Form(request.form.get("text", ""), request.form.get("client_key", ""))
    try:
        with context.system().transaction() as db:
            found = context.find_conversation(db, public_id)
            holding.answer(db, found, context.me(db), form, context.now())
    except Refused as refusal:
        status = 422 if refusal.code == "bad_answer" else 409
        return _refuse(public_id, refusal.code, status, text=form.text)
    except Unreachable:
        return _refuse(public_id, "unreachable", 409, text=form.text)
    if context.is_fragment():
        return conversation.page(public_id, template="desk/conversation_part.html")
    return redirect(_address(public_id) + "#answer", 303)


def _do(public_id: str, deed: Deed, done: str) -> ResponseReturnValue:
    """Does it, says so, shows the conversation; a refusal is said in plain words."""
    try:
        with context.system().transaction() as db:
            deed(db, context.find_conversation(db, public_id), context.me(db))
    except Refused as refusal:
        flash(refusal.code)
    else:
        flash(done)
    return redirect(_address(public_id), 303)


def _refuse(
    public_id: str, notice: str, status: int, text: str = "", note_text: str = ""
) -> ResponseReturnValue:
    template = "desk/_refusal.html" if context.is_fragment() else "desk/conversation.html"
    page = conversation.page(public_id, template, notice=notice, text=text, note_text=note_text)
    return page, status


def _address(public_id: str) -> str:
    return url_for("desk.conversation", public_id=public_id)


def _number(field: str) -> int:
    """A number that our own form carries; 400 for anything else."""
    try:
        return int(request.form[field])
    except (KeyError, ValueError):
        abort(400)


def _known_code() -> str:
    """A concern that this office knows; 400 for anything else."""
    code = request.form.get("code", "")
    if code not in context.system().script.taxonomy.concerns:
        abort(400)
    return code
