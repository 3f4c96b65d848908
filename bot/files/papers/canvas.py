"""Writes on A4 pages: breaks lines in Latin and Chinese, begins new pages, and numbers them.

Latin, Greek and Cyrillic letters are set in Lato, all others in Noto Sans SC; both fonts are embedded, with the
letters that are used.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import fontpkg_lato
import pylopdf_fonts_zh_cn
from fpdf import FPDF

Colour = tuple[int, int, int]

_LATO = Path(fontpkg_lato.ROOT) / "files"
MARGIN = 18.0
WIDTH = 210.0 - 2 * MARGIN
BOTTOM = 297.0 - 20.0
INK, GREY, PALE, ACCENT = (28, 33, 40), (107, 114, 128), (226, 229, 234), (176, 64, 44)
_TOKEN = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]|\s+|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]+"
)
_NEVER_FIRST = frozenset("，。、；：！？）》」』】〉％…,.;:!?)%")
_NEVER_LAST = frozenset("（《「『【〈(￥$€£")


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Returns the text in lines of at most this width. Latin words stay whole where they fit on a line, Chinese
    breaks between any two characters, and no line begins with a comma or ends with an opening bracket."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for token in _bind(_TOKEN.findall(paragraph)):
            if measure((line + token).rstrip()) <= width:
                line += token
                continue
            if line.strip():
                lines.append(line.rstrip())
            line = token.lstrip()
            while measure(line) > width and len(line) > 1:  # a word that is longer than a line
                fits = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or measure(line[:n]) <= width)
                lines.append(line[:fits])
                line = line[fits:]
        lines.append(line.rstrip())
    return lines


def _bind(tokens: Sequence[str]) -> list[str]:
    """Joins tokens that must stay on one line: joins a mark that may not begin a line to the token before it, and a
    mark that may not end a line to the token after it."""
    bound: list[str] = []
    for token in tokens:
        if bound and (token[0] in _NEVER_FIRST or bound[-1][-1] in _NEVER_LAST):
            bound[-1] += token
        else:
            bound.append(token)
    return bound


class Canvas:
    """Holds a PDF that is being written, from the top of a page to its bottom. `running` is the text at the top of each
    page but the first; `day` (ISO 8601) goes into the PDF's own description."""

    def __init__(self, title: str, running: str, day: str, producer: str) -> None:
        self._running = running
        self.pdf = FPDF(format="A4")
        self.pdf.set_creation_date(dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), dt.UTC))
        self.pdf.set_title(title)
        self.pdf.set_producer(producer)
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self.pdf.add_font("latin", "", _LATO / "Lato-Regular.ttf")
        self.pdf.add_font("latin", "B", _LATO / "Lato-Bold.ttf")
        self.pdf.add_font("han", "", pylopdf_fonts_zh_cn.sans_path())
        self.pdf.set_fallback_fonts(["han"], exact_match=False)
        self._y = 0.0

    def _measure(self, size: float, bold: bool = False) -> Callable[[str], float]:
        self.pdf.set_font("latin", "B" if bold else "", size)
        return lambda text: float(self.pdf.get_string_width(text))

    def _write(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        *,
        width: float = WIDTH,
        colour: Colour = INK,
        bold: bool = False,
        align: str = "L",
        lead: float = 1.32,
    ) -> float:
        """Writes the text in a box, broken into lines, and returns its height."""
        height = size * 0.3528 * lead
        self.pdf.set_text_color(*colour)
        lines = break_lines(text, width, self._measure(size, bold))
        for number, line in enumerate(lines):
            self.pdf.set_xy(x, y + number * height)
            self.pdf.cell(width, height, line, align=align)
        return len(lines) * height

    def _break(self, text: str, size: float, width: float) -> list[str]:
        return break_lines(text, width, self._measure(size))

    def _height(self, text: str, size: float, width: float, bold: bool = False, lead: float = 1.32) -> float:
        return len(break_lines(text, width, self._measure(size, bold))) * size * 0.3528 * lead

    def _draw_line(self, y: float, colour: Colour = PALE, thick: float = 0.25) -> None:
        self.pdf.set_draw_color(*colour)
        self.pdf.set_line_width(thick)
        self.pdf.line(MARGIN, y, MARGIN + WIDTH, y)

    def _begin_page(self) -> None:
        self.pdf.add_page()
        self.pdf.set_fill_color(*ACCENT)
        self.pdf.rect(0, 0, 210, 3, style="F")
        self._y = MARGIN
        if self.pdf.page > 1:
            self._y += self._write(self._running, MARGIN, self._y, 8, colour=GREY) + 4

    def _need(self, height: float) -> bool:
        """Begins a new page unless `height` is left on this one. Returns whether it began one."""
        if self._y + height <= BOTTOM:
            return False
        self._begin_page()
        return True

    def _number_pages(self, footer: str, page: str) -> None:
        """Writes `footer` and the page number at the foot of each page. In the text `page`, `{page}` and `{pages}`
        stand for the number of the page and of all pages."""
        pages = self.pdf.pages_count
        for number in range(1, pages + 1):
            self.pdf.page = number
            self.pdf.set_font("latin", "", 1)  # otherwise the library believes that the page has the font already
            told = page.replace("{page}", str(number)).replace("{pages}", str(pages))
            self._draw_line(BOTTOM + 4)
            self._write(footer, MARGIN, BOTTOM + 6, 7.5, width=WIDTH * 0.72, colour=GREY)
            self._write(told, MARGIN + WIDTH * 0.72, BOTTOM + 6, 7.5, width=WIDTH * 0.28, colour=GREY, align="R")
