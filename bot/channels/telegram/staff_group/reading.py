"""Reads what the staff do in their group on Telegram. Its functions are pure: they send and store
nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.channels.telegram.receiving.fetching import TelegramFile
from bot.channels.telegram.receiving.translate import clean, find_file
from bot.staff.telegram import PREFIX
from foundation.secrets import fingerprint

Command = Literal["take", "resolve", "return", "release", "transfer", "note"]
COMMANDS: tuple[Command, ...] = get_args(Command)
TAKE_BUTTON = "staff:take"
_COMMAND = re.compile(r"/(\w*)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True)
class StaffWord:
    """Describes something that a person wrote in a topic of the staff's group: a command, or a message for the contact.
    `command` is None for a message, and `unknown` names a command that does not exist. `cannot` is set if it cannot be
    passed on, such as a voice message. `edited` is when the message was edited, in seconds since 1970, or 0. `album` is
    the album to which the file belongs; all files of an album together are one message."""

    thread_id: int
    telegram_id: int
    person_id: int | None
    person_name: str
    command: Command | None = None
    text: str = ""
    unknown: str = ""
    file: TelegramFile | None = None
    cannot: bool = False
    edited: int = 0
    album: str | None = None

    @property
    def token(self) -> str:
        """Returns a name of this command or message, which is the same when Telegram delivers it again."""
        return f"telegram {self.telegram_id} {self.edited}"


@dataclass(frozen=True)
class LinkCode:
    """Says that a person wrote a member's code to the bot, in a private chat."""

    person_id: int
    person_name: str
    language: str | None
    code: str


@dataclass(frozen=True)
class Aside:
    """Says that an update comes from the staff's group, but concerns no contact."""


Meaning = StaffWord | LinkCode | Aside


def read_update(update: Update, chat_id: int) -> Meaning | None:
    """Returns what an update means for the staff, or None for one that does not concern them.
    `chat_id` is the staff's group."""
    if (query := update.callback_query) is not None:
        return _read_press(query, chat_id)
    message = update.message or update.edited_message
    if message is not None and message.chat.type == ChatType.PRIVATE:
        return _read_code(message) if update.edited_message is None else None
    chat = update.effective_chat
    if chat is None or chat.id != chat_id:
        return None
    return Aside() if message is None else _read_message(message)


def _read_code(message: Message) -> LinkCode | None:
    person, words = message.from_user, (message.text or "").split()
    if person is None or len(words) != 2 or words[0] != "/start" or not words[1].startswith(PREFIX):
        return None
    return LinkCode(person.id, clean(person.full_name), person.language_code, words[1])


def _read_press(query: CallbackQuery, chat_id: int) -> Meaning | None:
    message = query.message
    if message is None or message.chat.id != chat_id:
        return None
    if not isinstance(message, Message) or query.data != TAKE_BUTTON or message.message_thread_id is None:
        return Aside()
    # A pressed button is no message and has no number, so it gets a number made from the id of the query.
    number = -int(fingerprint(query.id)[:14], 16)
    return StaffWord(message.message_thread_id, number, query.from_user.id, clean(query.from_user.full_name), "take")


def _read_message(message: Message) -> Meaning:
    thread_id, person = message.message_thread_id, message.from_user
    if thread_id is None or not message.is_topic_message:
        return Aside()
    is_hidden = message.sender_chat is not None  # an admin who writes as the group, or a channel
    if not is_hidden and (person is None or person.is_bot):
        return Aside()
    text = clean(message.text or message.caption or "")
    file = None if message.text is not None else find_file(message)
    cannot = message.text is None and file is None
    if cannot and not message.effective_attachment:
        return Aside()  # Telegram's own note, such as that the topic was renamed
    command, unknown, rest = _read_command(text)
    edited = int(message.edit_date.timestamp()) if message.edit_date else 0
    return StaffWord(
        thread_id,
        message.message_id,
        None if is_hidden or person is None else person.id,
        clean(person.full_name) if person is not None and not is_hidden else "",
        command,
        rest,
        unknown,
        file,
        cannot,
        edited,
        None if edited else message.media_group_id,
    )


def _read_command(text: str) -> tuple[Command | None, str, str]:
    """Returns the command in a text, or the name of one that does not exist, and the other words."""
    found = _COMMAND.fullmatch(text.strip())
    if found is None:
        return None, "", text
    name, rest = found[1].lower(), (found[2] or "").strip()
    known = next((command for command in COMMANDS if command == name), None)
    return known, "" if known else f"/{name}", rest
