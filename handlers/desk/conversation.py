"""A conversation's page and the parts of it that come later."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from handlers.desk import context
from handlers.doors import COUNTED
from intake import audit, holding, queue, quota, sight, talk
from intake.models import Conversation, Outcome
from intake.quota import Fare


def add_to(desk: Blueprint) -> None:
    """Registers these views."""
    desk.add_url_rule("/c/<public_id>", "conversation", open_page)
    desk.add_url_rule("/c/<public_id>/part", "part", part)
    desk.add_url_rule("/c/<public_id>/past", "past", past)
    desk.add_url_rule("/c/<public_id>/seen", "seen", seen, methods=["POST"])


def open_page(public_id: str) -> ResponseReturnValue:
    """Opens the conversation: the alarm is lowered, what is there counts as read."""
    at = context.now()
    with context.system().transaction() as session:
        found = context.find_conversation(session, public_id)
        sight.see(session, found, context.me(session), at)
    return page(public_id)


def part(public_id: str) -> ResponseReturnValue:
    """What changes of an open page. No alarm is lowered: nobody may be looking."""
    return page(public_id, template="desk/conversation_part.html")


def past(public_id: str) -> ResponseReturnValue:
    """An earlier conversation of the same contact, to unfold on the page of a later one."""
    return page(public_id, template="desk/_past.html")


def seen(public_id: str) -> ResponseReturnValue:
    """The holder has the page before their eyes and has touched it since the message came."""
    with context.system().transaction() as session:
        found = context.find_conversation(session, public_id)
        sight.mark_read(session, found, context.me(session), context.now())
    return Response(status=204)


def page(public_id: str, template: str = "desk/conversation.html", **values: Any) -> str:
    """The conversation by `template`, with the view in the trail."""
    viewer, at = context.viewer(), context.now()
    with context.system().reading() as session:
        found = context.find_conversation(session, public_id)
        conversation_id = found.id
        is_view_due = audit.is_view_due(session, viewer.staff_id, conversation_id, at)
        shown = context.show(
            session,
            template,
            talk=talk.load(session, found, shown=None if request.args.get("all") else talk.SHOWN),
            mine=queue.mine(session, viewer.staff_id),
            fare=_fare(session, found, at),
            templates=context.system().templates,
            outcomes=list(Outcome),
            longest=holding.LONGEST_ANSWER,
            client_key=secrets.token_urlsafe(16),
            **values,
        )
    if is_view_due:
        with context.system().transaction() as session:
            audit.record_view(session, viewer.staff_id, conversation_id, at)
    return shown


def _fare(session: Session, conversation: Conversation, at: datetime) -> Fare | None:
    """What an answer costs; None where nobody counts."""
    is_counted = conversation.address.door in COUNTED
    return quota.fare(session, conversation, at) if is_counted else None
