"""Sends files to Telegram: pictures as photos, everything else as documents, several at once as an
album."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, Message

from bot.conversation.sending import SendRefused
from bot.messages.files import StoredFile

ReadFile = Callable[[str], Awaitable[bytes | None]]
"""Returns the bytes of a file by its id, or None if it is not kept any more."""

LARGEST_PHOTO = 10 * 1024 * 1024
MOST_SIDES = 10_000
"""Width and height of a photo together."""
MOST_RATIO = 20
MOST_IN_ALBUM = 10
CAPTION_LIMIT = 1024
LARGEST_ALBUM = 20 * 1024 * 1024
"""Telegram's limits. A picture beyond them goes as a document. That of an album's bytes is ours: an
upload must end before delivery gives it up."""


def is_photo(file: StoredFile) -> bool:
    """Returns whether Telegram takes the file as a photo."""
    width, height = file["width"] or 0, file["height"] or 0
    if file["kind"] != "photo" or not width or not height or file["bytes"] > LARGEST_PHOTO:
        return False
    return width + height <= MOST_SIDES and max(width, height) <= MOST_RATIO * min(width, height)


def group(files: Sequence[StoredFile]) -> list[list[StoredFile]]:
    """Returns the files in albums, in order: photos and documents cannot be in one."""
    albums: list[list[StoredFile]] = []
    for file in files:
        last = albums[-1] if albums else []
        size = file["bytes"] + sum(each["bytes"] for each in last)
        fits = 0 < len(last) < MOST_IN_ALBUM and size <= LARGEST_ALBUM
        if fits and is_photo(last[0]) == is_photo(file):
            last.append(file)
        else:
            albums.append([file])
    return albums


class Uploads:
    """Uploads files."""

    def __init__(self, bot: Bot, read: ReadFile) -> None:
        self._bot, self._read = bot, read

    async def send(
        self,
        chat_id: str,
        files: Sequence[StoredFile],
        caption: str,
        mode: str | None,
        markup: InlineKeyboardMarkup | None,
    ) -> Message:
        """Sends one file, or several as an album, which has no keyboard. Returns the last message.

        Raises:
            SendRefused: a file is not kept any more.
            TelegramError: it was not sent.
        """
        read = [(await self._open(file), file["name"]) for file in files]
        words: dict[str, Any] = {"caption": caption or None, "parse_mode": mode}
        if len(files) == 1:
            content, name = read[0]
            send = self._bot.send_photo if is_photo(files[0]) else self._bot.send_document
            sent: Message = await send(chat_id, content, filename=name, reply_markup=markup, **words)
            return sent
        kind = InputMediaPhoto if is_photo(files[0]) else InputMediaDocument
        album = [
            kind(content, filename=name, **(words if index == 0 else {})) for index, (content, name) in enumerate(read)
        ]
        return (await self._bot.send_media_group(chat_id, album))[-1]

    async def _open(self, file: StoredFile) -> bytes:
        content = await self._read(file["id"])
        if content is None:
            raise SendRefused("file_gone")
        return content
