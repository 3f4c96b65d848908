"""Sends messages to Telegram, and decides for each failure whether to send again later, to give up,
or to report that the outcome is unknown."""

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
from bot.channels.telegram.sending.uploads import ReadFile, ReadPicture, Uploads
from bot.conversation.sending import SendError, SendLater, SendRefused, SendUnknown, Sent
from bot.messages.outbound import OutboundMessage

log = structlog.get_logger(__name__)

NEVER_WRITTEN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
TOKEN_REFUSED_SECONDS = 60.0
REMEMBERED_MESSAGES = 1000
LONG_SECONDS = 8.0
SOON_SECONDS = 0.05
"""When the parts sent so far took longer than `LONG_SECONDS`, the remaining parts wait
`SOON_SECONDS` and are sent by another attempt."""


class PartSender:
    """Sends single Telegram messages and albums, to a chat or to a topic (`thread_id`) of a group."""

    def __init__(self, bot: Bot, read_file: ReadFile | None = None, read_picture: ReadPicture | None = None) -> None:
        self._bot = bot
        self._uploads = Uploads(bot, read_file or _read_nothing, read_picture or _read_nothing)

    async def send(self, chat_id: str | int, part: Part, thread_id: int | None = None) -> Message | None:
        """Sends one part, and returns the last Telegram message of it. A part whose pictures are gone, or are
        refused by Telegram, is sent as its text, or not at all if it has none.

        Raises:
            SendRefused: a file of the part has been deleted.
            TelegramError: Telegram did not accept the part.
        """
        if part.pictures:
            try:
                mode = ParseMode.HTML
                return await self._uploads.send_pictures(
                    chat_id, part.pictures, part.html, mode, part.markup, thread_id
                )
            except (BadRequest, SendRefused) as error:
                log.warning(
                    "pictures not sent", error=str(error) if isinstance(error, SendRefused) else describe_error(error)
                )
                if not part.lines:
                    return None
        try:
            return await self._send_text(chat_id, part, part.html, ParseMode.HTML, thread_id)
        except BadRequest as error:
            if "can't parse entities" not in error.message.lower():
                raise
            log.error("telegram refused our markup, sent without", error=describe_error(error))
            return await self._send_text(chat_id, part, part.plain, None, thread_id)

    async def _send_text(
        self, chat_id: str | int, part: Part, text: str, mode: ParseMode | None, thread_id: int | None
    ) -> Message:
        if part.files:
            return await self._uploads.send(chat_id, part.files, text, mode, part.markup, thread_id)
        return await self._bot.send_message(
            chat_id,
            text,
            parse_mode=mode,
            reply_markup=part.markup,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            message_thread_id=thread_id,
        )


class TelegramSender:
    """Implements `Sender` for Telegram. If a long message failed half-way, sending the message
    again continues with the part that failed."""

    def __init__(
        self,
        bot: Bot,
        pace: Pace | None = None,
        read_file: ReadFile | None = None,
        read_picture: ReadPicture | None = None,
    ) -> None:
        self._bot, self._parts = bot, PartSender(bot, read_file, read_picture)
        self._pace = pace or Pace()
        self._unsent: OrderedDict[tuple[str, int], list[Part]] = OrderedDict()

    async def send(self, contact_key: str, message: OutboundMessage, language: str) -> Sent:
        """Sends all parts of a message in order. Returns Telegram's id of a message of one part.

        Raises:
            SendLater: a part was not sent; the rest may be sent after a wait.
            SendUnknown: it is not known whether a part arrived.
            SendRefused: the message can never be sent.
        """
        key = (contact_key, message.id)
        parts = self._unsent.get(key) or compose(message, language)
        if not parts:
            raise SendRefused("empty")
        sent: Message | None = None
        is_whole = len(parts) == 1 and key not in self._unsent
        until = time.monotonic() + LONG_SECONDS
        for index, part in enumerate(parts):
            if index:
                # remembers the remaining parts, in case the caller cancels while this one is being
                # sent
                self._remember(key, parts[index:])
            if wait := self._pace.chat(contact_key):
                raise SendLater(wait)
            if index and time.monotonic() > until:
                raise SendLater(SOON_SECONDS)
            try:
                await self._pace.slot()
                sent = await self._parts.send(contact_key, part)
            except TelegramError as error:
                failure = send_error(error)
                log.info("telegram message not sent", number=message.id, error=describe_error(error))
                if isinstance(failure, SendRefused):
                    self._unsent.pop(key, None)
                raise failure from None  # the original error may quote the token
        self._unsent.pop(key, None)
        return Sent(str(sent.message_id) if sent and is_whole else None)

    async def edit(self, contact_key: str, external_id: str, message: OutboundMessage, language: str) -> Sent:
        """Shows the new words of a message of one part. Raises the errors of `send`."""
        parts = compose(message, language)
        if len(parts) != 1 or parts[0].files:
            raise SendRefused("malformed")
        if wait := self._pace.chat(contact_key):
            raise SendLater(wait)
        try:
            await self._pace.slot()
            await self._bot.edit_message_text(
                parts[0].html,
                chat_id=contact_key,
                message_id=int(external_id),
                parse_mode=ParseMode.HTML,
                reply_markup=parts[0].markup,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as error:
            if "not modified" not in error.message.lower():
                log.info("telegram message not edited", number=message.id, error=describe_error(error))
                raise send_error(error) from None  # the original error may quote the token
        return Sent(external_id)

    async def typing(self, contact_key: str) -> None:
        """Makes Telegram show “typing…” for some seconds. A failure is ignored."""
        try:
            await self._bot.send_chat_action(contact_key, ChatAction.TYPING)
        except TelegramError as error:
            log.debug("telegram typing not shown", error=describe_error(error))

    def _remember(self, key: tuple[str, int], parts: list[Part]) -> None:
        self._unsent[key] = parts
        if len(self._unsent) > REMEMBERED_MESSAGES:
            self._unsent.popitem(last=False)


async def _read_nothing(_file_id: str) -> bytes | None:
    return None


def send_error(error: TelegramError) -> SendError:
    """Returns the error that tells the delivery worker what to do after an error of the Bot API."""
    if isinstance(error, RetryAfter):
        return SendLater(wait_seconds(error))
    if isinstance(error, InvalidToken):
        # The operator must correct the token; until then messages wait and none is lost.
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
    """Returns the seconds to wait that Telegram's answer 429 demands, which the library gives as a
    number or as a timedelta."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)
