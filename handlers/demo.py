"""`madoguchi run`: the whole product with a LINE simulator, for a look and for development."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
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
            click.echo("窓口はもう動いています(別の make run)。", err=True)
            return 1
        redis = EmbeddedRedis(folder / "redis")
        try:
            redis.start()
        except NoRedisError:
            click.echo(
                "Redis が見つかりません。redis-server を入れるか、Python 3.11/3.12 で"
                "やり直してください。\nNo Redis server: install redis-server, or use Python 3.11 "
                "or 3.12, which bring one.",
                err=True,
            )
            return 1
        try:
            return _run_with(folder, redis)
        finally:
            redis.stop()


def _run_with(folder: Path, redis: EmbeddedRedis) -> int:
    made = _secrets(folder / "demo.json")
    web, phone = _free_port(WEB_PORT), _free_port(PHONE_PORT)
    environment = {
        **os.environ,
        "MADOGUCHI_KEYS": made.keys,
        "MADOGUCHI_SECRET_KEY": made.secret_key,
        "MADOGUCHI_LINE_CHANNEL_SECRET": made.channel_secret,
        "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": made.access_token,
        "MADOGUCHI_LINE_API_BASE": f"http://127.0.0.1:{phone}",
        "MADOGUCHI_REDIS_URL": redis.url,
        "MADOGUCHI_BIND": f"127.0.0.1:{web}",
        "MADOGUCHI_IS_HTTPS": "false",
        "MADOGUCHI_DATABASE_URL": os.environ.get("MADOGUCHI_DATABASE_URL")
        or f"sqlite:///{folder / 'madoguchi.db'}",
        "MADOGUCHI_DEMO_PHONE_STATE": str(folder / "phone.json"),
    }
    _prepare(environment, made)
    parts = {
        "web": [sys.executable, "-m", "handlers.demo_parts", "web"],
        "phone": [sys.executable, "-m", "handlers.demo_parts", "phone"],
        "worker": [sys.executable, "-m", "handlers.cli", "worker"],
        "cron": [sys.executable, "-m", "handlers.cli", "cron"],
    }
    with _stoppable() as is_stopped:
        children = {
            name: subprocess.Popen(command, env=environment, start_new_session=True)
            for name, command in parts.items()
        }
        try:
            if not _wait_for((web, phone), children, is_stopped):
                return 0 if is_stopped() else 1
            _announce(web, phone, made)
            return _watch({**children, "redis": redis.process}, is_stopped)
        finally:
            _stop(children)
            click.echo("終了しました。書かれたことは var/ に残っています。")


def _prepare(environment: dict[str, str], made: Secrets) -> None:
    """The schema, and the two demo accounts when they are not there yet."""
    system = wiring.build(settings_module.load(environment))
    schema.migrate(system.engine)
    with system.transaction() as session:
        for login, name, role in (
            ("soudan", "相談員 はなこ", Role.COUNSELLOR),
            ("kanri", "管理者 たろう", Role.ADMIN),
        ):
            if staff.find(session, login) is None:
                staff.add(session, login, name, role, made.password, system.clock())
    system.engine.dispose()


def _announce(web: int, phone: int, made: Secrets) -> None:
    click.echo(
        "\n窓口が開きました(見本の市・LINE シミュレータつき)\n"
        f"  住民の電話   http://127.0.0.1:{phone}/\n"
        f"  相談の机     http://127.0.0.1:{web}/desk\n"
        f"  Webhook      http://127.0.0.1:{web}/line/webhook\n"
        f"  ログイン     soudan(相談員)または kanri(管理者) / {made.password}\n"
        "鍵と合言葉はこの見本のために作られ、var/ だけにあります。Ctrl-C で終わります。\n"
    )


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
            click.echo(f"{name} が止まりました(終了コード {child.returncode})。", err=True)
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
