"""Reads the settings of the action server from the environment and from `.env`."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from foundation.addresses import is_loopback
from foundation.secrets import find_weakness, read_keys

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
    """The key with which the gateway signs who is asking. Without it, nothing can be verified, and
    everybody is treated as a visitor."""
    marketplace_database_url: str = f"sqlite:///{ROOT}/var/marketplace.db"
    operator_database_url: str = ""
    """The operator's own PostgreSQL database, whose views Caravan reads (docs/your-database.md)."""
    operator_url: str = ""
    """The address of the operator's own system, which is told what people do (docs/events-out.md)."""
    operator_secret: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    """The keys for signing requests to and from the operator's own system, by their ids. The first one signs."""
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
        passwords = [urlsplit(url).password for url in (self.marketplace_database_url, self.operator_database_url)]
        return (
            self.actions_token,
            self.action_context_secret,
            self.metrics_token,
            *passwords,
            *self.operator_secret.values(),
        )

    @field_validator("operator_database_url", mode="after")
    @classmethod
    def _check_postgresql(cls, value: str) -> str:
        if value and not value.startswith(("postgresql:", "postgres:", "postgresql+asyncpg:")):
            raise ValueError("must be postgresql://reader:password@host/name")
        return value

    @field_validator("operator_secret", mode="before")
    @classmethod
    def _read_keys(cls, value: object) -> object:
        return read_keys(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _check_operator(self) -> Settings:
        if not self.operator_url:
            return self
        if not self.operator_url.startswith(("https://", "http://")):
            raise ValueError("OPERATOR_URL: must begin with https:// or http://")
        if not self.operator_secret:
            raise ValueError("OPERATOR_SECRET: is missing: kid:secret, with which requests to OPERATOR_URL are signed")
        for kid, secret in self.operator_secret.items():
            if problem := find_weakness(secret):
                raise ValueError(f"OPERATOR_SECRET: the secret of {kid} {problem}")
        return self

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
