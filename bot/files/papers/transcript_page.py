"""Prints a conversation on A4 pages, in one language."""

from __future__ import annotations

from bot.files.papers.canvas import BOTTOM, GREY, INK, MARGIN, WIDTH, Canvas
from bot.files.papers.transcript import Entry, Transcript

_GAP = 5.0
_LABEL = 42.0


def draw_transcript(transcript: Transcript) -> bytes:
    """Returns the transcript as PDF. The same transcript gives the same bytes."""
    page = _Page(transcript)
    page.draw()
    return bytes(page.pdf.output())


class _Page(Canvas):
    def __init__(self, transcript: Transcript) -> None:
        title = f"{transcript.title} · {transcript.number}"
        super().__init__(title, title, transcript.issued, transcript.producer)
        self._transcript = transcript

    def draw(self) -> None:
        self._begin_page()
        self._draw_head()
        for entry in self._transcript.entries:
            self._draw_entry(entry)
        self._number_pages(self._transcript.footer, self._transcript.page)

    def _draw_head(self) -> None:
        said = self._transcript
        self._y += self._write(said.title, MARGIN, self._y, 20, bold=True, lead=1.2) + 2
        for label, value in said.facts:
            self._write(label, MARGIN, self._y + 0.2, 9, width=_LABEL - 3, colour=GREY)
            self._y += self._write(value, MARGIN + _LABEL, self._y, 9.5, width=WIDTH - _LABEL) + 0.8
        self._y += 2
        self._draw_line(self._y, INK, 0.4)
        self._y += _GAP
        if said.remark:
            self._y += self._write(said.remark, MARGIN, self._y, 9, colour=GREY) + _GAP

    def _draw_entry(self, entry: Entry) -> None:
        """Writes a message line by line, so that a long message can continue on the next page."""
        heading = 4.4
        self._need(heading + 9)
        self._write(entry.author, MARGIN, self._y, 9, bold=True, width=WIDTH * 0.65)
        self._write(entry.at, MARGIN + WIDTH * 0.65, self._y, 8.5, width=WIDTH * 0.35, align="R", colour=GREY)
        self._y += heading
        for line in self._break(entry.text, 9.5, WIDTH):
            height = 9.5 * 0.3528 * 1.36
            if self._y + height > BOTTOM:
                self._begin_page()
            self._y += self._write(line, MARGIN, self._y, 9.5, colour=GREY if entry.is_note else INK, lead=1.36)
        self._y += 3.4
