"""Runs the Telegram channel: starts and stops it, reports its state, and provides the object that
sends its messages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.channel import Invitation, Status
from bot.channels.telegram.backoff import Backoff, pause
from bot.channels.telegram.client import OFFICIAL_SERVER, TelegramClient, describe_error
from bot.channels.telegram.menu import publish_menu
from bot.channels.telegram.receiving.fetching import Fetcher
from bot.channels.telegram.receiving.intake import Intake, Join, OnReachability, Receive, Translate
from bot.channels.telegram.receiving.poller import Poller, PollLease
from bot.channels.telegram.receiving.translate import KINDS
from bot.channels.telegram.receiving.webhook import PATH, webhook_router
from bot.channels.telegram.secrecy import keep_out_of_logs
from bot.channels.telegram.sending.sender import TelegramSender
from bot.channels.telegram.sending.uploads import ReadFile, ReadPicture
from bot.channels.telegram.staff_group.group import StaffGroup
from bot.files.files import Files
from bot.messages.channels import TELEGRAM
from foundation.languages import LANGUAGES

log = structlog.get_logger(__name__)

WATCH_SECONDS = 60.0
STOP_SECONDS = 3.0


class TelegramChannel:
    """Receives updates by long polling, or by webhook if `public_url` is set.

    `receive` stores a message and returns once it is committed; only then is the update confirmed
    to Telegram. `join` makes one message of the parts of an album. `files` receives and stores the
    files that people send. `read_file` returns the bytes of a stored file by its id, and `read_picture` those of a picture
    of the catalogue by their SHA-256, for sending.
    `translate(name, language)` gives the texts of `locales/terms/telegram.yml`. `secret`
    authenticates calls of the webhook. `lease` is a lock that decides which of several gateways
    polls; a single gateway needs none. `staff_group` builds the group in which the staff answer, if
    there is one.

    Raises:
        ValueError: there is a `public_url`, and `secret` is not 1 to 256 characters of `A-Z a-z 0-9
            _ -`.
    """

    def __init__(
        self,
        token: str,
        receive: Receive,
        join: Join,
        files: Files,
        translate: Translate,
        *,
        base_url: str = OFFICIAL_SERVER,
        public_url: str | None = None,
        secret: str = "",
        languages: Sequence[str] = LANGUAGES,
        on_reachability: OnReachability | None = None,
        lease: PollLease | None = None,
        backoff: Backoff | None = None,
        read_file: ReadFile | None = None,
        read_picture: ReadPicture | None = None,
        staff_group: Callable[[Bot], StaffGroup] | None = None,
    ) -> None:
        if public_url and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise ValueError("the Telegram webhook needs a secret of 1 to 256 characters A-Z a-z 0-9 _ -")
        self._token, self._translate, self._languages = token, translate, languages
        self._webhook_url = public_url.rstrip("/") + PATH if public_url else ""
        self._secret = secret
        self._backoff = backoff or Backoff()
        self._client = TelegramClient(token, base_url)
        bot = self._client.bot
        self.staff = staff_group(bot) if staff_group else None
        take_staff = self.staff.take if self.staff else None
        self._intake = Intake(
            bot, receive, join, Fetcher(bot, files), translate, languages, on_reachability, take_staff
        )
        self._lease = lease
        may_poll = lease.try_to_hold if lease else None
        self._poller = Poller(self._client, self._intake, self._report, may_poll=may_poll, backoff=self._backoff)
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._status: Status = "off"
        self.kind = TELEGRAM
        self.sender = TelegramSender(self._client.bot, read_file=read_file, read_picture=read_picture)
        self.routers = (webhook_router(self._intake, secret, lambda: bool(self._webhook_url)),)

    @property
    def status(self) -> Status:
        return self._status

    @property
    def username(self) -> str | None:
        """Returns the bot's username without the @, or None until Telegram has told it."""
        return self._intake.username

    @property
    def has_staff_group(self) -> bool:
        return self.staff is not None

    @property
    def invitation(self) -> Invitation | None:
        """Returns the link that opens a chat with the bot, or None until the bot's username is
        known."""
        return Invitation(f"https://t.me/{self.username}?start=", "/start ") if self.username else None

    async def start(self) -> None:
        """Starts a background task that connects to Telegram, with retries, and returns at once."""
        keep_out_of_logs(self._token)
        self._status = "starting"
        self._running = asyncio.create_task(self._keep_running(), name="telegram")
        if self.staff is not None:
            await self.staff.start()

    async def stop_receiving(self) -> None:
        """Ends polling once the current update is stored. The update of a webhook call in progress
        is still stored and answered."""
        self._stopping.set()
        if self._running is not None:
            await asyncio.wait({self._running}, timeout=STOP_SECONDS)
            self._running.cancel()
        if self._lease is not None:
            await self._lease.give_back()

    async def send_away(self) -> None:
        """Does nothing, because Telegram's clients hold no connection to the gateway."""

    async def stop(self) -> None:
        """Stops the channel. No message can be sent afterwards."""
        await self.stop_receiving()
        if self.staff is not None:
            await self.staff.stop()
        await self._intake.close()
        await self._client.close()
        self._status = "off"

    def _report(self, status: Status) -> None:
        if status != self._status:
            log.info("telegram", status=status, bot=self.username)
        self._status = status

    async def _keep_running(self) -> None:
        """Runs the channel until it is stopped, and starts it again after an unexpected error."""
        while not self._stopping.is_set():
            try:
                await self._run()
            except Exception as error:
                mistake = not isinstance(error, TelegramError)
                log.error("telegram channel failed, starting it again", error=type(error).__name__, exc_info=mistake)
                self._report("down")
                await pause(self._backoff.next(), self._stopping)

    async def _run(self) -> None:
        if not await self._connect():
            return
        await publish_menu(self._client.bot, self._translate, self._languages)
        if self._webhook_url:
            await self._watch_webhook()
        else:
            await self._poller.run(self._stopping)

    async def _connect(self) -> bool:
        """Asks Telegram for the bot's username and sets or removes the webhook, with retries after
        errors. Returns True once that has succeeded, or False if the channel is stopped first."""
        while not self._stopping.is_set():
            try:
                self._intake.username = (await self._client.bot.get_me()).username
                await self._set_way_in()
            except TelegramError as error:
                log.warning("telegram cannot be reached", error=describe_error(error))
                self._report("down")
                await pause(self._backoff.next(), self._stopping)
            else:
                self._backoff.reset()
                self._report("ok")
                return True
        return False

    async def _set_way_in(self) -> None:
        if self._webhook_url:
            await self._client.bot.set_webhook(self._webhook_url, secret_token=self._secret, allowed_updates=KINDS)
        else:
            await self._client.bot.delete_webhook()

    async def _watch_webhook(self) -> None:
        """Restores the webhook if somebody removed or replaced it, and reports whether Telegram can
        be reached."""
        while True:
            await pause(WATCH_SECONDS, self._stopping)
            if self._stopping.is_set():
                return
            try:
                if (await self._client.bot.get_webhook_info()).url != self._webhook_url:
                    log.warning("telegram webhook was replaced, setting it again")
                    await self._set_way_in()
                self._report("ok")
            except TelegramError as error:
                log.warning("telegram cannot be reached", error=describe_error(error))
                self._report("down")
