"""Lays a message out for Telegram: its text, its cards as paragraphs below the text, and its
buttons as an inline keyboard."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.sending.comparison import build_comparison, count_columns
from bot.channels.telegram.sending.splitting import Line, length, split
from bot.channels.telegram.sending.uploads import CAPTION_LIMIT, MOST_IN_ALBUM, Captioned, group
from bot.messages.files import StoredFile
from bot.messages.outbound import OutboundButton, OutboundCard, OutboundMessage
from foundation.languages import writing_of

ROW_COLUMNS = 28
"""How wide the labels of two buttons in one row may be together before a phone cuts them. The unit
of width is a Latin letter; a Chinese character counts two."""


@dataclass(frozen=True)
class Part:
    """Represents one Telegram message, or one album of files. `markup` is the keyboard; only the
    last part that has text gets one. If there are `files`, the lines are their caption.

    `pictures` are pictures of products with their captions. If there is one picture, the lines are its
    caption; should the picture fail, they are sent as text. A part with several pictures has no lines; should the pictures
    fail, nothing is sent for it."""

    lines: Sequence[Line]
    markup: InlineKeyboardMarkup | None = None
    files: Sequence[StoredFile] = ()
    pictures: Sequence[Captioned] = ()

    @property
    def plain(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def html(self) -> str:
        runs = groupby(self.lines, key=lambda line: line.fixed)
        return "\n".join(_mark_up_run(list(lines), fixed=fixed) for fixed, lines in runs)


def compose(message: OutboundMessage, language: str) -> list[Part]:
    """Returns the Telegram messages that make up one outbound message: mostly one, several for more
    than 4,096 characters or for files, and none for an empty message."""
    numbered = sum(1 for card in message.cards if card.buttons) > 1
    lines = list(_build_heading(message))
    if message.is_comparison:
        numbered = True
        lines += build_comparison(message.cards)
    else:
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
    shown = _list_pictures(message.cards, numbered)
    return _add_pictures(written, shown) if shown else _add_files(written, [each.file for each in message.files])


def _list_pictures(cards: Sequence[OutboundCard], numbered: bool) -> list[Captioned]:
    """Returns the pictures of the cards, with what the cards are called in the text."""
    return [
        (card.picture.picture, f"{number}. {card.title}" if numbered else card.title)
        for number, card in enumerate(cards, start=1)
        if card.picture is not None
    ]


def _add_pictures(written: list[Part], pictures: Sequence[Captioned]) -> list[Part]:
    """Returns the Telegram messages for the text and the pictures of a message. A short text becomes the
    caption of a single picture, with the keyboard; otherwise the pictures are sent before the text."""
    if len(pictures) == 1 and len(written) == 1 and length(written[0].plain) <= CAPTION_LIMIT:
        return [replace(written[0], pictures=pictures)]
    albums = [pictures[start : start + MOST_IN_ALBUM] for start in range(0, len(pictures), MOST_IN_ALBUM)]
    return [*(Part((), pictures=album) for album in albums), *written]


def _add_files(written: list[Part], files: Sequence[StoredFile]) -> list[Part]:
    """Returns the Telegram messages for the text and the files of a message. A short text becomes
    the caption of the first file or album. A longer text, or one with a keyboard that an album
    cannot have, is sent before the files."""
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
    """Returns the buttons with the card's number before each label, so that equal labels of
    different cards can be told apart."""
    return [OutboundButton(f"{number}. {button.label}", token=button.token, url=button.url) for button in buttons]


def _arrange_rows(buttons: Iterable[OutboundButton]) -> list[list[OutboundButton]]:
    """Returns the buttons in rows of one or two, depending on the width of their labels. Links that
    Telegram would not open are left out."""
    rows: list[list[OutboundButton]] = []
    for button in buttons:
        if button.form is not None or (button.token is None and not can_open(button.url)):
            continue
        if (
            rows
            and len(rows[-1]) == 1
            and count_columns(rows[-1][0].label) + count_columns(button.label) <= ROW_COLUMNS
        ):
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def _build_key(button: OutboundButton) -> InlineKeyboardButton:
    if button.token is not None:
        return InlineKeyboardButton(button.label, callback_data=button.token)
    return InlineKeyboardButton(button.label, url=button.url)


def can_open(url: str | None) -> bool:
    """Returns whether Telegram accepts the URL on a button. Telegram accepts http and https URLs
    whose host name has a dot, so it refuses `localhost`."""
    parts = urlsplit(url or "")
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")


def _list_plain_links(buttons: Iterable[OutboundButton]) -> list[Line]:
    """Returns lines that show the URLs which Telegram refuses on buttons, such as those of a demo
    on this machine, so that readers can copy them."""
    kept = [button for button in buttons if button.token is None and button.url and not can_open(button.url)]
    return [Line("")] + [Line(f"{button.label}\n{button.url}") for button in kept] if kept else []


def _mark_up_run(lines: Sequence[Line], *, fixed: bool) -> str:
    text = "\n".join(_mark_up(line) for line in lines)
    return f"<pre>{text}</pre>" if fixed else text


def _mark_up(line: Line) -> str:
    text = html.escape(line.text, quote=False)
    return f"<b>{text}</b>" if line.bold and text.strip() else text
