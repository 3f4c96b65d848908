"""Connects Telegram: updates come in by polling or webhook, messages and keyboards go out."""

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.sending.sender import TelegramSender

__all__ = ["TelegramChannel", "TelegramSender"]
