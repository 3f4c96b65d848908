"""Long messages: the wish is in one of many sentences."""

from __future__ import annotations

import re

# A message up to this long is read as a whole.
SHORT = 200
_END = re.compile(r"(?<=[。！？!?；;\n])\s*|(?<=[.])\s+(?=[^\d\s])|\n+")
_CLAUSE = re.compile(r"(?<=[,，、:：])\s*")
_LONGEST = 240


def readings(text: str) -> list[str]:
    """The texts that may say what the contact wants: the message itself, or a long message's sentences."""
    if len(text) <= SHORT:
        return [text]
    return [sentence for sentence in split(text) if len(sentence) > 1] or [text[:_LONGEST]]


def split(text: str) -> list[str]:
    """The sentences of a text; one longer than 240 characters in parts, at commas where it has any."""
    parts: list[str] = []
    for sentence in filter(None, (part.strip() for part in _END.split(text))):
        parts += [sentence] if len(sentence) <= _LONGEST else _shortened(sentence)
    return parts


def _shortened(sentence: str) -> list[str]:
    parts = [""]
    for clause in _CLAUSE.split(sentence):
        for start in range(0, max(len(clause), 1), _LONGEST):
            piece = clause[start : start + _LONGEST]
            if len(parts[-1]) + len(piece) > _LONGEST:
                parts.append("")
            parts[-1] = f"{parts[-1]} {piece}".strip() if parts[-1].isascii() else parts[-1] + piece
    return [part for part in parts if part]
