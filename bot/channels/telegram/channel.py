"""Runs the Telegram channel: starts and stops it, reports its status, and provides its sender."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

import structlog
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
from bot.channels.telegram.sending.uploads import ReadFile
from bot.files.files import Files
from bot.messages.channels import TELEGRAM
from foundation.languages import LANGUAGES

log = structlog.get_logger(__name__)

WATCH_SECONDS = 60.0
STOP_SECONDS = 3.0


class TelegramChannel:
    """Receives by long polling, or by webhook when the gateway has a `public_url`.

    `receive` returns once a message is committed; until then Telegram is not told that it arrived.
    `join` makes one message of the parts of an album. `files` takes in what people send, and
    `read_file` returns the bytes of a file that is sent to them, by its id.
    `translate(name, language)` gives the texts of `locales/terms/telegram.yml`. `secret` is used by
    the webhook only, and has 1 to 256 characters of `A-Z a-z 0-9 _ -`; another one raises
    ValueError. `lease` decides which of several gateways polls; a single gateway needs none.
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
    ) -> None:
        if public_url and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise ValueError("the Telegram webhook needs a secret of 1 to 256 characters A-Z a-z 0-9 _ -")
        self._token, self._translate, self._languages = token, translate, languages
        self._webhook_url = public_url.rstrip("/") + PATH if public_url else ""
        self._secret = secret
        self._backoff = backoff or Backoff()
        self._client = TelegramClient(token, base_url)
        self._intake = Intake(
            self._client.bot, receive, join, Fetcher(self._client.bot, files), translate, languages, on_reachability
        )
        self._lease = lease
        may_poll = lease.try_to_hold if lease else None
        self._poller = Poller(self._client, self._intake, self._report, may_poll=may_poll, backoff=self._backoff)
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._status: Status = "off"
        self.kind = TELEGRAM
        self.sender = TelegramSender(self._client.bot, read_file=read_file)
        self.routers = (webhook_router(self._intake, secret, lambda: bool(self._webhook_url)),)

    @property
    def status(self) -> Status:
        return self._status

    @property
    def username(self) -> str | None:
        """Returns the bot's name without the @, once Telegram has told it."""
        return self._intake.username

    @property
    def invitation(self) -> Invitation | None:
        """Returns the bot's deep link, once its name is known."""
        return Invitation(f"https://t.me/{self.username}?start=", "/start ") if self.username else None

    async def start(self) -> None:
        """Starts to connect to Telegram in the background, with retries, and returns at once."""
        keep_out_of_logs(self._token)
        self._status = "starting"
        self._running = asyncio.create_task(self._keep_running(), name="telegram")

    async def stop_receiving(self) -> None:
        """Ends polling after the current message is stored. A webhook call in progress is stored
        and answered."""
        self._stopping.set()
        if self._running is not None:
            await asyncio.wait({self._running}, timeout=STOP_SECONDS)
            self._running.cancel()
        if self._lease is not None:
            await self._lease.give_back()

    async def send_away(self) -> None:
        """Does nothing, because clients hold no connection to this channel."""

    async def stop(self) -> None:
        """Stops the channel. Nothing can be sent afterwards."""
        await self.stop_receiving()
        await self._intake.close()
        await self._client.close()
        self._status = "off"

    def _report(self, status: Status) -> None:
        if status != self._status:
            log.info("telegram", status=status, bot=self.username)
        self._status = status

    async def _keep_running(self) -> None:
        """Runs the channel, and starts it again after any error of ours."""
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
        """Learns the bot's name and sets how it receives, and retries until it succeeds. Returns
        False when stopped before."""
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
