"""`madoguchi run`: the whole product with a LINE simulator, for a look and for development."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from cryptography.fernet import Fernet

from config import settings as settings_module
from handlers import wiring
from handlers.embedded_redis import EmbeddedRedis, NoRedisError
from handlers.wording import words
from intake import schema, staff
from intake.models import Role

START_SECONDS = 45.0
PHONE_PORT = 8090
WEB_PORT = 8000


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the demo makes for itself, once; production takes its own from the environment."""

    keys: str
    secret_key: str
    channel_secret: str
    access_token: str
    password: str


def run(folder: Path) -> int:
    """Runs until Ctrl-C; data stays in `folder`. Gives the exit status."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _only_one(folder) as is_alone:
        if not is_alone:
            click.echo(words().demo["runs_already"], err=True)
            return 1
        redis: EmbeddedRedis | None = EmbeddedRedis(folder / "redis")
        try:
            assert redis
            redis.start()
        except NoRedisError:
            click.echo(words().demo["without_redis"], err=True)
            redis = None
        try:
            return _run_with(folder, redis)
        finally:
            if redis:
                redis.stop()


def _run_with(folder: Path, redis: EmbeddedRedis | None) -> int:
    made = _secrets(folder / "demo.json")
    web, phone = _free_port(WEB_PORT), _free_port(PHONE_PORT)
    environment = {
        **os.environ,
        "MADOGUCHI_KEYS": made.keys,
        "MADOGUCHI_SECRET_KEY": made.secret_key,
        "MADOGUCHI_LINE_CHANNEL_SECRET": made.channel_secret,
        "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": made.access_token,
        "MADOGUCHI_LINE_API_BASE": f"http://127.0.0.1:{phone}",
        # Where no Redis is, the sweep alone works: nothing is lost, only speed.
        "MADOGUCHI_REDIS_URL": redis.url if redis else f"unix://{folder / 'no-redis.sock'}",
        "MADOGUCHI_SWEEP_SECONDS": "2" if redis else "0.4",
        "MADOGUCHI_BIND": f"127.0.0.1:{web}",
        "MADOGUCHI_PUBLIC_URL": f"http://127.0.0.1:{web}",
        "MADOGUCHI_IS_HTTPS": "false",
        "MADOGUCHI_DATABASE_URL": os.environ.get("MADOGUCHI_DATABASE_URL")
        or f"sqlite:///{folder / 'madoguchi.db'}",
        "MADOGUCHI_DEMO_PHONE_STATE": str(folder / "phone.json"),
    }
    _prepare(environment, made)
    parts = {
        "web": [sys.executable, "-m", "handlers.demo_parts", "web"],
        "phone": [sys.executable, "-m", "handlers.demo_parts", "phone"],
        "cron": [sys.executable, "-m", "handlers.cli", "cron"],
    }
    if redis:
        parts["worker"] = [sys.executable, "-m", "handlers.cli", "worker"]
    with _stoppable() as is_stopped:
        children = {
            name: subprocess.Popen(command, env=environment, start_new_session=True)
            for name, command in parts.items()
        }
        try:
            if not _wait_for((web, phone), children, is_stopped):
                return 0 if is_stopped() else 1
            threading.Thread(target=_put_up_menu, args=(environment,), daemon=True).start()
            _announce(web, phone, made)
            return _watch({**children, **({"redis": redis.process} if redis else {})}, is_stopped)
        finally:
            _stop(children)
            click.echo(words().demo["closed"])


def _prepare(environment: dict[str, str], made: Secrets) -> None:
    """The schema, and the two demo accounts when they are not there yet."""
    system = wiring.build(settings_module.load(environment))
    schema.migrate(system.engine)
    with system.transaction() as session:
        for login, name, role in (
            ("soudan", "counsellor", Role.COUNSELLOR),
            ("kanri", "admin", Role.ADMIN),
        ):
            if staff.find(session, login) is None:
                called = words().demo[name]
                staff.add(session, login, called, role, made.password, system.clock())
    system.engine.dispose()


def _put_up_menu(environment: dict[str, str]) -> None:
    """The rich menu on the simulator's phones; the demo does not wait for it."""
    command = [sys.executable, "-m", "handlers.cli", "line", "rich-menu"]
    quiet = subprocess.DEVNULL
    subprocess.run(command, env=environment, stdout=quiet, stderr=quiet, timeout=30, check=False)


def _announce(web: int, phone: int, made: Secrets) -> None:
    click.echo(words().demo["opened"].format(web=web, phone=phone, password=made.password))


def _secrets(path: Path) -> Secrets:
    if path.exists():
        return Secrets(**json.loads(path.read_text(encoding="utf-8")))
    made = Secrets(
        keys=Fernet.generate_key().decode(),
        secret_key=secrets.token_urlsafe(32),
        channel_secret=secrets.token_hex(16),
        access_token=secrets.token_urlsafe(64),
        password=secrets.token_urlsafe(9),
    )
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(made), indent=1), encoding="utf-8")
    return made


def _free_port(wish: int) -> int:
    """The port wished for, or the next one that is free."""
    for port in range(wish, wish + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise click.ClickException(f"no free port from {wish} on")


@contextmanager
def _only_one(folder: Path) -> Iterator[bool]:
    """True when no other `run` works on this folder."""
    import fcntl

    with (folder / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


@contextmanager
def _stoppable() -> Iterator[Any]:
    """Gives a question that is True once Ctrl-C or SIGTERM came."""
    stopped: list[int] = []

    def note(number: int, _frame: object) -> None:
        stopped.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(stopped)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait_for(
    ports: tuple[int, ...], children: dict[str, subprocess.Popen[bytes]], is_stopped: Any
) -> bool:
    """True once all ports answer; False when a part died, it took too long, or Ctrl-C came."""
    deadline = time.monotonic() + START_SECONDS
    waiting = list(ports)
    while waiting and time.monotonic() < deadline and not is_stopped():
        if _report_dead(children):
            return False
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", waiting[0])) == 0:
                waiting.pop(0)
                continue
        time.sleep(0.05)
    return not waiting


def _watch(children: dict[str, subprocess.Popen[bytes]], is_stopped: Any) -> int:
    while not is_stopped():
        if _report_dead(children):
            return 1
        time.sleep(0.2)
    return 0


def _report_dead(children: dict[str, subprocess.Popen[bytes]]) -> bool:
    for name, child in children.items():
        if child.poll() is not None:
            click.echo(
                words().demo["part_ended"].format(name=name, status=child.returncode), err=True
            )
            return True
    return False


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        child.terminate()
    for child in children.values():
        try:
            child.wait(timeout=8)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
