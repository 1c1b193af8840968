"""The one place that builds real things out of settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from redis import Redis
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.script import Script
from bot.script import load as load_script
from config import codenames, line, templates
from config.codenames import Codenames
from config.line import LineWords
from config.settings import PREFIX, Settings, SettingsError
from config.templates import Template
from handlers import bells
from handlers.bells import Bells
from handlers.edition import Edition
from intake import crypto
from intake.database import Turnstile, open_engine


def now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass
class System:
    """What a process works with. Tests give another clock or another Redis.

    `script` is what the files say; what is spoken is `spoken`, with the office's edits.
    """

    settings: Settings
    script: Script
    templates: tuple[Template, ...]
    codenames: Codenames
    line_words: LineWords
    engine: Engine
    redis: Redis
    bells: Bells
    clock: Callable[[], datetime] = now
    edition: Edition = field(default_factory=Edition, init=False)
    _turnstile: Turnstile = field(init=False)

    def __post_init__(self) -> None:
        self._turnstile = Turnstile(self.settings.database_url)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits on leaving, rolls back on an error, and then rings the bells."""
        with self._writing({}) as session:
            yield session

    @contextmanager
    def fleeting(self) -> Iterator[Session]:
        """The same for what need not survive a power cut (leases): its commit doesn't wait for the
        disk."""
        with self._writing({"fleeting": True}) as session:
            yield session

    @contextmanager
    def _writing(self, options: Mapping[str, bool]) -> Iterator[Session]:
        with self._turnstile.pass_through():
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                session.connection(execution_options=options)
                yield session
            heard = session.info
        self.bells.ring(
            attend=sorted(heard.get("attend", ())),
            deliver=sorted(heard.get("deliver", ())),
            fetch=sorted(heard.get("fetch", ())),
            mark_read=sorted(heard.get("mark_read", ())),
            leave=sorted(heard.get("leave", ())),
            is_changed=heard.get("is_changed", False),
        )

    def spoken(self, session: Session) -> Script:
        """The script with the sentences that the office has edited, as this session sees them."""
        return self.edition.current(session, self.script).script

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads: it neither waits for writers nor keeps any waiting."""
        with Session(self.engine) as session:
            # An engine with the option would make every event of SQLAlchemy dearer.
            session.connection(execution_options={"readonly": True})
            yield session


def build(settings: Settings) -> System:
    """A system as `settings` say. Raises ContentError when the office's content is not sound,
    SettingsError when it asks for what is not set."""
    crypto.install(crypto.Vault(settings.keys))
    script = load_script(settings.content)
    if script.office.line.mode == "door" and not settings.public_url:
        raise SettingsError(f"{PREFIX}PUBLIC_URL: door mode leads to it, and it is not set")
    redis = bells.connect(settings.redis_url)
    return System(
        settings=settings,
        script=script,
        templates=templates.load(settings.content),
        codenames=codenames.load(settings.content),
        line_words=line.load(settings.content),
        engine=open_engine(settings.database_url),
        redis=redis,
        bells=Bells(redis),
    )
