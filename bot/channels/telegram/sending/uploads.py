"""Sends files to Telegram: pictures as photos, everything else as documents, several at once as an
album."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, Message

from bot.conversation.sending import SendRefused
from bot.messages.files import StoredFile, StoredPicture

ReadFile = Callable[[str], Awaitable[bytes | None]]
"""A function that returns the bytes of a file by its id, or None if the file has been deleted."""
ReadPicture = Callable[[str], Awaitable[bytes | None]]
"""A function that returns the bytes of a picture by their SHA-256, or None if it has been deleted."""
Captioned = tuple[StoredPicture, str]
"""A picture of the catalogue, and what it shows."""

LARGEST_PHOTO = 10 * 1024 * 1024
MOST_SIDES = 10_000
"""Telegram's limit on the sum of a photo's width and height, in pixels."""
MOST_RATIO = 20
MOST_IN_ALBUM = 10
CAPTION_LIMIT = 1024
LARGEST_ALBUM = 20 * 1024 * 1024
"""The limit on an album's bytes is Caravan's own: the upload must end before the delivery worker
gives up. The other limits of this module are Telegram's; a picture that exceeds them is sent as a
document."""


def is_photo(file: StoredFile) -> bool:
    """Returns whether Telegram accepts the file as a photo."""
    width, height = file["width"] or 0, file["height"] or 0
    if file["kind"] != "photo" or not width or not height or file["bytes"] > LARGEST_PHOTO:
        return False
    return width + height <= MOST_SIDES and max(width, height) <= MOST_RATIO * min(width, height)


def group(files: Sequence[StoredFile]) -> list[list[StoredFile]]:
    """Groups files into albums, and keeps their order. Photos and documents cannot share an album."""
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
    """Uploads files to Telegram. `read` returns the bytes of a file by its id, and `read_picture` those of
    a picture of the catalogue."""

    def __init__(self, bot: Bot, read: ReadFile, read_picture: ReadPicture) -> None:
        self._bot, self._read, self._read_picture = bot, read, read_picture

    async def send(
        self,
        chat_id: str | int,
        files: Sequence[StoredFile],
        caption: str,
        mode: str | None,
        markup: InlineKeyboardMarkup | None,
        thread_id: int | None = None,
    ) -> Message:
        """Sends one file, or several as an album. `markup`, the keyboard, is ignored for an album,
        because Telegram allows none there. `thread_id` is the topic of a group. Returns the last
        Telegram message.

        Raises:
            SendRefused: a file has been deleted.
            TelegramError: Telegram did not accept the files.
        """
        read = [(await self._open(file), file["name"]) for file in files]
        words: dict[str, Any] = {"caption": caption or None, "parse_mode": mode}
        if len(files) == 1:
            content, name = read[0]
            send = self._bot.send_photo if is_photo(files[0]) else self._bot.send_document
            sent: Message = await send(
                chat_id, content, filename=name, reply_markup=markup, message_thread_id=thread_id, **words
            )
            return sent
        kind = InputMediaPhoto if is_photo(files[0]) else InputMediaDocument
        album = [
            kind(content, filename=name, **(words if index == 0 else {})) for index, (content, name) in enumerate(read)
        ]
        return (await self._bot.send_media_group(chat_id, album, message_thread_id=thread_id))[-1]

    async def _open(self, file: StoredFile) -> bytes:
        content = await self._read(file["id"])
        if content is None:
            raise SendRefused("file_gone")
        return content

    async def send_pictures(
        self,
        chat_id: str | int,
        pictures: Sequence[Captioned],
        caption: str,
        mode: str | None,
        markup: InlineKeyboardMarkup | None,
        thread_id: int | None = None,
    ) -> Message:
        """Sends a picture with its caption and keyboard, or several as an album of previews, each with what
        it shows. Returns the last Telegram message.

        Raises:
            SendRefused: a picture has been deleted.
            TelegramError: Telegram did not accept the pictures.
        """
        if len(pictures) == 1:
            (picture, title), words = pictures[0], {"caption": caption, "parse_mode": mode}
            is_small = picture["bytes"] <= LARGEST_PHOTO
            content = await self._open_picture(picture["sha256"] if is_small else picture["preview"])
            sent: Message = await self._bot.send_photo(
                chat_id,
                content,
                reply_markup=markup,
                message_thread_id=thread_id,
                **(words if caption else {"caption": title}),
            )
            return sent
        album = [
            InputMediaPhoto(await self._open_picture(picture["preview"]), caption=title[:CAPTION_LIMIT])
            for picture, title in pictures
        ]
        return (await self._bot.send_media_group(chat_id, album, message_thread_id=thread_id))[-1]

    async def _open_picture(self, sha256: str) -> bytes:
        content = await self._read_picture(sha256)
        if content is None:
            raise SendRefused("picture_gone")
        return content
