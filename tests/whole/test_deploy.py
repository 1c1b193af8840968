"""The operations files: units that systemd takes, a proxy that runs, an update without a gap."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from benchmarks.webhook import free_port
from handlers.simulator import Platform
from intake.models import Arrival
from tests.demand import missing
from tests.town import SECRET, Town

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def find(program: str) -> str:
    path = os.environ["PATH"] + ":/usr/sbin"
    return shutil.which(program, path=path) or missing(program)


def test_systemd_takes_every_unit(tmp_path: Path) -> None:
    analyze = find("systemd-analyze")
    names = []
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        text = unit.read_text("utf-8")
        text = text.replace("/srv/madoguchi/.venv/bin/madoguchi", "/bin/true")
        (tmp_path / unit.name).write_text(text, "utf-8")
        names.append(str(tmp_path / unit.name))
    done = subprocess.run([analyze, "verify", *names], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_update_can_be_read_by_the_shell() -> None:
    subprocess.run(["sh", "-n", str(DEPLOY / "update.sh")], check=True)


class Proxied:
    """Two `serve` behind the proxy of `deploy/`, without TLS and on free ports."""

    def __init__(self, town: Town, folder: Path, nginx: str) -> None:
        self.ports = (free_port(), free_port())
        self.front = free_port()
        self._environment = os.environ | town.environment() | {"PYTHONPATH": str(ROOT)}
        self.serves = {port: self._serve(port) for port in self.ports}
        conf = folder / "nginx.conf"
        conf.write_text(self._conf(folder), "utf-8")
        self._nginx = subprocess.Popen([nginx, "-c", str(conf), "-e", str(folder / "error.log")])
        for port in self.ports:
            self.wait_until_ready(port)

    def _serve(self, port: int) -> subprocess.Popen[bytes]:
        environment = self._environment | {"MADOGUCHI_BIND": f"127.0.0.1:{port}"}
        return subprocess.Popen([sys.executable, "-m", "handlers.cli", "serve"], env=environment)

    def _conf(self, folder: Path) -> str:
        ours = (DEPLOY / "nginx" / "madoguchi.conf").read_text("utf-8")
        ours = re.sub(r"\n *ssl_[^;]*;", "", ours)
        ours = ours.replace("proxy_read_timeout 3s", "proxy_read_timeout 60s")  # a busy machine
        ours = ours.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{self.front};")
        for known, port in zip(("8000", "8002"), self.ports, strict=True):
            ours = ours.replace(f"127.0.0.1:{known}", f"127.0.0.1:{port}")
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        places = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
        return (
            f"daemon off; pid {folder}/nginx.pid;\nevents {{}}\n"
            f"http {{ access_log off; {places}\n{ours} }}\n"
        )

    def wait_until_ready(self, port: int) -> None:
        for _ in range(300):
            try:
                if ask(port, "/readyz") == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("serve did not get ready")

    def restart(self, port: int) -> None:
        """As `systemctl restart` does it."""
        self.serves[port].terminate()
        assert self.serves[port].wait(timeout=30) == 0, "it stops by itself"
        self.serves[port] = self._serve(port)
        self.wait_until_ready(port)

    def close(self) -> None:
        for process in (self._nginx, *self.serves.values()):
            process.terminate()
        for process in (self._nginx, *self.serves.values()):
            process.wait(timeout=30)


def ask(port: int, path: str) -> int:
    return send(port, "GET", path, b"", {})


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """As LINE posts, but with the patience that a test needs on a busy machine. What a stalled
    disk could not store in time (500) is posted again: that is no matter of the update."""
    parts = urlsplit(url)
    assert parts.port
    for _ in range(20):
        status = send(parts.port, "POST", parts.path, body, headers)
        if status != 500:
            break
    return status


def send(port: int, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, dict(headers))
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture
def proxied(town: Town, tmp_path: Path) -> Iterator[Proxied]:
    proxied = Proxied(town, tmp_path, find("nginx"))
    yield proxied
    proxied.close()


def test_an_update_loses_no_event_and_makes_line_ask_for_none_again(
    town: Town, proxied: Proxied
) -> None:
    url = f"http://127.0.0.1:{proxied.front}/line/webhook"
    line = Platform(SECRET, "none", url, redelivers=False, post=post)
    users = [line.add_friend() for _ in range(5)]
    line.start()
    is_over = threading.Event()

    def write() -> None:
        number = 0
        while not is_over.wait(0.02):
            number += 1
            line.write(users[number % 5], f"{number}つめ")

    writing = threading.Thread(target=write)
    writing.start()
    for port in proxied.ports:
        proxied.restart(port)
    is_over.set()
    writing.join()
    for _ in range(600):
        if not line.world.state.deliveries:
            break
        time.sleep(0.1)
    line.stop()
    assert line.world.record.failures() == []
    with town.system.reading() as session:
        stored = len(session.scalars(select(Arrival.id)).all())
    assert stored == len(line.world.record.events) > 50


def test_what_is_for_the_machine_alone_is_not_to_be_had_outside(proxied: Proxied) -> None:
    assert [ask(proxied.ports[0], path) for path in ("/healthz", "/readyz")] == [200, 200]
    for path in ("/healthz", "/readyz", "/metrics", "/anything"):
        assert ask(proxied.front, path) == 404
    assert ask(proxied.front, "/desk") == 302
