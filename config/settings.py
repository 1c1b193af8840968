"""What the environment says: one frozen `Settings`, every complaint at once, no value shown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from cryptography.fernet import Fernet
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "MADOGUCHI_"
SAMPLE_CONTENT = Path(__file__).parent / "content"

Several = Annotated[tuple[str, ...], NoDecode]


class SettingsError(Exception):
    """The environment is not usable; a line for each key at fault, never its value."""


class Settings(BaseSettings):
    """Everything that differs between two installations. Read once, by the wiring."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    keys: Several = Field(description="encryption keys (Fernet), newest first, comma-separated")
    secret_key: str = Field(
        min_length=32, description="signs staff and visitor sessions, 32 characters or more"
    )
    line_channel_secret: Several = Field(
        description="secret of the LINE channel; several, comma-separated, while rotating"
    )
    line_channel_access_token: str = Field(
        min_length=1, description="access token of the LINE channel"
    )
    line_api_base: str = Field(
        "https://api.line.me",
        pattern=r"^https?://",
        description="base address of the Messaging API; contents come from there too when changed",
    )
    database_url: str = Field(
        "sqlite:///var/madoguchi.db", description="SQLAlchemy URL: SQLite file or PostgreSQL"
    )
    redis_url: str = Field("redis://127.0.0.1:6379/0", description="Redis, the bell")
    content: Path = Field(SAMPLE_CONTENT, description="folder of the office's own content")
    bind: str = Field("127.0.0.1:8000", description="address and port of `madoguchi serve`")
    live_bind: str = Field("127.0.0.1:8001", description="address and port of `madoguchi live`")
    public_url: str = Field(
        "",
        pattern=r"^(https?://[^\s/]+)?/?$",
        description="address by which residents reach our pages; door mode needs it",
    )
    is_https: bool = Field(True, description="pages are served by https (cookies demand it)")
    is_behind_proxy: bool = Field(
        False, description="a proxy of ours sets X-Forwarded-For and -Proto; believe one hop"
    )
    sweep_seconds: float = Field(
        2.0, gt=0, le=60, description="pause between two rounds of `madoguchi cron`, in seconds"
    )
    media_megabytes: int = Field(
        30, ge=1, le=200, description="largest photo, voice, video or file that is kept, in MB"
    )
    metrics_token: str = Field(
        "", description="opens /metrics to who sends it as a bearer token; closed while empty"
    )
    # One process shares its commits among more requests: `benchmarks/webhook.py` is faster so on
    # two cores than with two. More processes are for more cores.
    processes: int = Field(1, ge=1, le=64, description="processes of `madoguchi serve`")
    threads: int = Field(
        32, ge=1, le=256, description="threads of each process of `serve`; most wait for the disk"
    )

    @field_validator("keys", "line_channel_secret", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("keys", "line_channel_secret")
    @classmethod
    def _demand_one(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("at least one is needed")
        return value

    @field_validator("keys")
    @classmethod
    def _are_fernet_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for place, key in enumerate(value, start=1):
            try:
                Fernet(key)
            except ValueError:
                raise ValueError(
                    f"key {place} is not a Fernet key (make one with `madoguchi keys new`)"
                ) from None
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` was given: the environment is read in one place."""
        return (init_settings,)


def load(environment: Mapping[str, str]) -> Settings:
    """The settings in `environment`. Raises SettingsError naming every missing or wrong key."""
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and value != ""
    }
    known = {name: value for name, value in given.items() if name in Settings.model_fields}
    try:
        return Settings.model_validate(known)
    except ValidationError as error:
        raise SettingsError("\n".join(_complaints(error))) from None


def _complaints(error: ValidationError) -> list[str]:
    lines = []
    for problem in error.errors(include_input=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        meaning = Settings.model_fields[name].description if name in Settings.model_fields else ""
        said = "is not set" if problem["type"] == "missing" else problem["msg"]
        lines.append(f"{PREFIX}{name.upper()}: {said} ({meaning})")
    return lines
