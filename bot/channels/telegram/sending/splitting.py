"""Splits long messages for Telegram: between paragraphs if possible, else between lines, sentences
or words, and at worst between characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

LIMIT = 4096
"""Telegram's limit on the length of a message. The length is counted in UTF-16 units, the strictest
interpretation of the limit."""
_JOINER = "\u200d"
_BORDERS = (re.compile(r"[.!?;]\s|[。！？；]"), re.compile(r"\s|[，、,]"))
"""Matches the places where a line that is too long may be cut: after a sentence, or else after a word."""


@dataclass(frozen=True)
class Line:
    text: str
    bold: bool = False
    fixed: bool = False
    """Tells whether all characters are to have the same width, as in a table."""


def length(text: str) -> int:
    """Returns the length of a text in UTF-16 units, in which Telegram counts."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def split(lines: Iterable[Line], limit: int = LIMIT) -> list[list[Line]]:
    """Returns the lines in parts of at most `limit` UTF-16 units each, including the newlines
    between lines. No part consists of blank lines alone. Only blank lines and the space at a cut
    are dropped."""
    parts: list[list[Line]] = []
    part: list[Line] = []
    for line in _shorten(lines, limit):
        part.append(line)
        if _measure(part) > limit:
            border = _find_border(part)
            parts.append(part[:border])
            part = part[border:]
    parts.append(part)
    return [trimmed for trimmed in map(_trim, parts) if trimmed]


def _measure(part: list[Line]) -> int:
    return sum(length(line.text) + 1 for line in part) - 1


def _find_border(part: list[Line]) -> int:
    """Returns the index of the line before which to cut a part that has just become too long: the
    start of its last paragraph, or of its last line if that paragraph is more than half of the
    part."""
    for index in range(len(part) - 1, len(part) // 2, -1):
        if not part[index].text.strip():
            return index
    return len(part) - 1


def _shorten(lines: Iterable[Line], limit: int) -> Iterable[Line]:
    """Yields the lines, with those longer than `limit` UTF-16 units cut into several."""
    for line in lines:
        for text in line.text.split("\n"):
            rest = text
            while length(rest) > limit:
                cut = _find_cut(rest, limit)
                yield replace(line, text=rest[:cut].rstrip())
                rest = rest[cut:].lstrip()
            yield replace(line, text=rest)


def _find_cut(text: str, limit: int) -> int:
    """Returns how many characters of a too long text make the first piece. The cut is after a
    sentence or a word in the second half of what fits, or else between whole characters."""
    most = _count_fitting(text, limit)
    for border in _BORDERS:
        ends = [found.end() for found in border.finditer(text, most // 2, most)]
        if ends:
            return ends[-1]
    cut = most
    while cut > most // 2 and _is_inside_character(text, cut):
        cut -= 1
    return cut if cut > most // 2 else most


def _count_fitting(text: str, limit: int) -> int:
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return index
    return len(text)


def _is_inside_character(text: str, index: int) -> bool:
    """Returns whether a cut before `text[index]` would separate an accent from its letter, or a
    part of an emoji from the rest."""
    after, before = text[index], text[index - 1]
    modifier = "\U0001f3fb" <= after <= "\U0001f3ff"
    return modifier or _JOINER in (after, before) or unicodedata.category(after) in ("Mn", "Me")


def _trim(part: list[Line]) -> list[Line]:
    """Returns the part without the blank lines at its start and end, which Telegram would remove
    anyway."""
    while part and not part[0].text.strip():
        part = part[1:]
    while part and not part[-1].text.strip():
        part = part[:-1]
    return part
