"""Reads the settings of the action server from the environment and from `.env`."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from foundation.addresses import is_loopback

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Holds the settings of the action server; the names are those of docs/contract.md in lower
    case."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", extra="ignore", env_ignore_empty=True, secrets_dir=os.environ.get("SECRETS_DIR") or None
    )

    actions_host: str = "127.0.0.1"
    actions_port: int = Field(default=5055, ge=1, le=65535)
    actions_token: str = ""
    action_context_secret: str = ""
    """The key with which the gateway signs who is asking. When it is empty, nothing can be verified
    and everybody is treated as a visitor."""
    marketplace_database_url: str = f"sqlite:///{ROOT}/var/marketplace.db"
    search_index_path: Path = ROOT / "var" / "search"
    demo: bool = True
    demo_now: dt.datetime | None = None
    metrics_token: str = ""
    """The bearer token that `/metrics` requires. When it is empty, only requests from loopback may
    read the figures."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["auto", "json", "console"] = "auto"

    @property
    def secrets(self) -> tuple[str | None, ...]:
        """Returns the values that must not appear in any log."""
        password = urlsplit(self.marketplace_database_url).password
        return self.actions_token, self.action_context_secret, self.metrics_token, password

    @field_validator("demo_now", mode="after")
    @classmethod
    def _check_zone(cls, value: dt.datetime | None) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("must carry a zone, such as 2026-11-25T10:00:00+08:00")
        return value

    @model_validator(mode="after")
    def _check_demo_on_loopback(self) -> Settings:
        if self.demo and not is_loopback(self.actions_host):
            raise ValueError(f"ACTIONS_HOST={self.actions_host}: the demo listens on loopback only; set DEMO=0")
        return self
