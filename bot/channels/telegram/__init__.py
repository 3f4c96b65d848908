"""Connects Telegram: receives updates by polling or webhook, and sends messages with their buttons."""

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.sending.sender import TelegramSender

__all__ = ["TelegramChannel", "TelegramSender"]
