"""Defines what the settings of every channel have in common."""

from __future__ import annotations

from pydantic_settings import BaseSettings


class ChannelSettings(BaseSettings):
    """Serves as the base class of the settings of a channel.

    `bot.serving.settings.settings.Settings` inherits from the classes of all channels, so that one place reads, checks
    and reports all settings. A method that a channel overrides therefore also calls `super()`.
    """

    def list_secrets(self, secret_key: str) -> list[str]:
        """Returns the secrets of the channels, which must not appear in a log. Some are derived from `secret_key`."""
        return []

    def list_states(self) -> list[tuple[str, str]]:
        """Returns the name of each channel that can be switched off, with what the operator is told about it when
        Caravan starts."""
        return []
