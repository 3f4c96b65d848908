"""Runs the staff's group on Telegram: handles the updates that come from it, and keeps its topics current."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat, Update
from telegram.error import TelegramError

from bot.channels.channel import Lease
from bot.channels.telegram.client import describe_error
from bot.channels.telegram.receiving.fetching import Fetcher
from bot.channels.telegram.receiving.intake import ALBUM_SECONDS
from bot.channels.telegram.receiving.order import Order
from bot.channels.telegram.sending.sender import PartSender
from bot.channels.telegram.staff_group.acting import Acting
from bot.channels.telegram.staff_group.composing import Composer
from bot.channels.telegram.staff_group.pace import GroupPace
from bot.channels.telegram.staff_group.posting import Posting
from bot.channels.telegram.staff_group.reading import COMMANDS, LinkCode, StaffWord, read_update
from bot.files.files import Files
from bot.rendering.renderer import Renderer
from bot.staff.telegram import do_link_telegram
from bot.wakeups import Wakeups
from foundation.clock import Clock
from foundation.database.announcing import Database
from foundation.errors import describe_for_log
from foundation.jobs import shared_lease
from foundation.languages import LANGUAGES

log = structlog.get_logger(__name__)

STOP_SECONDS = 3.0
FORGOTTEN_SECONDS = 2 * shared_lease.SECONDS
"""If the last part of an album is older than this and the parts are not joined, the gateway that
received them has stopped. Another gateway polls only when the lease of that one has expired, and then
gets the parts that had not come yet: they must not come to an album that is joined already."""


@dataclass(frozen=True)
class StaffGroupSettings:
    """Holds what the staff's group is built from. `chat_id` is the group, `language` the language of its topics,
    `address` the console's address, and `clock` the marketplace's clock. `lease` decides which of several gateways
    posts in the group."""

    chat_id: int
    language: str
    address: str
    database: Database
    wakeups: Wakeups
    renderer: Renderer
    files: Files
    clock: Clock
    lease: Lease
    read_file: Callable[[str], Awaitable[bytes | None]]


class StaffGroup:
    """Represents the group in which the staff answer customers. `bot` calls Telegram. An album is joined when none of
    its parts has come for `album_seconds`."""

    def __init__(
        self,
        settings: StaffGroupSettings,
        bot: Bot,
        pace: GroupPace | None = None,
        album_seconds: float = ALBUM_SECONDS,
    ) -> None:
        self._settings, self._bot = settings, bot
        self.album_seconds = album_seconds
        fetcher = Fetcher(bot, settings.files)
        self._acting = Acting(settings.database, settings.renderer, fetcher, settings.chat_id, settings.clock)
        self.posting = Posting(
            bot,
            PartSender(bot, settings.read_file),
            settings.database,
            settings.wakeups,
            Composer(settings.renderer, settings.language, settings.address),
            settings.chat_id,
            settings.lease.try_to_hold,
            pace,
        )
        self._order = Order()
        self._parts: dict[str, int] = {}
        self._joining: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    async def take(self, update: Update) -> bool:
        """Handles an update if it concerns the staff, and returns whether it does. When this method returns, all
        changes are committed."""
        found = read_update(update, self._settings.chat_id)
        if isinstance(found, StaffWord):
            async with self._order.hold(str(found.thread_id)):
                await self._acting.act(found)
            if found.album is not None:
                self._await_album(found.thread_id, found.album)
        elif isinstance(found, LinkCode):
            await self._link(found)
        return found is not None

    def _await_album(self, thread_id: int, album: str) -> None:
        """Starts a timer that joins the album if no further part of it comes meanwhile."""
        self._parts[album] = self._parts.get(album, 0) + 1
        task = asyncio.create_task(self._join_later(thread_id, album, self._parts[album]))
        self._joining.add(task)
        task.add_done_callback(self._joining.discard)

    async def _join_later(self, thread_id: int, album: str, parts: int) -> None:
        await asyncio.sleep(self.album_seconds)
        if self._parts.get(album) != parts:
            return
        del self._parts[album]
        try:
            async with self._order.hold(str(thread_id)):
                await self._acting.join(album)
        except Exception as error:  # `_join_forgotten` joins the album later
            log.warning("an album of the staff is not joined yet", **describe_for_log(error))

    async def start(self) -> None:
        """Starts the task that keeps the topics current, and returns at once."""
        self._running = asyncio.create_task(self._run(), name="staff group")

    async def stop(self) -> None:
        """Ends posting. A post that is being sent is finished first."""
        self._stopping.set()
        await self._settings.wakeups.notify("staff")
        if self._running is not None:
            await asyncio.wait({self._running}, timeout=STOP_SECONDS)
            self._running.cancel()
        for task in self._joining:
            task.cancel()
        await self._settings.lease.give_back()

    async def _run(self) -> None:
        await self._publish_menu()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.posting.run(self._stopping))
            tasks.create_task(self._join_forgotten())

    async def _join_forgotten(self) -> None:
        """Joins, now and then, the albums that a gateway which stopped has left behind."""
        while not self._stopping.is_set():
            try:
                await self._acting.join_forgotten(FORGOTTEN_SECONDS)
            except Exception as error:
                log.warning("albums of the staff are not joined yet", **describe_for_log(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), FORGOTTEN_SECONDS)

    async def _publish_menu(self) -> None:
        """Sets the commands that Telegram offers in the group. Without them the commands work as well."""
        say, scope = self._settings.renderer.term, BotCommandScopeChat(self._settings.chat_id)
        try:
            for code, language in [(None, self._settings.language), *((each, each) for each in LANGUAGES)]:
                menu = [BotCommand(name, say(f"staff_group.command_{name}", language, {})) for name in COMMANDS]
                await self._bot.set_my_commands(menu, scope=scope, language_code=code)
        except TelegramError as error:
            log.warning("the commands of the staff's group were not set", error=describe_error(error))

    async def _link(self, found: LinkCode) -> None:
        """Links a person to the member of the staff whose code they wrote, and tells them so."""
        async with self._settings.database.begin() as connection:
            agent = await do_link_telegram(connection, found.code, found.person_id, found.person_name)
        language = next((each for each in LANGUAGES if (found.language or "").startswith(each)), LANGUAGES[0])
        if agent is not None:
            text = self._settings.renderer.term("staff_group.linked", agent.languages[0], {"name": agent.name})
        else:
            text = self._settings.renderer.term("staff_group.not_linked", language, {})
        try:
            await self._bot.send_message(found.person_id, text)
        except TelegramError as error:
            log.warning("a member of the staff was not told about the link", error=describe_error(error))
