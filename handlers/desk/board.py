"""The board: who waits, what I hold, what others hold; what has ended; search."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from handlers.desk import context
from intake import queue, quota


def add_to(desk: Blueprint) -> None:
    """Registers these views."""
    desk.add_url_rule("", "board", board)
    desk.add_url_rule("/alarms", "alarms", alarms)
    desk.add_url_rule("/<path:_anything>", "nothing", nothing)
    desk.add_url_rule("/closed", "closed", closed)
    desk.add_url_rule("/search", "search", search, methods=["POST"])


def board() -> ResponseReturnValue:
    """The queue; a script of ours gets the part that changes."""
    template = "desk/board_part.html" if context.is_fragment() else "desk/board.html"
    with context.system().reading() as session:
        found = queue.board(session, context.viewer().staff_id, context.now())
        month = quota.month(session, "line", context.now())
        return context.show(session, template, board=found, month=month)


def alarms() -> ResponseReturnValue:
    """The alarm banner alone, for pages that show nothing else live."""
    with context.system().reading() as session:
        return context.show(session, "desk/_alarms.html")


def nothing(_anything: str) -> ResponseReturnValue:
    """An address that leads nowhere: a page of ours says so, to whoever is logged in."""
    abort(404)


def closed() -> ResponseReturnValue:
    """What has ended, newest first, a page at a time."""
    with context.system().reading() as session:
        cards = queue.closed(session, request.args.get("before"))
        more = cards[-1].public_id if len(cards) == queue.PAGE else None
        return context.show(session, "desk/closed.html", cards=cards, more=more)


def search() -> ResponseReturnValue:
    """Conversations by code name. A POST: what staff type here must not stand in a URL."""
    wanted = request.form.get("name", "")[:40]
    with context.system().reading() as session:
        found = queue.search(session, wanted)
        return context.show(session, "desk/search.html", cards=found, wanted=wanted)
