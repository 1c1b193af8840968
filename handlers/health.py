"""`/healthz`, `/readyz`, `/metrics`: is it alive, can it work, how is it doing. Numbers alone."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping

import structlog
from flask import Blueprint, Response, abort, current_app, request
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from handlers import bells
from handlers.wiring import System
from intake import schema, vitals

log = structlog.get_logger()
blueprint = Blueprint("health", __name__)
FORMAT = "text/plain; version=0.0.4; charset=utf-8"


@blueprint.get("/healthz")
def alive() -> Response:
    """200 while this process answers at all."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def ready() -> Response:
    """200 when what comes can be stored; 503 names what is missing. Redis is not needed for that:
    without it answers are late, and nothing is lost."""
    try:
        is_current = schema.is_current(_system().engine)
    except SQLAlchemyError as error:
        log.error("not_ready", error=type(error).__name__)
        return Response("database\n", 503, mimetype="text/plain")
    if not is_current:
        return Response("schema\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus' text format, for who knows the token; without one set there is no such page."""
    system = _system()
    token = system.settings.metrics_token
    if not token:
        abort(404)
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), token.encode()):
        return Response(status=401, headers={"WWW-Authenticate": "Bearer"})
    return Response("\n".join(_lines(system)) + "\n", content_type=FORMAT)


def _system() -> System:
    system: System = current_app.extensions["madoguchi"]
    return system


def _lines(system: System) -> Iterator[str]:
    try:
        with system.reading() as session:
            gauges: Mapping[str, float] = vitals.take(session, "line", system.clock())
        yield from _gauges({"database_up": 1, **gauges})
    except SQLAlchemyError:
        yield from _gauges({"database_up": 0})
    try:
        lengths = {name: len(queue) for name, queue in bells.open_queues(system.redis).items()}
        counted = bells.counted(system.redis)
    except (RedisError, OSError):
        yield from _gauges({"redis_up": 0})
        return
    yield from _gauges({"redis_up": 1})
    yield "# TYPE madoguchi_jobs_queued gauge"
    for name, length in lengths.items():
        yield f'madoguchi_jobs_queued{{job="{name.rpartition(".")[2]}"}} {length}'
    yield from _counters(counted)


def _gauges(values: Mapping[str, float]) -> Iterator[str]:
    for name, value in values.items():
        yield f"# TYPE madoguchi_{name} gauge"
        yield f"madoguchi_{name} {value:g}"


def _counters(counted: Mapping[str, float]) -> Iterator[str]:
    """`line_calls:reply:accepted` is a call by its way and answer; the rest stands by its name."""
    yield "# TYPE madoguchi_line_calls_total counter"
    for name, value in sorted(counted.items()):
        kind, _, rest = name.partition(":")
        if kind == bells.LINE_CALLS:
            way, _, answer = rest.partition(":")
            yield f'madoguchi_line_calls_total{{way="{way}",answer="{answer}"}} {value:g}'
    for name in (bells.READINGS, bells.READING_SECONDS):
        yield f"# TYPE madoguchi_{name}_total counter"
        yield f"madoguchi_{name}_total {counted.get(name, 0.0):g}"
