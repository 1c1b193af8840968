"""The product as processes of its own, started again when they die, as an operator's system would.

Each process writes its log into a file of the folder: what must not stand there is looked for.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

# Seconds after which a dead process is started again.
RESTART_SECONDS = 0.5


@dataclass
class Part:
    """One process group: a command of ours and what it forks."""

    name: str
    command: str
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0


@dataclass
class Parts:
    """All of them, under one watch."""

    folder: Path
    environment: dict[str, str]
    parts: list[Part]
    _stopping: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _watch: threading.Thread | None = None

    def start(self) -> None:
        """Starts all, and from now on again whatever dies."""
        for part in self.parts:
            self._begin(part)
        self._watch = threading.Thread(target=self._run, daemon=True)
        self._watch.start()

    def stop(self) -> list[str]:
        """Ends all gracefully; gives the names of those that had to be killed."""
        self._stopping.set()
        if self._watch:
            self._watch.join()
        for part in self.parts:
            if part.process and part.process.poll() is None:
                part.process.terminate()
        stubborn = []
        for part in self.parts:
            try:
                if part.process:
                    part.process.wait(timeout=25)
            except subprocess.TimeoutExpired:
                stubborn.append(part.name)
                self.kill(part)
        return stubborn

    def kill(self, part: Part) -> None:
        """-9 to the process and all that it forked."""
        with self._lock:
            if part.process and part.process.poll() is None:
                os.killpg(part.process.pid, signal.SIGKILL)
                part.process.wait()
                part.deaths += 1

    def kill_child(self, part: Part) -> None:
        """-9 to one process that it forked, of which it must start another by itself."""
        with self._lock:
            if part.process is None or part.process.poll() is not None:
                return
            listed = Path(f"/proc/{part.process.pid}/task/{part.process.pid}/children")
            for child in listed.read_text().split()[:1]:
                os.kill(int(child), signal.SIGKILL)
                part.deaths += 1

    def _begin(self, part: Part) -> None:
        with (self.folder / f"{part.name}.log").open("ab") as log:
            part.process = subprocess.Popen(
                [sys.executable, "-m", "handlers.cli", *part.command.split()],
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _run(self) -> None:
        while not self._stopping.wait(0.1):
            for part in self.parts:
                with self._lock:
                    is_dead = part.process is not None and part.process.poll() is not None
                if is_dead:
                    time.sleep(RESTART_SECONDS)
                    self._begin(part)
