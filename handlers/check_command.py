"""`madoguchi check`: is this installation fit to go live?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import click
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from config import settings as settings_module
from config.settings import SAMPLE_CONTENT
from handlers import wiring
from handlers.wiring import System
from intake import database, schema
from intake.models import Role, Staff


class Grade(StrEnum):
    """How a finding weighs: `bad` must be mended before going live."""

    GOOD = "ok"
    REMIND = "確認"
    BAD = "要対応"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line for the operator."""

    grade: Grade
    text: str


@click.command()
def check() -> None:
    """Looks at settings, database, Redis, content and accounts; reminds of what only people can
    check. Ends with 1 when something must be mended."""
    system = wiring.build(settings_module.load(os.environ))
    findings = list(examine(system))
    for finding in findings:
        click.echo(f"[{finding.grade}] {finding.text}")
    if any(finding.grade is Grade.BAD for finding in findings):
        raise SystemExit(1)


def examine(system: System) -> Iterator[Finding]:
    """Everything that can be found out from here, in the order of an installation."""
    yield Finding(Grade.GOOD, "設定と窓口の内容(YAML)を読み込めました")
    yield from _database(system)
    yield from _redis(system)
    yield from _content(system)
    yield Finding(
        Grade.REMIND,
        "LINE: Webhookの利用オン・再送オン・あいさつ/応答メッセージオフ・グループ参加オフか、"
        "管理画面で確かめてください(docs/operating.ja.md)",
    )


def _database(system: System) -> Iterator[Finding]:
    try:
        is_current = schema.is_current(system.engine)
    except SQLAlchemyError as error:
        yield Finding(Grade.BAD, f"データベースにつながりません({type(error).__name__})")
        return
    if not is_current:
        yield Finding(
            Grade.BAD, "データベースが最新の形ではありません: madoguchi migrate を実行してください"
        )
        return
    yield Finding(Grade.GOOD, "データベースは最新の形です")
    if system.engine.dialect.name == "sqlite" and not database.is_sqlite_safe():
        yield Finding(
            Grade.REMIND,
            "この SQLite には WAL の不具合があります(3.51.3 で修正)。PostgreSQL を勧めます",
        )
    with system.reading() as session:
        admins = session.scalars(
            select(Staff).where(Staff.role == Role.ADMIN, Staff.is_active)
        ).all()
    if not admins:
        yield Finding(Grade.BAD, "管理者がいません: madoguchi staff add で作ってください")


def _redis(system: System) -> Iterator[Finding]:
    try:
        system.redis.ping()
    except (RedisError, OSError) as error:
        yield Finding(
            Grade.BAD,
            f"Redis につながりません({type(error).__name__})。"
            "何も失われませんが、返事が数秒遅くなります",
        )
    else:
        yield Finding(Grade.GOOD, "Redis につながりました")


def _content(system: System) -> Iterator[Finding]:
    if system.settings.content == SAMPLE_CONTENT:
        yield Finding(
            Grade.REMIND,
            "見本の市の内容のままです: MADOGUCHI_CONTENT に自分の窓口の内容を置いてください",
        )
    for line in system.script.hotlines.lines:
        if line.checked is None:
            yield Finding(
                Grade.REMIND,
                f"電話番号をかけて確かめてください: {line.name} {line.number}({line.source})",
            )
