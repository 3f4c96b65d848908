"""Translates Telegram's updates into the gateway's messages. Its functions are pure: they send and
store nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.telegram.receiving.fetching import TelegramFile
from bot.messages.channels import TELEGRAM
from bot.messages.inbound import InboundMessage

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The types of update that the bot asks Telegram for."""
COMMANDS = frozenset({"start", "help", "language", "orders", "agent", "devices", "unlink"})
MEDIA = (
    "animation",  # before document, because Telegram sets both for an animation
    "photo",
    "document",
    "voice",
    "video",
    "video_note",
    "audio",
    "sticker",
    "venue",  # before location, because Telegram sets both for a venue
    "location",
    "contact",
    "poll",
    "dice",
    "story",
    "paid_media",
    "checklist",
)
_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Characters that databases cannot store. A message that can never be stored would block all later
ones."""


@dataclass(frozen=True)
class Decline:
    """Says that somebody added the bot to a group or a channel, which it must leave: everybody
    there could read an account's orders."""

    chat_id: int
    language_hint: str | None
    speaks: bool
    """Whether the bot explains itself before it leaves. In a Telegram channel it leaves silently,
    because its words would be published to all subscribers."""


@dataclass(frozen=True)
class WithFile:
    """Holds a message and the file on Telegram's servers that belongs to it. The file must be
    downloaded and added to the message."""

    message: InboundMessage
    file: TelegramFile


@dataclass(frozen=True)
class Reachability:
    """Says that a contact blocked or unblocked the bot. `contact_key` is the id of the private chat."""

    contact_key: str
    reachable: bool


Meaning = InboundMessage | WithFile | Decline | Reachability


def translate(update: Update, username: str | None = None) -> Meaning | None:
    """Returns what an update means, or None for an update that the bot ignores. `username` is the
    bot's own username, once known."""
    external_id = f"update:{update.update_id}"
    if (query := update.callback_query) is not None:
        return _read_press(query, external_id)
    if (change := update.my_chat_member) is not None:
        return _read_membership(change)
    message = update.effective_message
    if message is None:
        return None
    if message.chat.type != ChatType.PRIVATE:
        return _build_decline(message.chat, message.from_user)
    if message.from_user is None or message.from_user.is_bot:
        return None
    return _read_message(message, external_id, username, edited=update.edited_message is not None)


def find_chat(raw: Mapping[str, Any]) -> str:
    """Returns the id of the chat that an update comes from, or else the id of the person, which is
    the same in a private chat. Returns an empty string if the update names neither a chat nor a
    person."""
    for part in raw.values():
        where = (part.get("chat") or part.get("from")) if isinstance(part, dict) else None
        if isinstance(where, dict) and "id" in where:
            return str(where["id"])
    return ""


def _read_press(query: CallbackQuery, external_id: str) -> InboundMessage | None:
    if not query.data or (query.message is not None and query.message.chat.type != ChatType.PRIVATE):
        return None
    return InboundMessage(
        channel=TELEGRAM.name,
        external_id=external_id,
        contact_key=str(query.message.chat.id if query.message else query.from_user.id),
        kind="button",
        text=_find_label(query),
        button_token=clean(query.data),
        display_name=clean(query.from_user.full_name),
        language_hint=query.from_user.language_code,
        details={"message_id": query.message.message_id} if query.message else {},
    )


def _find_label(query: CallbackQuery) -> str:
    """Returns the label of the pressed button, or an empty string if Telegram no longer sends the
    message that has the button."""
    if not isinstance(query.message, Message) or query.message.reply_markup is None:
        return ""
    buttons = (button for row in query.message.reply_markup.inline_keyboard for button in row)
    return next((clean(button.text) for button in buttons if button.callback_data == query.data), "")


def _read_membership(change: ChatMemberUpdated) -> Decline | Reachability | None:
    gone = change.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
    if change.chat.type == ChatType.PRIVATE:
        return Reachability(str(change.chat.id), reachable=not gone)
    return None if gone else _build_decline(change.chat, change.from_user)


def _build_decline(chat: Chat, asking: User | None) -> Decline:
    language = asking.language_code if asking else None
    return Decline(chat.id, language, speaks=chat.type != ChatType.CHANNEL)


def _read_message(
    message: Message, external_id: str, username: str | None, *, edited: bool
) -> InboundMessage | WithFile | None:
    """Returns the gateway's message for a text, a command, a file or another medium. Returns None
    for service messages, and for edits of media (a live location sends many)."""
    person = message.from_user
    assert person is not None
    text = clean(message.text or message.caption or "")
    medium = _find_medium(message)
    if message.text is None and (medium is None or edited):
        return None
    file = None if message.text is not None else find_file(message)
    command, argument = _read_command(text, username) if message.text and not edited else (None, "")
    read = InboundMessage(
        channel=TELEGRAM.name,
        external_id=external_id,
        contact_key=str(message.chat.id),
        kind="command" if command else "media" if message.text is None and file is None else "text",
        text=text,
        command=command,
        command_argument=argument,
        media=medium if message.text is None and file is None else None,
        display_name=clean(person.full_name),
        language_hint=person.language_code,
        edited=edited,
        album=message.media_group_id if file else None,
        details={"message_id": message.message_id},
    )
    return WithFile(read, file) if file else read


def _find_medium(message: Message) -> str | None:
    return next((kind for kind in MEDIA if getattr(message, kind)), None)


def find_file(message: Message) -> TelegramFile | None:
    """Returns the file of a message: a photo in its largest size, or a document. Animations are
    left out, although Telegram sends them as documents, because they are films."""
    medium = _find_medium(message)
    if medium == "photo":
        largest = max(message.photo, key=lambda size: (size.width * size.height, size.file_size or 0))
        return TelegramFile(largest.file_id, f"photo-{message.message_id}.jpg", largest.file_size or 0)
    if medium == "document" and message.document is not None:
        document = message.document
        return TelegramFile(document.file_id, clean(document.file_name or ""), document.file_size or 0)
    return None


def _read_command(text: str, username: str | None) -> tuple[str | None, str]:
    """Returns the name of a command that the bot offers, with its argument. Returns `(None, "")`
    for any other text, even if it begins with a slash."""
    found = _COMMAND.fullmatch(text.strip())
    if found is None or found[1].lower() not in COMMANDS:
        return None, ""
    if found[2] and username and found[2].lower() != username.lower():
        return None, ""
    return found[1].lower(), (found[3] or "").strip()


def clean(text: str) -> str:
    """Returns the text with a replacement character in place of those that databases cannot store."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)
