"""Defines the settings that say where the databases and the files of an installation are."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.serving.settings.values import DatabaseUrl

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("CARAVAN_VAR") or ROOT / "var")
"""The folder with the databases, secrets and logs of this installation."""


class DatabaseSettings(BaseSettings):
    """Holds the settings that say where the databases and the files are. Commands that migrate,
    back up or restore the databases need only these settings."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", extra="ignore", env_ignore_empty=True, secrets_dir=os.environ.get("SECRETS_DIR") or None
    )

    database_url: DatabaseUrl = f"sqlite:///{VAR}/caravan.db"
    marketplace_database_url: DatabaseUrl = f"sqlite:///{VAR}/marketplace.db"
    files_folder: Path = VAR / "files"
    """The folder for the files that people send. If there are several gateways, they must share
    this folder."""
