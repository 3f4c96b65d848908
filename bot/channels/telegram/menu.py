"""Sets the menu of commands that Telegram shows beside the text field, in the language of each
client."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.channels.telegram.client import describe_error
from bot.channels.telegram.receiving.intake import Translate

log = structlog.get_logger(__name__)

MENU = ("start", "help", "language", "orders", "agent", "devices", "unlink")


async def publish_menu(bot: Bot, term: Translate, languages: Sequence[str]) -> None:
    """Sets the command menu in each of `languages`; clients with another language get the first. An
    error of Telegram is only logged, because the bot works without the menu."""
    try:
        for code, language in [(None, languages[0]), *((language, language) for language in languages)]:
            commands = [BotCommand(name, term(f"telegram.command_{name}", language)) for name in MENU]
            if tuple(commands) != await bot.get_my_commands(language_code=code):
                await bot.set_my_commands(commands, language_code=code)
    except TelegramError as error:
        log.warning("telegram menu not set", error=describe_error(error))
