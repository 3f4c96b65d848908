"""Cleans text before other people see it: removes characters that are invisible, hide words or
change the direction of writing."""

from __future__ import annotations

import re
import unicodedata

_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Characters that Unicode classifies as letters but that look empty."""
_JOINERS = "\u200c\u200d"
_SUSPECT = re.compile(
    rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    rf"\U0001d173-\U0001d17a\U000e0000-\U000e007f{_BLANKS}]"
)


def visible(text: str) -> str:
    """Returns the text without control characters, bidirectional controls and zero-width
    characters. Zero-width joiners are kept in emoji and in scripts that need them, such as Arabic.
    Line ends and tabs are kept."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _SUSPECT.sub(_choose, text)


def reveal(text: str) -> str:
    """Returns the text with a mark such as `[U+202E]` in place of each character that `visible`
    would remove, for staff who must judge the text."""
    return _SUSPECT.sub(lambda found: _choose(found) or f"[U+{ord(found[0]):04X}]", text)


def _choose(found: re.Match[str]) -> str:
    character, text = found[0], found.string
    if character not in _JOINERS:
        return ""
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    return character if _is_joinable(before) and _is_joinable(after) else ""


def _is_joinable(character: str) -> bool:
    """Returns whether a zero-width joiner beside this character has a meaning, because it is an
    emoji or belongs to a script that uses joiners."""
    if not character:
        return False
    if unicodedata.category(character) in ("So", "Sk") or character in "\ufe0f\u2640\u2642":
        return True
    return "\u0600" <= character <= "\u08ff" or "\u0900" <= character <= "\u0dff" or "\u1000" <= character <= "\u109f"
