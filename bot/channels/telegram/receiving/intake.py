"""Handles one update, whether it came by polling or webhook."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.error import TelegramError

from bot.channels.telegram.client import describe_error
from bot.channels.telegram.receiving.translate import Decline, Reachability, translate
from bot.messages.inbound import InboundMessage

log = structlog.get_logger(__name__)

Receive = Callable[[InboundMessage], Awaitable[object]]
Translate = Callable[[str, str], str]
"""Takes the name of a term and a language. Returns the term's text in that language."""
OnReachability = Callable[[str, bool], Awaitable[object]]
"""Receives a contact's key, and whether the bot can now write to that contact."""

REMEMBERED_GROUPS = 1000


class Intake:
    def __init__(
        self,
        bot: Bot,
        receive: Receive,
        term: Translate,
        languages: Sequence[str],
        on_reachability: OnReachability | None = None,
    ) -> None:
        self.username: str | None = None
        self._bot, self._receive, self._term, self._languages = bot, receive, term, languages
        self._on_reachability = on_reachability
        self._declined: dict[int, None] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, raw: Mapping[str, Any]) -> None:
        """Handles an update completely. When it returns, the message is committed, or the update
        contained none.

        It raises whatever `receive` raises; the same update must then be given again. An update
        that cannot be understood is logged (without its content) and dropped, because it would not
        be understood the next time either.
        """
        try:
            update = Update.de_json(dict(raw), self._bot)
            found = translate(update, self.username)
        except Exception as error:
            log.error("telegram update not understood", update=raw.get("update_id"), error=type(error).__name__)
            return
        if isinstance(found, InboundMessage):
            await self._receive(found)
        elif isinstance(found, Reachability) and self._on_reachability is not None:
            await self._on_reachability(found.contact_key, found.reachable)
        elif isinstance(found, Decline):
            self._decline(found)
        if update.callback_query is not None:
            self._in_background(self._answer(update.callback_query.id))

    async def close(self) -> None:
        """Waits a moment for what was begun, such as answers to pressed buttons and polite
        refusals."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=2)
            for task in late:
                task.cancel()

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, query_id: str) -> None:
        """Stops the waiting animation on the pressed button."""
        try:
            await self._bot.answer_callback_query(query_id)
        except TelegramError as error:  # too late (the bot was away), or not reachable: no harm is done
            log.debug("telegram press not answered", error=describe_error(error))

    def _decline(self, found: Decline) -> None:
        if found.chat_id in self._declined:
            return
        self._declined[found.chat_id] = None
        if len(self._declined) > REMEMBERED_GROUPS:
            self._declined.pop(next(iter(self._declined)))
        self._in_background(self._say_no_and_leave(found))

    async def _say_no_and_leave(self, found: Decline) -> None:
        try:
            if found.speaks:
                language = self._language(found.language_hint)
                text = self._term("telegram.group_declined", language)
                link = f"\nhttps://t.me/{self.username}" if self.username else ""
                await self._bot.send_message(found.chat_id, text + link)
            await self._bot.leave_chat(found.chat_id)
        except TelegramError as error:
            log.warning("telegram group not left", error=describe_error(error))

    def _language(self, hint: str | None) -> str:
        spoken = (hint or "").lower().split("-")[0]
        return spoken if spoken in self._languages else self._languages[0]
