"""Receives updates by long polling. A request with an offset makes Telegram forget the updates
below that offset, so the poller raises the offset only past updates that are committed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal, Protocol

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.channels.telegram.backoff import Backoff, pause
from bot.channels.telegram.client import TelegramClient, describe_error
from bot.channels.telegram.receiving.intake import Intake
from bot.channels.telegram.receiving.order import Order
from bot.channels.telegram.receiving.translate import KINDS, find_chat
from bot.channels.telegram.receiving.work import Work
from bot.channels.telegram.sending.sender import wait_seconds
from foundation.errors import describe_for_log

log = structlog.get_logger(__name__)

POLL_SECONDS = 25
STANDBY_SECONDS = 3.0
CONFLICT_SECONDS = 15.0
REFUSED_SECONDS = 60.0

Report = Callable[[Literal["ok", "down"]], None]
MayPoll = Callable[[], Awaitable[bool]]
"""A function that returns whether this process may poll. The poller calls the function before each
poll; an error counts as no."""


class PollLease(Protocol):
    """Defines the interface of a lock that only one of several gateways has, so that only one polls
    Telegram."""

    async def try_to_hold(self) -> bool: ...

    async def give_back(self) -> None: ...


class Poller:
    """Polls Telegram, which allows one poller for each bot. If another process polls too, Telegram
    reports a conflict, and this poller waits `conflict_seconds` before it tries again."""

    def __init__(
        self,
        client: TelegramClient,
        intake: Intake,
        report: Report,
        *,
        may_poll: MayPoll | None = None,
        backoff: Backoff | None = None,
        conflict_seconds: float = CONFLICT_SECONDS,
    ) -> None:
        self._client, self._intake, self._report = client, intake, report
        self._may_poll, self._conflict_seconds = may_poll, conflict_seconds
        self._backoff = backoff or Backoff()
        self._offset: int | None = None
        self._work, self._order = Work(), Order()

    async def run(self, stopping: asyncio.Event) -> None:
        """Polls until `stopping` is set. A stop cancels a poll in progress, but not the handling of
        an update that was received."""
        while not stopping.is_set():
            if not await self._is_allowed():
                await pause(STANDBY_SECONDS, stopping)
                continue
            try:
                updates = await self._poll(stopping)
            except TelegramError as error:
                await pause(self._wait_after(error), stopping)
                continue
            self._backoff.reset()
            self._report("ok")
            self._begin(updates, stopping)
            await self._work.settle(stopping)
            self._offset = self._work.find_offset() or self._offset
        await self._work.finish()

    def _begin(self, updates: list[dict[str, Any]], stopping: asyncio.Event) -> None:
        """Begins to handle those updates that are not being handled yet, each in a task of its own,
        so that the download of a file in one chat does not delay the other chats."""
        for update in updates:
            self._work.begin(int(update["update_id"]), lambda update=update: self._take(update, stopping))  # type: ignore[misc]

    async def _is_allowed(self) -> bool:
        try:
            return self._may_poll is None or await self._may_poll()
        except Exception as error:
            log.warning("telegram poll lease not known", **describe_for_log(error))
            return False

    async def _poll(self, stopping: asyncio.Event) -> list[dict[str, Any]]:
        poll = asyncio.create_task(self._client.fetch_updates(self._offset, self._find_wait(), KINDS))
        stop = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait({poll, stop}, return_when=asyncio.FIRST_COMPLETED)
            return await poll if poll.done() else []
        finally:
            for task in (poll, stop):
                task.cancel()
            await asyncio.gather(poll, stop, return_exceptions=True)

    def _find_wait(self) -> int:
        """Returns for how many seconds Telegram may hold the next poll. Returns 0 while an update
        is still being handled, because Telegram would return that update again at once anyway."""
        return 0 if self._work.is_busy else POLL_SECONDS

    async def _take(self, update: dict[str, Any], stopping: asyncio.Event) -> bool:
        """Handles an update, and retries until it is stored. Later updates of the same chat wait
        meanwhile. Returns False if `stopping` is set before the update is stored."""
        async with self._order.hold(find_chat(update)):
            while not stopping.is_set():
                try:
                    await self._intake.take(update)
                except Exception as error:
                    log.error("telegram message not stored, trying again", **describe_for_log(error))
                    await pause(self._backoff.next(), stopping)
                else:
                    self._backoff.reset()
                    return True
            return False

    def _wait_after(self, error: TelegramError) -> float:
        if isinstance(error, TimedOut):
            log.info("telegram poll timed out")
        else:
            log.warning("telegram cannot be polled", error=describe_error(error))
        self._report("down")
        if isinstance(error, Conflict):
            log.warning("another process polls this bot, or it has a webhook", retry=self._conflict_seconds)
            return self._conflict_seconds
        if isinstance(error, InvalidToken):
            return REFUSED_SECONDS
        if isinstance(error, RetryAfter):
            return wait_seconds(error)
        return self._backoff.next()
