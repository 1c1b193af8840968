"""`madoguchi check`: is this installation fit to go live?"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import click
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from config import settings as settings_module
from config.office import TOKYO
from config.settings import SAMPLE_CONTENT
from handlers import wiring
from handlers.wiring import System
from handlers.wording import words
from intake import contacts, database, schema, staff
from intake.crypto import SealError


class Grade(StrEnum):
    """How a finding weighs: `bad` must be mended before going live."""

    GOOD = "good"
    REMIND = "remind"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line for the operator."""

    grade: Grade
    text: str


@click.command()
def check() -> None:
    """Looks at settings, database, keys, Redis, content and accounts, asks LINE about clock, token,
    webhook and quota; reminds of what only people can check. Ends with 1 when something must be
    mended."""
    from handlers.line import checkup

    settings = settings_module.load(os.environ)
    system = wiring.build(settings)
    tell(chain(examine(system), checkup.examine_channel(settings)))


def tell(findings: Iterable[Finding]) -> None:
    """Says each finding as it is found; ends the command with 1 when one is bad."""
    is_bad = False
    for finding in findings:
        click.echo(f"[{words().grades[finding.grade]}] {finding.text}")
        is_bad = is_bad or finding.grade is Grade.BAD
    if is_bad:
        raise SystemExit(1)


def examine(system: System) -> Iterator[Finding]:
    """Everything that can be found out from here, in the order of an installation."""
    yield _finding(Grade.GOOD, "content_sound")
    yield from _database(system)
    yield from _redis(system)
    yield from _content(system)


def _finding(grade: Grade, key: str, **fields: str) -> Finding:
    return Finding(grade, words().check[key].format(**fields))


def _database(system: System) -> Iterator[Finding]:
    try:
        is_current = schema.is_current(system.engine)
    except SQLAlchemyError as error:
        yield _finding(Grade.BAD, "database_away", error=type(error).__name__)
        return
    if not is_current:
        yield _finding(Grade.BAD, "schema_old")
        return
    yield _finding(Grade.GOOD, "schema_current")
    if system.engine.dialect.name == "sqlite" and not database.is_sqlite_safe():
        yield _finding(Grade.REMIND, "sqlite_faulty")
    yield from _keys(system)
    with system.reading() as session:
        is_led = staff.has_admin(session)
    if not is_led:
        yield _finding(Grade.BAD, "no_admin")


def _keys(system: System) -> Iterator[Finding]:
    """The first and the last that somebody's door sealed: with a lost key nobody reads them."""
    try:
        with system.reading() as session:
            contacts.open_first_and_last(session)
    except SealError:
        yield _finding(Grade.BAD, "keys_wrong")
    else:
        yield _finding(Grade.GOOD, "keys_fit")


def _redis(system: System) -> Iterator[Finding]:
    try:
        system.redis.ping()
    except (RedisError, OSError) as error:
        yield _finding(Grade.BAD, "redis_away", error=type(error).__name__)
    else:
        yield _finding(Grade.GOOD, "redis_there")


def _content(system: System) -> Iterator[Finding]:
    if system.settings.content == SAMPLE_CONTENT:
        yield _finding(Grade.REMIND, "sample_content")
    if system.script.office.line.mode == "door":
        yield _finding(Grade.BAD, "door_without_chat")
    for line in system.script.hotlines.unchecked(system.clock().astimezone(TOKYO).date()):
        yield _finding(
            Grade.REMIND, "hotline", name=line.name, number=line.number, source=line.source
        )
