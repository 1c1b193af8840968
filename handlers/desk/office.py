"""What a 管理者 looks after: how it goes, the trail, arrivals that could not be taken in."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from handlers.desk import context, entries
from intake import audit, feedback, inbox, quota
from intake.audit import Action

LATELY = timedelta(days=30)


def add_to(admin: Blueprint) -> None:
    """Registers these views."""
    admin.add_url_rule("/overview", "overview", overview)
    admin.add_url_rule("/trail", "trail", trail)
    admin.add_url_rule("/arrivals", "arrivals", arrivals)
    admin.add_url_rule("/arrivals/<int:arrival_id>", "retry", retry, methods=["POST"])


def overview() -> ResponseReturnValue:
    """How it goes: messages of the month, faces of the last days, how long what is kept."""
    system, at = context.system(), context.now()
    with system.reading() as session:
        return context.show(
            session,
            "desk/overview.html",
            month=quota.month(session, "line", at),
            faces=feedback.counts(session, at - LATELY),
            days=LATELY.days,
            kept=system.script.office.retention,
        )


def trail() -> ResponseReturnValue:
    """Who did what to which conversation, newest first."""
    before = request.args.get("before", type=int)
    with context.system().reading() as session:
        traces = audit.page(session, before)
        more = traces[-1].id if len(traces) == audit.PAGE else None
        titles = entries.titles(context.system(), {each.topic for each in traces if each.topic})
        return context.show(session, "desk/trail.html", traces=traces, more=more, titles=titles)


def arrivals() -> ResponseReturnValue:
    """Arrivals set aside: when, by which door, how often tried; never a word of them."""
    with context.system().reading() as session:
        return context.show(session, "desk/arrivals.html", arrivals=inbox.set_aside(session))


def retry(arrival_id: int) -> ResponseReturnValue:
    """Puts one back among the pending; the sweep rings for it."""
    with context.system().transaction() as session:
        is_pending = inbox.try_again(session, arrival_id, context.now())
        if is_pending:
            viewer = context.viewer()
            audit.record(session, Action.RETRY_ARRIVAL, viewer.staff_id, context.now())
    flash("retried" if is_pending else "retried_before")
    return redirect(url_for("desk.admin.arrivals"), 303)
