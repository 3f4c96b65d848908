"""Delivers to Telegram, and decides for every failure what delivery should do about it."""

from __future__ import annotations

import datetime as dt
import time
from collections import OrderedDict

import httpx
import structlog
from telegram import Bot, LinkPreviewOptions, Message
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram.client import describe_error
from bot.channels.telegram.sending.layout import Part, compose
from bot.channels.telegram.sending.pace import Pace
from bot.channels.telegram.sending.uploads import ReadFile, Uploads
from bot.conversation.sending import SendError, SendLater, SendRefused, SendUnknown, Sent
from bot.messages.outbound import OutboundMessage

log = structlog.get_logger(__name__)

NEVER_WRITTEN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
TOKEN_REFUSED_SECONDS = 60.0
REMEMBERED_MESSAGES = 1000
LONG_SECONDS = 8.0
SOON_SECONDS = 0.05
"""If the first parts of a message took so long, the others are sent by an attempt of their own."""


class TelegramSender:
    """Implements `Sender` for Telegram. If a long message failed half-way, sending it again
    continues with the part that failed."""

    def __init__(self, bot: Bot, pace: Pace | None = None, read_file: ReadFile | None = None) -> None:
        self._bot = bot
        self._uploads = Uploads(bot, read_file or _read_nothing)
        self._pace = pace or Pace()
        self._unsent: OrderedDict[tuple[str, int], list[Part]] = OrderedDict()

    async def send(self, contact_key: str, message: OutboundMessage, language: str) -> Sent:
        """Sends all parts in order.

        Raises:
            SendLater, SendUnknown, SendRefused: a part was not sent.
        """
        key = (contact_key, message.id)
        parts = self._unsent.get(key) or compose(message, language)
        if not parts:
            raise SendRefused("empty")
        sent: Message | None = None
        until = time.monotonic() + LONG_SECONDS
        for index, part in enumerate(parts):
            if index:
                self._remember(key, parts[index:])  # also if delivery gives up while this part is sent
            if wait := self._pace.chat(contact_key):
                self._remember(key, parts[index:])
                raise SendLater(wait)
            if index and time.monotonic() > until:
                raise SendLater(SOON_SECONDS)
            try:
                await self._pace.slot()
                sent = await self._send_part(contact_key, part)
            except TelegramError as error:
                failure = send_error(error)
                log.info("telegram message not sent", number=message.id, error=describe_error(error))
                if isinstance(failure, SendRefused):
                    self._unsent.pop(key, None)
                raise failure from None  # the original error may quote the token
        self._unsent.pop(key, None)
        return Sent(str(sent.message_id) if sent else None)

    async def typing(self, contact_key: str) -> None:
        """Shows “typing…” for some seconds. If it cannot be shown, nothing happens."""
        try:
            await self._bot.send_chat_action(contact_key, ChatAction.TYPING)
        except TelegramError as error:
            log.debug("telegram typing not shown", error=describe_error(error))

    async def _send_part(self, chat_id: str, part: Part) -> Message:
        try:
            return await self._send_text(chat_id, part, part.html, ParseMode.HTML)
        except BadRequest as error:
            if "can't parse entities" not in error.message.lower():
                raise
            log.error("telegram refused our markup, sent without", error=describe_error(error))
            return await self._send_text(chat_id, part, part.plain, None)

    async def _send_text(self, chat_id: str, part: Part, text: str, mode: ParseMode | None) -> Message:
        if part.files:
            return await self._uploads.send(chat_id, part.files, text, mode, part.markup)
        return await self._bot.send_message(
            chat_id,
            text,
            parse_mode=mode,
            reply_markup=part.markup,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    def _remember(self, key: tuple[str, int], parts: list[Part]) -> None:
        self._unsent[key] = parts
        if len(self._unsent) > REMEMBERED_MESSAGES:
            self._unsent.popitem(last=False)


async def _read_nothing(_file_id: str) -> bytes | None:
    return None


def send_error(error: TelegramError) -> SendError:
    """Returns what delivery should do about an error of the Bot API."""
    if isinstance(error, RetryAfter):
        return SendLater(wait_seconds(error))
    if isinstance(error, InvalidToken):
        # The operator must correct the token, and no message is lost meanwhile.
        return SendLater(TOKEN_REFUSED_SECONDS)
    if isinstance(error, Forbidden | ChatMigrated | BadRequest):
        return SendRefused(_refusal(error))
    if isinstance(error, NetworkError) and isinstance(error.__cause__, NEVER_WRITTEN):
        return SendLater()
    return SendUnknown(describe_error(error))


def _refusal(error: TelegramError) -> str:
    words = error.message.lower()
    if isinstance(error, Forbidden) and "blocked" in words:
        return "blocked"
    gone = ("chat not found", "peer_id_invalid", "user not found", "group chat was upgraded")
    if isinstance(error, Forbidden | ChatMigrated) or any(reason in words for reason in gone):
        return "chat_gone"
    return "malformed"


def wait_seconds(error: RetryAfter) -> float:
    """Returns the seconds that a 429 demands to wait, in either form that the library uses."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)
