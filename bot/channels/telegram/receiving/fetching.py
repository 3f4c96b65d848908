"""Downloads from Telegram the files that people send there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog
from telegram import Bot
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.channels.telegram.client import describe_error
from bot.files.files import Files, in_pieces
from bot.messages.files import CheckedFile, RefusedFile

log = structlog.get_logger(__name__)

AT_ONCE = 4
"""How many files are downloaded at the same time. Each file is wholly in memory for a moment."""
TRIES = 3
PAUSE_SECONDS = 1.0
FETCH_SECONDS = 60.0


@dataclass(frozen=True)
class TelegramFile:
    """Names a file on Telegram's servers. `size` is in bytes, and 0 if Telegram does not tell it."""

    file_id: str
    name: str
    size: int


class Fetcher:
    """Downloads files from Telegram and hands them to `files`, which inspects and stores them.
    `pause` is the wait before the second attempt, in seconds; it doubles with each further attempt."""

    def __init__(self, bot: Bot, files: Files, pause: float = PAUSE_SECONDS) -> None:
        self._bot, self._files, self._pause = bot, files, pause
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, file: TelegramFile) -> CheckedFile | RefusedFile:
        """Returns the stored file, or a refusal with its reason. A download that fails is tried a
        few times and then refused, so that the later messages of the chat need not wait for it."""
        if file.size > self._files.limits.largest:
            return self._files.refuse(file.name, "too_large")
        for attempt in range(TRIES):
            try:
                async with self._turns, asyncio.timeout(FETCH_SECONDS):
                    content = await self._download(file)
            except BadRequest as error:
                is_large = "too big" in error.message.lower()
                return self._files.refuse(file.name, "too_large" if is_large else "gone")
            except (TelegramError, TimeoutError) as error:
                reason = describe_error(error) if isinstance(error, TelegramError) else "time-out"
                log.warning("telegram file not fetched", attempt=attempt + 1, error=reason)
                wait = error.retry_after if isinstance(error, RetryAfter) else self._pause * 2**attempt
                await asyncio.sleep(wait if isinstance(wait, int | float) else wait.total_seconds())
            else:
                if content is None:
                    return self._files.refuse(file.name, "too_large")
                return await self._files.take_in(in_pieces(content), file.name)
        return self._files.refuse(file.name, "gone")

    async def _download(self, file: TelegramFile) -> bytes | None:
        """Returns the file's bytes, or None if the file turns out to be too large."""
        found = await self._bot.get_file(file.file_id)
        if (found.file_size or 0) > self._files.limits.largest:
            return None
        return bytes(await found.download_as_bytearray(read_timeout=FETCH_SECONDS))
