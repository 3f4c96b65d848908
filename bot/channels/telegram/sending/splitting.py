"""Long messages in parts: at a paragraph if it can be, else between lines, sentences, words, at worst between characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LIMIT = 4096
"""Telegram's limit, counted here in UTF-16 units: the strictest way to read it."""
_JOINER = "\u200d"
_BORDERS = (re.compile(r"[.!?;]\s|[。！？；]"), re.compile(r"\s|[，、,]"))
"""Where a line too long is cut, best first."""


@dataclass(frozen=True)
class Line:
    text: str
    bold: bool = False


def length(text: str) -> int:
    """UTF-16 units, as Telegram counts."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def split(lines: Iterable[Line], limit: int = LIMIT) -> list[list[Line]]:
    """Parts of at most `limit` units, newlines between their lines counted; no part is blank, nothing else is lost."""
    parts: list[list[Line]] = []
    part: list[Line] = []
    for line in _short(lines, limit):
        part.append(line)
        if _size(part) > limit:
            border = _border(part)
            parts.append(part[:border])
            part = part[border:]
    parts.append(part)
    return [trimmed for trimmed in map(_trimmed, parts) if trimmed]


def _size(part: list[Line]) -> int:
    return sum(length(line.text) + 1 for line in part) - 1


def _border(part: list[Line]) -> int:
    """Where a part that has just grown too long is cut: before its last paragraph, unless that is most of it."""
    for index in range(len(part) - 1, len(part) // 2, -1):
        if not part[index].text.strip():
            return index
    return len(part) - 1


def _short(lines: Iterable[Line], limit: int) -> Iterable[Line]:
    """Lines of at most `limit` units each."""
    for line in lines:
        for text in line.text.split("\n"):
            rest = text
            while length(rest) > limit:
                cut = _cut(rest, limit)
                yield Line(rest[:cut].rstrip(), line.bold)
                rest = rest[cut:].lstrip()
            yield Line(rest, line.bold)


def _cut(text: str, limit: int) -> int:
    """How many characters of a too long text to take: to a border in its second half, else whole characters."""
    most = _fitting(text, limit)
    for border in _BORDERS:
        ends = [found.end() for found in border.finditer(text, most // 2, most)]
        if ends:
            return ends[-1]
    cut = most
    while cut > most // 2 and _inside_character(text, cut):
        cut -= 1
    return cut if cut > most // 2 else most


def _fitting(text: str, limit: int) -> int:
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return index
    return len(text)


def _inside_character(text: str, index: int) -> bool:
    """Whether a cut before `text[index]` would take an accent, or a part of an emoji, off its base."""
    after, before = text[index], text[index - 1]
    modifier = "\U0001f3fb" <= after <= "\U0001f3ff"
    return modifier or _JOINER in (after, before) or unicodedata.category(after) in ("Mn", "Me")


def _trimmed(part: list[Line]) -> list[Line]:
    """The part without blank lines at its ends, which Telegram takes off anyway."""
    while part and not part[0].text.strip():
        part = part[1:]
    while part and not part[-1].text.strip():
        part = part[:-1]
    return part
