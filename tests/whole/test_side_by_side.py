"""Two web servers and two workers write at once, as processes of their own."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rq import Worker
from sqlalchemy import func, select

from benchmarks import load
from benchmarks.letters import Letter, written
from benchmarks.phone import ringing
from benchmarks.product import Product, installed, wait_until
from benchmarks.webhook import free_port
from handlers.wiring import System
from intake.models import Arrival, ArrivalState, Author, Delivery, Message, Posting
from tests.conftest import POSTGRES
from tests.demand import missing

PEOPLE = [f"{number:032x}" for number in range(1, 9)]
TEXTS = ("家賃が払えません", "息子が部屋から出てきません", "母の介護でつかれました", "ねむれません")
# What any of our processes says when two got in each other's way.
_IN_THE_WAY = re.compile(r"locked|deadlock|(Operational|Integrity|StaleData)Error|put_off|failed")
SDK = "linebot.v3.messaging"


def post(port: int, letter: Letter) -> bytes:
    """The status of the webhook's last answer. As LINE does, it posts again what was not stored in
    time: a busy disk is no lost event."""
    for _ in range(20):
        connection = load.connect(port)
        connection.sendall(letter.request())
        status = load.answer(connection)[9:12]
        connection.close()
        if status == b"200":
            break
    return status


def left(system: System) -> int:
    """What is still to be read or sent."""
    with system.reading() as session:
        events = session.scalar(select(func.count()).where(Arrival.state == ArrivalState.PENDING))
        posts = session.scalar(select(func.count()).where(Posting.state == Delivery.PENDING))
        return (events or 0) + (posts or 0)


def write_all_at_once(product: Product) -> list[bytes]:
    """Everybody writes everything, to both web servers at the same time, half of it doubly."""
    ports = [product.port("bind"), free_port()]
    for port in ports:
        product.serve("serve", port, MADOGUCHI_BIND=f"127.0.0.1:{port}")
    letters = [written(who, f"{text}〔{who}〕") for text in TEXTS for who in PEOPLE]
    with ThreadPoolExecutor(16) as pool:
        sent = [pool.submit(post, ports[0], letter) for letter in letters]
        sent += [pool.submit(post, ports[1], letter) for letter in letters[::2]]
        return [each.result() for each in sent]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_of_each_lose_nothing_and_wait_for_no_lock(
    database: str, request: pytest.FixtureRequest, redis_url: str
) -> None:
    server = POSTGRES if database == "postgresql" else None
    if server and request.getfixturevalue("postgres_url") is None:
        missing("PostgreSQL")
    with ringing() as phone, installed(server, phone.base) as product:
        workers = [product.start("worker", PYTHONPROFILEIMPORTTIME="1") for _ in range(2)]
        system = product.system
        wait_until(lambda: Worker.count(connection=system.redis) == 2, "the workers")
        prepared = (product.folder / "worker.log").read_text()
        answers = write_all_at_once(product)
        assert set(answers) == {b"200"}
        wait_until(lambda: left(system) == 0, "the answers")
        with system.reading() as session:
            kept = session.scalars(select(Message).where(Message.author == Author.RESIDENT))
            texts = Counter(row.text for row in kept)
        assert texts == Counter(f"{text}〔{who}〕" for text in TEXTS for who in PEOPLE)
        tokens = [each.token for each in phone.heard() if each.token]
        assert len(tokens) == len(set(tokens)) >= len(PEOPLE)
        children = [Path(f"/proc/{each.pid}/task/{each.pid}/children") for each in workers]
        assert not any(path.read_text() for path in children)
        product.stop()
        said = "".join(path.read_text() for path in product.folder.glob("*.log"))
    notes = [line for line in said.splitlines() if not line.startswith("import time:")]
    assert not [line for line in notes if _IN_THE_WAY.search(line)], notes
    # No job pays for the SDK: the workers had loaded it before the first one.
    assert SDK in prepared
    assert said.count(SDK) == prepared.count(SDK)
