"""The whole product under attack: is anything lost, said twice, disordered or let out?

    python -m benchmarks.chaos [--messages 5000] [--residents 300] [--answers 1000]
        [--rate 20] [--pause 4] [--seed 1] [--database sqlite|postgresql|both] [--server URL]

Real processes (`serve`, two `worker`, `cron`), a real Redis, SQLite and PostgreSQL in turn, the
simulator as LINE. While residents write and staff answer at the desk, processes are killed (-9),
Redis dies, is emptied and freezes, the database is locked or cuts everybody off, and LINE fails,
hangs, drops, throttles, redelivers, reorders and doubles. Then all is calm, the rest is worked
off, and LINE's record is compared with the database. Ends with 1 when a row that must be 0 is not.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.serving import make_server

from benchmarks.chaos import databases, verdict
from benchmarks.chaos.databases import Database
from benchmarks.chaos.parts import Part, Parts
from benchmarks.chaos.residents import Residents
from benchmarks.chaos.staff import PASSWORD, Answer, Member
from benchmarks.chaos.trouble import Trouble
from benchmarks.chaos.verdict import Verdict
from benchmarks.webhook import free_port, wait_for
from config import settings as settings_module
from handlers import wiring
from handlers.embedded_redis import EmbeddedRedis
from handlers.simulator import Platform
from handlers.simulator import create_app as create_simulator
from handlers.wiring import System
from intake import schema, staff
from intake.models import Address, Arrival, ArrivalState, Delivery, Posting, Role

SECRET, TOKEN = "chaos-channel-secret", "chaos-channel-access-token"
SERVER = "postgresql+psycopg://postgres@127.0.0.1/postgres"
STAFF = 6
# LINE does not disclose its own; short ones make a run short.
REDELIVERIES = (1, 2, 3, 4, 5, 5, 5, 5, 10, 10, 20, 30, 60)
CALM_SECONDS = 240.0
# After a kill the web server needs so long to be there again, and LINE's patience on top.
REBIRTH_MS = 9_000


def main() -> None:
    """Plays one run a database and prints its table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--residents", type=int, default=300)
    parser.add_argument("--answers", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=20.0, help="messages a second")
    parser.add_argument("--pause", type=float, default=4.0, help="seconds between two blows")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--server", default=SERVER, help="a PostgreSQL server, as SQLAlchemy URL")
    chosen = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    servers = {"sqlite": [None], "postgresql": [chosen.server], "both": [None, chosen.server]}
    verdicts = [run(chosen, server) for server in servers[chosen.database]]
    sys.exit(0 if all(each.is_sound for each in verdicts) else 1)


def run(chosen: argparse.Namespace, server: str | None) -> Verdict:
    """One run on one database."""
    with (
        tempfile.TemporaryDirectory(prefix="chaos-") as name,
        databases.opened(server, Path(name)) as database,
    ):
        return _play(chosen, Path(name), database)


def _play(chosen: argparse.Namespace, folder: Path, database: Database) -> Verdict:
    chance = random.Random(chosen.seed)
    started = time.monotonic()
    with _town(folder, database, chosen.workers) as (platform, system, parts, redis):
        residents = Residents(platform, chosen.residents, chance)
        trouble = Trouble(parts, redis, database, platform, system, random.Random(chosen.seed + 1))
        members = _employ(system, chance)
        residents.arrive()
        is_over, is_calm = threading.Event(), threading.Event()
        for member in members:
            member.is_over = is_calm
        desks = [
            threading.Thread(target=member.work, args=(-(-chosen.answers // STAFF),))
            for member in members
        ]
        trouble.drizzle()
        storm = threading.Thread(target=trouble.storm, args=(chosen.pause, is_over))
        for thread in (*desks, storm):
            thread.start()
        residents.write(chosen.messages, chosen.rate, is_over)
        patience = time.monotonic() + min(240.0, chosen.messages / chosen.rate)
        for desk in desks:  # who has not said everything by then says it in the calm
            desk.join(max(0.0, patience - time.monotonic()))
        is_over.set()
        storm.join()
        with platform.world.change():
            platform.faults.clear()
        residents.calm()
        is_calm.set()
        for desk in desks:
            desk.join()
        left = _work_off(platform, system, residents)
        trouble.sample_redis()
        answers = [answer for member in members for answer in member.answers]
        stubborn = parts.stop()
        places = [*folder.glob("*.log"), *database.copies()]
        found = verdict.judge(platform, system, residents.words, answers, places, trouble.samples)
        _tell(database, residents, answers, trouble, platform, found, left, stubborn)
        print(f"seconds                                {time.monotonic() - started:8.0f}\n")
        system.engine.dispose()
        return found


@contextmanager
def _town(
    folder: Path, database: Database, workers: int
) -> Iterator[tuple[Platform, System, Parts, EmbeddedRedis]]:
    redis = EmbeddedRedis(folder / "redis")
    redis.start()
    web, phone = free_port(), free_port()
    environment = {
        "MADOGUCHI_KEYS": Fernet.generate_key().decode(),
        "MADOGUCHI_SECRET_KEY": "c" * 40,
        "MADOGUCHI_LINE_CHANNEL_SECRET": SECRET,
        "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
        "MADOGUCHI_LINE_API_BASE": f"http://127.0.0.1:{phone}",
        "MADOGUCHI_REDIS_URL": redis.url,
        "MADOGUCHI_DATABASE_URL": database.url,
        "MADOGUCHI_BIND": f"127.0.0.1:{web}",
        "MADOGUCHI_IS_HTTPS": "false",
    }
    system = wiring.build(settings_module.load(environment))
    schema.migrate(system.engine)
    platform = Platform(
        SECRET,
        TOKEN,
        f"http://127.0.0.1:{web}/line/webhook",
        redelivers=True,
        redelivery_seconds=REDELIVERIES,
        quota=None,
    )
    server = make_server("127.0.0.1", phone, create_simulator(platform), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    parts = Parts(
        folder,
        environment,
        [
            Part("serve", "serve"),
            *(Part(f"worker-{number}", "worker") for number in range(workers)),
            Part("cron", "cron"),
        ],
    )
    parts.start()
    try:
        wait_for(web)
        platform.start()
        yield platform, system, parts, redis
    finally:
        platform.stop()
        parts.stop()
        server.shutdown()
        redis.stop()


def _employ(system: System, chance: random.Random) -> list[Member]:
    with system.transaction() as session:
        rows = [
            staff.add(
                session, f"staff{number}", "相談員", Role.COUNSELLOR, PASSWORD, system.clock()
            )
            for number in range(STAFF)
        ]
        known = [(row.login, row.id) for row in rows]
    base = f"http://{system.settings.bind}"
    return [
        Member(login, row_id, base, system, random.Random(chance.random()), threading.Event())
        for login, row_id in known
    ]


def _work_off(platform: Platform, system: System, residents: Residents) -> int:
    """Waits until nothing is left to do; who has something held writes once more. What is left."""
    deadline = time.monotonic() + CALM_SECONDS
    left = 1
    while left and time.monotonic() < deadline:
        time.sleep(1.0)
        with platform.world.reading() as state:
            left = len(state.deliveries)
        try:
            left += _waiting(system, ArrivalState.PENDING, Delivery.PENDING)
            if not left:
                for user in _held(system):
                    residents.call_again(user)
                    left += 1
        except SQLAlchemyError:
            left += 1
    return left


def _waiting(system: System, arrival: ArrivalState, delivery: Delivery) -> int:
    with system.reading() as session:
        events = session.scalars(select(Arrival.id).where(Arrival.state == arrival)).all()
        posts = session.scalars(select(Posting.id).where(Posting.state == delivery)).all()
        return len(events) + len(posts)


def _held(system: System) -> list[str]:
    query = select(Address).where(
        Address.contact_id.in_(select(Posting.contact_id).where(Posting.state == Delivery.HELD))
    )
    with system.reading() as session:
        return [row.address for row in session.scalars(query)]


def _while_up(late: list[int], deaths: list[int]) -> int:
    """Posts that were late although the web server had not just been killed."""
    return sum(not any(0 <= at - death <= REBIRTH_MS for death in deaths) for at in late)


def _kinds(failed: Sequence[dict[str, Any]]) -> str:
    counts = Counter(str(post["error"]) for post in failed)
    return ", ".join(f"{kind} {count}" for kind, count in counts.most_common())


def _tell(
    database: Database,
    residents: Residents,
    answers: Sequence[Answer],
    trouble: Trouble,
    platform: Platform,
    found: Verdict,
    left: int,
    stubborn: list[str],
) -> None:
    with platform.world.reading():
        posts = platform.world.record.posts
        failed = platform.world.record.failures()
        calls = platform.world.record.calls
        late = [post["at"] for post in posts if post["error"] == "request_timeout"]
        faulty = sum(call["fault"] is not None for call in calls)
    rows = [
        ("texts by residents", len(residents.words)),
        ("answers by staff", len(answers)),
        ("webhook posts", len(posts)),
        ("  failed / answered after 2 s", f"{len(failed)} / {len(late)}"),
        ("  of these while the server was up", _while_up(late, trouble.web_deaths)),
        ("  why they failed", _kinds(failed)),
        ("calls to LINE / spoilt", f"{len(calls)} / {faulty}"),
        ("lost: texts of residents", found.lost_words),
        ("lost: answers of staff", found.lost_answers),
        ("lost: bubbles said to be sent", found.lost_bubbles),
        ("answered twice", found.answered_twice),
        ("shown twice", found.shown_twice),
        ("help in danger said again, to be sure", found.help_again),
        ("out of order", found.out_of_order),
        ("unsent text found anywhere", found.unsent_found),
        ("words or ids in logs, Redis, files", found.words_let_out),
        ("crisis texts / unanswered", f"{found.crises} / {found.crises_unanswered}"),
        ("crisis texts without alarm", found.alarms_missing),
        ("events set aside", found.set_aside),
        ("bubbles shown to staff as uncertain", found.uncertain),
        ("bubbles held or not yet sent", found.held),
        ("work left after the calm", left),
        ("processes that did not stop", ", ".join(stubborn) or "none"),
    ]
    print(f"--- {database.name}")
    for name, value in rows:
        print(f"{name:38} {value!s:>8}")
    blows = ", ".join(f"{name} {count}" for name, count in sorted(trouble.blows.items()))
    print(f"blows: {blows}")
    for line in found.doubled:
        print(f"shown twice: {line}")


if __name__ == "__main__":
    main()
