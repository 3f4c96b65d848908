"""Calls the Bot API with python-telegram-bot's `Bot` and its errors, but without its update queue."""

from __future__ import annotations

import os
import warnings
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

OFFICIAL_SERVER = "https://api.telegram.org"
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
UPLOAD_SECONDS = 20.0
"""No piece of an upload may take longer to leave."""


class TelegramClient:
    """Represents one bot on one Bot API server. Creating it opens nothing. It cannot be used after
    `close`."""

    def __init__(self, token: str, server: str = OFFICIAL_SERVER) -> None:
        # This makes the library return durations as timedelta, as its next version will.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        # `fetch_updates` reads raw updates on purpose, which the library warns about at every call.
        warnings.filterwarnings("ignore", message=r".*do_api_request\(\"getUpdates\"")
        server = (server or OFFICIAL_SERVER).rstrip("/").removesuffix("/bot")
        self._polling = HTTPXRequest(
            connection_pool_size=2, connect_timeout=CONNECT_SECONDS, read_timeout=ANSWER_SECONDS
        )
        self._calling = HTTPXRequest(
            connection_pool_size=16,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=ANSWER_SECONDS,
            pool_timeout=ANSWER_SECONDS,
            media_write_timeout=UPLOAD_SECONDS,
        )
        self.bot = Bot(
            token,
            base_url=f"{server}/bot",
            base_file_url=f"{server}/file/bot",
            request=self._calling,
            get_updates_request=self._polling,
        )

    async def fetch_updates(self, offset: int | None, wait: int, kinds: tuple[str, ...]) -> list[dict[str, Any]]:
        """Returns updates as raw JSON, so that one that cannot be understood does not hold up the
        others.

        It confirms everything below `offset`, then waits up to `wait` seconds for something new.
        """
        asked = {"timeout": wait, "allowed_updates": list(kinds), "offset": offset}
        found = await self.bot.do_api_request(
            "getUpdates",
            api_kwargs={name: value for name, value in asked.items() if value is not None},
            read_timeout=wait + ANSWER_SECONDS,
        )
        return [update for update in found if isinstance(update, dict)] if isinstance(found, list) else []

    async def close(self) -> None:
        await self._polling.shutdown()
        await self._calling.shutdown()


def describe_error(error: TelegramError) -> str:
    """Returns an error as text for the log. The library's message about a refused token contains
    the token, so it is replaced."""
    if isinstance(error, InvalidToken):
        return "the token was refused"
    return f"{type(error).__name__}: {error.message}"
