"""Lays a message out for Telegram: its text, its cards as paragraphs below it, and its buttons as a
keyboard."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.sending.splitting import Line, length, split
from bot.channels.telegram.sending.uploads import CAPTION_LIMIT, group
from bot.messages.files import StoredFile
from bot.messages.outbound import OutboundButton, OutboundCard, OutboundMessage
from foundation.languages import writing_of

ROW_COLUMNS = 28
"""Columns that two buttons may take together before a phone cuts their labels. A Chinese character
takes two."""


@dataclass(frozen=True)
class Part:
    """Represents one Telegram message, or one album. `markup` is the keyboard, which only the last
    part with words has. With `files` the lines are their caption."""

    lines: Sequence[Line]
    markup: InlineKeyboardMarkup | None = None
    files: Sequence[StoredFile] = ()

    @property
    def plain(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def html(self) -> str:
        return "\n".join(_mark_up(line) for line in self.lines)


def compose(message: OutboundMessage, language: str) -> list[Part]:
    """Returns the Telegram messages for a message: mostly one, several for more than 4,096
    characters or for files, and none for an empty message."""
    numbered = sum(1 for card in message.cards if card.buttons) > 1
    lines = list(_build_heading(message))
    for number, card in enumerate(message.cards, start=1):
        lines += _build_card(card, number if numbered else None, writing_of(language).colon)
    rows: list[list[OutboundButton]] = []
    for number, card in enumerate(message.cards, start=1):
        rows += _arrange_rows(_number_buttons(card.buttons, number) if numbered else card.buttons)
    rows += _arrange_rows(message.buttons)
    lines += _list_plain_links([*(button for card in message.cards for button in card.buttons), *message.buttons])
    parts = split(lines)
    markup = InlineKeyboardMarkup([[_build_key(button) for button in row] for row in rows]) if rows else None
    written = [Part(part, markup if index == len(parts) - 1 else None) for index, part in enumerate(parts)]
    return _add_files(written, [each.file for each in message.files])


def _add_files(written: list[Part], files: Sequence[StoredFile]) -> list[Part]:
    """Returns the parts with the files. Short words are the caption of the first file or album;
    others come before the files, and so does a keyboard that an album cannot have."""
    albums = group(files)
    if not albums:
        return written
    first, *others = albums
    if not written:
        return [Part((), files=album) for album in albums]
    alone = written[0]
    is_caption = len(written) == 1 and length(alone.plain) <= CAPTION_LIMIT
    if is_caption and (alone.markup is None or len(files) == 1):
        return [Part(alone.lines, alone.markup, first), *(Part((), files=album) for album in others)]
    return [*written, *(Part((), files=album) for album in albums)]


def _build_heading(message: OutboundMessage) -> Iterable[Line]:
    if message.author == "agent" and message.author_name:
        yield Line(message.author_name, bold=True)
    if not message.text and message.files:
        return
    for text in message.text.split("\n"):
        yield Line(text)


def _build_card(card: OutboundCard, number: int | None, separator: str) -> list[Line]:
    title = card.title if number is None else f"{number}. {card.title}"
    fields = [line for label, value in card.fields for line in f"{label}{separator}{value}".split("\n")]
    return [Line(""), Line(title, bold=True), *(Line(text) for text in fields)]


def _number_buttons(buttons: Iterable[OutboundButton], number: int) -> list[OutboundButton]:
    """Returns the buttons with the card's number in their labels, so that they differ from those of
    other cards."""
    return [OutboundButton(f"{number}. {button.label}", token=button.token, url=button.url) for button in buttons]


def _arrange_rows(buttons: Iterable[OutboundButton]) -> list[list[OutboundButton]]:
    """Returns the buttons in rows of one or two, depending on the width of their labels."""
    rows: list[list[OutboundButton]] = []
    for button in buttons:
        if button.token is None and not _can_open(button.url):
            continue
        if (
            rows
            and len(rows[-1]) == 1
            and _count_columns(rows[-1][0].label) + _count_columns(button.label) <= ROW_COLUMNS
        ):
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def _count_columns(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in label)


def _build_key(button: OutboundButton) -> InlineKeyboardButton:
    if button.token is not None:
        return InlineKeyboardButton(button.label, callback_data=button.token)
    return InlineKeyboardButton(button.label, url=button.url)


def _can_open(url: str | None) -> bool:
    """Returns whether Telegram accepts the address on a button: only web addresses, and not
    `localhost`."""
    parts = urlsplit(url or "")
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")


def _list_plain_links(buttons: Iterable[OutboundButton]) -> list[Line]:
    """Returns lines with the addresses that buttons cannot carry, such as those of a demo on this
    machine, for copying."""
    kept = [button for button in buttons if button.token is None and button.url and not _can_open(button.url)]
    return [Line("")] + [Line(f"{button.label}\n{button.url}") for button in kept] if kept else []


def _mark_up(line: Line) -> str:
    text = html.escape(line.text, quote=False)
    return f"<b>{text}</b>" if line.bold and text.strip() else text
