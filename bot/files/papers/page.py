"""Draws a paper on A4 pages: English first, Chinese below it or beside it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.files.papers.canvas import BOTTOM, GREY, INK, MARGIN, WIDTH, Canvas
from bot.files.papers.sheet import Both, Party, Section, Sheet

_GAP = 6.0


def draw(sheet: Sheet) -> bytes:
    """Returns the paper as PDF. The same sheet gives the same bytes."""
    page = _Page(sheet)
    page.draw()
    return bytes(page.pdf.output())


class _Page(Canvas):
    def __init__(self, sheet: Sheet) -> None:
        title = f"{_join(sheet.title)} · {sheet.number}"
        super().__init__(f"{sheet.title[0]} {sheet.title[1]} {sheet.number}", title, sheet.issued, sheet.producer)
        self._sheet = sheet

    def draw(self) -> None:
        self._begin_page()
        self._draw_head()
        self._draw_parties()
        self._draw_facts()
        self._draw_goods()
        for section in self._sheet.sections:
            self._draw_section(section)
        self._draw_feet()

    def _write_both(
        self, text: Both, x: float, y: float, width: float, size: float = 9.5, align: str = "L", bold: bool = False
    ) -> float:
        """Writes the English text, and below it the Chinese text if the two differ. Returns the height."""
        english, chinese = text
        height = self._write(english, x, y, size, width=width, align=align, bold=bold)
        if chinese != english:
            height += self._write(chinese, x, y + height, size - 1, width=width, align=align, colour=GREY)
        return height

    def _height_of_both(self, text: Both, width: float, size: float = 9.5, bold: bool = False) -> float:
        height = self._height(text[0], size, width, bold)
        return height if text[0] == text[1] else height + self._height(text[1], size - 1, width)

    def _write_label(self, label: Both, x: float, y: float, width: float, align: str = "L") -> float:
        return self._write(_join(label), x, y, 7.5, width=width, colour=GREY, align=align) + 0.6

    # The parts of a paper, from top to bottom

    def _draw_head(self) -> None:
        english, chinese = self._sheet.title
        top = self._y
        height = self._write(english, MARGIN, top, 23, bold=True, lead=1.2, width=WIDTH * 0.62)
        height += self._write(chinese, MARGIN, top + height, 14, colour=GREY, width=WIDTH * 0.62)
        right, width = MARGIN + WIDTH * 0.62, WIDTH * 0.38
        written = self._write(self._sheet.number, right, top + 1.4, 14, bold=True, width=width, align="R")
        for label, value in self._sheet.facts[:1]:
            self._write(
                f"{_join(label)}  {_join(value)}", right, top + written + 2.2, 9, width=width, align="R", colour=GREY
            )
        self._y = top + height + _GAP
        self._draw_line(self._y, INK, 0.4)
        self._y += _GAP

    def _draw_parties(self) -> None:
        width = (WIDTH - _GAP) / 2
        heights = [
            self._draw_party(party, MARGIN + position * (width + _GAP), width)
            for position, party in enumerate(self._sheet.parties)
        ]
        self._y += max(heights, default=0.0) + _GAP

    def _draw_party(self, party: Party, x: float, width: float) -> float:
        y = self._y + self._write_label(party.label, x, self._y, width)
        for number, line in enumerate(party.lines):
            y += self._write_both(line, x, y, width, size=10.5 if number == 0 else 9, bold=number == 0) + 0.6
        return y - self._y

    def _draw_facts(self) -> None:
        """Draws the agreed facts in a grid of four columns."""
        facts, across = self._sheet.facts[1:], 4
        width = (WIDTH - (across - 1) * 4) / across
        for first in range(0, len(facts), across):
            some = facts[first : first + across]
            height = max(self._height_of_both(value, width) for _, value in some) + 5
            self._need(height)
            for position, (label, value) in enumerate(some):
                x = MARGIN + position * (width + 4)
                below = self._write_label(label, x, self._y, width)
                self._write_both(value, x, self._y + below, width)
            self._y += height + 2
        self._y += 3

    def _draw_goods(self) -> None:
        widths = _share(len(self._sheet.columns))
        self._draw_header(widths)
        for row in self._sheet.rows:
            height = max(
                self._height_of_both(cell, width - 3, bold=n == 1)
                for n, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            if self._need(height + 4):
                self._draw_header(widths)
            self._draw_row(row, widths)
            self._y += height + 4
            self._draw_line(self._y - 1)
        self._y += 1.5
        for number, (label, value) in enumerate(self._sheet.totals):
            self._draw_total(label, value, is_first=number == 0)
        self._y += _GAP

    def _draw_header(self, widths: Sequence[float]) -> None:
        x, height = MARGIN, 0.0
        for number, (column, width) in enumerate(zip(self._sheet.columns, widths, strict=True)):
            align = "L" if number < 2 else "R"
            first = self._write(column[0], x, self._y, 8, width=width - 3, colour=GREY, bold=True, align=align)
            second = self._write(column[1], x, self._y + first, 7.5, width=width - 3, colour=GREY, align=align)
            x, height = x + width, max(height, first + second)
        self._y += height + 1.5
        self._draw_line(self._y, INK, 0.4)
        self._y += 2.5

    def _draw_row(self, row: Sequence[Both], widths: Sequence[float]) -> None:
        x = MARGIN
        for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
            align = "L" if number < 2 else "R"
            self._write_both(cell, x, self._y, width - 3, align=align, bold=number == 1)
            x += width

    def _draw_total(self, label: Both, value: Both, is_first: bool) -> None:
        self._need(8)
        size = 12 if is_first else 9.5
        width = 42.0
        self._write(
            _join(label),
            MARGIN,
            self._y + (0.7 if is_first else 0),
            9.5,
            width=WIDTH - width - 6,
            align="R",
            colour=GREY,
        )
        height = self._write(value[0], MARGIN + WIDTH - width - 3, self._y, size, width=width, align="R", bold=is_first)
        self._y += height + 1

    def _draw_section(self, section: Section) -> None:
        label_width = 58.0
        width = WIDTH - label_width
        beside = all(self._fits_beside(value, width) for _, value in section.fields)
        heights = [
            max(self._height_of_field(value, width, beside), self._height(_join(label), 9, label_width - 4)) + 1.4
            for label, value in section.fields
        ]
        notes = list(dict.fromkeys(section.note or ()))
        note_height = sum(self._height(text, 8.5, WIDTH) + 1 for text in notes)
        whole = 10 + sum(heights) + note_height
        self._need(whole if whole < BOTTOM - MARGIN - 10 else 20)  # a part stays on one page where it can
        self._y += self._write(_join(section.title), MARGIN, self._y, 10.5, bold=True) + 1.2
        self._draw_line(self._y)
        self._y += 2
        for (label, value), height in zip(section.fields, heights, strict=True):
            self._need(height)
            self._write(_join(label), MARGIN, self._y + 0.2, 9, width=label_width - 4, colour=GREY)
            write = self._write_beside if beside else self._write_below
            write(value, MARGIN + label_width, width)
            self._y += height
        for text in notes:
            self._need(self._height(text, 8.5, WIDTH))
            self._y += self._write(text, MARGIN, self._y + 0.6, 8.5, colour=GREY) + 1
        self._y += _GAP - 1

    def _fits_beside(self, text: Both, width: float) -> bool:
        """Returns whether English and Chinese fit on one line."""
        return "\n" not in "".join(text) and self._chinese_start(text) + self._measure(9)(text[1]) <= width

    def _chinese_start(self, text: Both) -> float:
        return self._measure(9.5)(text[0]) + 4

    def _height_of_field(self, text: Both, width: float, beside: bool) -> float:
        return self._height(text[0], 9.5, width) if beside else self._height_of_both(text, width)

    def _write_below(self, text: Both, x: float, width: float) -> None:
        self._write_both(text, x, self._y, width)

    def _write_beside(self, text: Both, x: float, width: float) -> None:
        start = self._chinese_start(text)
        self._write(text[0], x, self._y, 9.5, width=width)
        if text[0] != text[1]:
            self._write(text[1], x + start, self._y + 0.15, 9, width=width - start + 1, colour=GREY)

    def _draw_feet(self) -> None:
        self._number_pages(" · ".join(dict.fromkeys(self._sheet.footer)), " · ".join(self._sheet.page))


def _join(text: Both) -> str:
    return text[0] if text[0] == text[1] else f"{text[0]} {text[1]}"


def _share(columns: int) -> list[float]:
    """Returns the widths of the columns. The first column, a number, is narrow; the second, the goods, gets the width
    that is left."""
    first, other = 9.0, 32.0
    return [first, WIDTH - first - (columns - 2) * other, *([other] * (columns - 2))]
