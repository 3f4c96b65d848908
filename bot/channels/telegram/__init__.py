"""Telegram: polling or webhook in, messages and keyboards out."""

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.sending.sender import TelegramSender

__all__ = ["TelegramChannel", "TelegramSender"]
