"""Calls Telegram's Bot API through python-telegram-bot's `Bot`. The library's updater is not used,
because it would queue updates in memory."""

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
"""The longest that sending one piece of an upload may take."""


class TelegramClient:
    """Represents one bot on one Bot API server. Creating the client opens no connection. The client
    cannot be used after `close`. Telegram may take `answer_seconds` to answer a call."""

    def __init__(self, token: str, server: str = OFFICIAL_SERVER, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._answer_seconds = answer_seconds
        # Makes python-telegram-bot return durations as timedelta, as its next version will.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        # `fetch_updates` reads raw updates on purpose, which the library warns about at every call.
        warnings.filterwarnings("ignore", message=r".*do_api_request\(\"getUpdates\"")
        server = (server or OFFICIAL_SERVER).rstrip("/").removesuffix("/bot")
        self._polling = HTTPXRequest(
            connection_pool_size=2, connect_timeout=CONNECT_SECONDS, read_timeout=answer_seconds
        )
        self._calling = HTTPXRequest(
            connection_pool_size=16,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=answer_seconds,
            pool_timeout=answer_seconds,
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
        """Returns Telegram's updates as raw JSON objects, so that one malformed update does not
        block the others.

        The call confirms every update with an id below `offset`, then waits up to `wait` seconds
        for a new one. `kinds` are the types of update to receive.
        """
        asked = {"timeout": wait, "allowed_updates": list(kinds), "offset": offset}
        found = await self.bot.do_api_request(
            "getUpdates",
            api_kwargs={name: value for name, value in asked.items() if value is not None},
            read_timeout=wait + self._answer_seconds,
        )
        return [update for update in found if isinstance(update, dict)] if isinstance(found, list) else []

    async def close(self) -> None:
        await self._polling.shutdown()
        await self._calling.shutdown()


def describe_error(error: TelegramError) -> str:
    """Returns an error of the Bot API as text for the log. The library's message about a refused
    token contains the token, so another text takes its place."""
    if isinstance(error, InvalidToken):
        return "the token was refused"
    return f"{type(error).__name__}: {error.message}"
