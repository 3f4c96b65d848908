"""Settings of the action server, from the environment and `.env`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What the action server can be told; names are those of docs/contract.md in lower case."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore", env_ignore_empty=True)

    actions_port: int = Field(default=5055, ge=1, le=65535)
    actions_token: str = ""
    action_context_secret: str = ""
    """Without it no context can be verified, so everybody is a visitor."""
    marketplace_database_url: str = f"sqlite:///{ROOT}/var/marketplace.db"
    search_index_path: Path = ROOT / "var" / "search"
    demo: bool = True
    demo_now: dt.datetime | None = None

    @field_validator("demo_now", mode="after")
    @classmethod
    def _aware(cls, value: dt.datetime | None) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("must carry a zone, such as 2026-11-25T10:00:00+08:00")
        return value
