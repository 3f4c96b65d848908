"""Handles one Telegram update, whether it came by polling or webhook."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.error import TelegramError

from bot.channels.telegram.client import describe_error
from bot.channels.telegram.receiving.fetching import Fetcher
from bot.channels.telegram.receiving.order import Order
from bot.channels.telegram.receiving.translate import Decline, Meaning, Reachability, WithFile, translate
from bot.messages.channels import TELEGRAM
from bot.messages.files import CheckedFile
from bot.messages.inbound import InboundMessage
from foundation.errors import describe_for_log

log = structlog.get_logger(__name__)

Receive = Callable[[InboundMessage], Awaitable[object]]
Translate = Callable[[str, str], str]
"""A function that takes the name of a text and a language, and returns the text in that language."""
OnReachability = Callable[[str, bool], Awaitable[object]]
"""A callback that takes a contact's key, and whether the bot can now write to that contact."""

Join = Callable[[str, str, str], Awaitable[object]]
"""A function that makes one message of the stored parts of an album. Its parameters are the
channel's name, the contact's key and the album's id."""

TakeStaff = Callable[[Update], Awaitable[bool]]
"""A function that handles an update if it concerns the staff, and returns whether it does."""

REMEMBERED_GROUPS = 1000
ALBUM_SECONDS = 1.0
"""How many seconds to wait for further parts of an album. The album is also complete when another
message of the chat comes."""


@dataclass
class Album:
    """Counts how many parts of an album have come. Telegram sends each picture of an album as a
    message of its own."""

    name: str
    parts: int = 0


class Intake:
    """Handles updates. The updates of one chat are handled one after the other, in the order in
    which they come."""

    def __init__(
        self,
        bot: Bot,
        receive: Receive,
        join: Join,
        fetcher: Fetcher,
        term: Translate,
        languages: Sequence[str],
        on_reachability: OnReachability | None = None,
        take_staff: TakeStaff | None = None,
    ) -> None:
        self.username: str | None = None
        self._bot, self._receive, self._term, self._languages = bot, receive, term, languages
        self._on_reachability, self._take_staff = on_reachability, take_staff
        self._join, self._fetcher = join, fetcher
        self._order = Order()
        self._albums: dict[str, Album] = {}
        self._declined: dict[int, None] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, raw: Mapping[str, Any]) -> None:
        """Handles one update, given as Telegram's JSON object. When this method returns, the
        message of the update is committed, or the update contained none.

        Each part of an album is committed as a message of its own, so that Telegram is answered at
        once. The parts of an album are joined to one message a moment later.

        An error of `receive` is raised; the caller must then pass the same update again. An update
        that cannot be parsed is logged without its content and dropped, because another attempt
        would fail as well.
        """
        try:
            update = Update.de_json(dict(raw), self._bot)
            found = translate(update, self.username)
        except Exception as error:
            log.error("telegram update not understood", update=raw.get("update_id"), error=type(error).__name__)
            return
        if self._take_staff is None or not await self._take_staff(update):
            await self._take_contact(found)
        if update.callback_query is not None:
            self._in_background(self._answer(update.callback_query.id))

    async def _take_contact(self, found: Meaning | None) -> None:
        """Handles what a contact did."""
        if isinstance(found, InboundMessage | WithFile):
            await self._take_message(found)
        elif isinstance(found, Reachability) and self._on_reachability is not None:
            await self._on_reachability(found.contact_key, found.reachable)
        elif isinstance(found, Decline):
            self._decline(found)

    async def _take_message(self, found: InboundMessage | WithFile) -> None:
        message = found if isinstance(found, InboundMessage) else found.message
        async with self._order.hold(message.contact_key):
            before = self._albums.get(message.contact_key)
            if before is not None and before.name != message.album:
                await self._join_album(message.contact_key, before)
            if isinstance(found, WithFile):
                fetched = await self._fetcher.fetch(found.file)
                if isinstance(fetched, CheckedFile):
                    message = replace(message, files=(fetched,))
                else:
                    message = replace(message, refused=(fetched,))
            await self._receive(message)
            if message.album is not None:
                self._await_album(message.contact_key, message.album)

    def _await_album(self, contact_key: str, name: str) -> None:
        """Starts a timer that joins the album if no further part comes meanwhile."""
        album = self._albums.setdefault(contact_key, Album(name))
        album.parts += 1
        self._in_background(self._join_later(contact_key, album, album.parts))

    async def _join_later(self, contact_key: str, album: Album, parts: int) -> None:
        await asyncio.sleep(ALBUM_SECONDS)
        async with self._order.hold(contact_key):
            if self._albums.get(contact_key) is album and album.parts == parts:
                try:
                    await self._join_album(contact_key, album)
                except Exception as error:  # the inbox joins the album later, as it does after a restart
                    log.warning("telegram album not joined yet", **describe_for_log(error))

    async def _join_album(self, contact_key: str, album: Album) -> None:
        self._albums.pop(contact_key, None)
        await self._join(TELEGRAM.name, contact_key, album.name)

    async def close(self) -> None:
        """Waits up to two seconds for background tasks, such as answers to pressed buttons and
        albums to join, then cancels them."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=2)
            for task in late:
                task.cancel()

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, query_id: str) -> None:
        """Tells Telegram that the pressed button was received, which ends the button's waiting
        animation."""
        try:
            await self._bot.answer_callback_query(query_id)
        # Telegram no longer waits for the answer, or cannot be reached; the button's animation ends
        # by itself
        except TelegramError as error:
            log.debug("telegram press not answered", error=describe_error(error))

    def _decline(self, found: Decline) -> None:
        log.info(
            "telegram group declined", group=found.chat_id
        )  # operators read here which id TELEGRAM_STAFF_GROUP needs
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
