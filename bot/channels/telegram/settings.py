"""Defines the settings of the Telegram channel (docs/telegram.md)."""

from __future__ import annotations

from pydantic import Field

from bot.channels.settings import ChannelSettings
from foundation.languages import DEFAULT_LANGUAGE, Language
from foundation.secrets import derive_secret


class TelegramSettings(ChannelSettings):
    """Holds the settings of the bot and of the group in which the staff answer."""

    telegram_bot_token: str | None = None
    telegram_base_url: str = "https://api.telegram.org"
    telegram_staff_group: int | None = Field(None, lt=0)
    """The id of the supergroup with topics in which the staff answer customers."""
    telegram_staff_language: Language = DEFAULT_LANGUAGE
    """The language in which the topics of that group are written."""

    def list_secrets(self, secret_key: str) -> list[str]:
        own = [self.telegram_bot_token] if self.telegram_bot_token else []
        return [*own, derive_webhook_secret(secret_key), *super().list_secrets(secret_key)]

    def list_states(self) -> list[tuple[str, str]]:
        how_to = "put TELEGRAM_BOT_TOKEN=… (from @BotFather) into .env and start again"
        return [("Telegram", "connected" if self.telegram_bot_token else how_to), *super().list_states()]


def derive_webhook_secret(secret_key: str) -> str:
    """Returns the secret that Telegram must send to the webhook."""
    return derive_secret(secret_key, "telegram webhook")
