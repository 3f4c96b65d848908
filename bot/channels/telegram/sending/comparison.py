"""Lays out several cards side by side for Telegram: as a table in a fixed-width font if it fits on a phone, else fact
by fact."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bot.channels.telegram.sending.splitting import Line
from bot.messages.outbound import OutboundCard

WIDEST = 36
"""How many columns of a fixed-width font a phone shows in one line."""
_GAP = "  "
_NOTHING = "–"


def build_comparison(cards: Sequence[OutboundCard]) -> list[Line]:
    """Returns the titles of the cards with their numbers, and their facts under these numbers."""
    titles = [Line(f"{number}. {card.title}", bold=True) for number, card in enumerate(cards, start=1)]
    facts = [dict(card.fields) for card in cards]
    labels = list(dict.fromkeys(label for card in cards for label, _ in card.fields))
    rows = [(label, [fact.get(label, _NOTHING) for fact in facts]) for label in labels]
    return [Line(""), *titles, Line(""), *_arrange(rows)]


def _arrange(rows: Sequence[tuple[str, list[str]]]) -> list[Line]:
    """Returns the lines of the comparison. The rows that fit on a phone become one table; each other row becomes a
    short list."""
    table = [row for row in rows if all("\n" not in value for value in row[1])]
    while table and sum(_measure(table)) + len(_GAP) * len(table[0][1]) > WIDEST:
        table.remove(max(table, key=lambda row: max(map(count_columns, (row[0], *row[1])))))
    lines = _draw(table) if len(table) > 1 else []
    rest = [row for row in rows if not lines or row not in table]
    for label, values in rest:
        lines += [*([Line("")] if lines else []), Line(label, bold=True)]
        lines += [Line(f"{number}. {value}") for number, value in enumerate(values, start=1)]
    return lines


def _draw(table: Sequence[tuple[str, list[str]]]) -> list[Line]:
    widths = _measure(table)
    head = ["", *(str(number) for number in range(1, len(widths)))]
    rows = [head, *([label, *values] for label, values in table)]
    return [Line(_GAP.join(map(_fill, row, widths)).rstrip(), fixed=True) for row in rows]


def _measure(table: Sequence[tuple[str, list[str]]]) -> list[int]:
    """Returns the width of each column. The first column is that of the labels."""
    return [
        max(map(count_columns, column)) for column in zip(*((label, *values) for label, values in table), strict=True)
    ]


def _fill(text: str, width: int) -> str:
    return text + " " * (width - count_columns(text))


def count_columns(text: str) -> int:
    """Returns how wide a text is. A Latin letter is one column wide, and a Chinese character two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
