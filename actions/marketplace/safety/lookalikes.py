"""Replaces each character by the plain one that a reader takes it for. The replaced characters are digits of every
script, styled letters, letters of other scripts that look alike, traditional Chinese characters, and emoji."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from confusable_homoglyphs.confusables import confusables_data

_HIDDEN = frozenset(("Cf", "Cc", "Mn", "Me", "Cs", "Co"))
"""Unicode categories of characters that are invisible, or that only change the character before them."""
_MEANT = {
    **dict.fromkeys("📞📱☎📲🤙", "☎"),
    **dict.fromkeys("📧✉📩📨", "✉"),
    **dict.fromkeys("➕＋﹢", "+"),
    **dict.fromkeys("❤♥💗💓💙💚💛🧡💜🖤♡❣", "心"),
    **dict.fromkeys("。｡", "。"),
    "🐧": "企鹅",
    "🛰": "卫星",
    "⓿": "0",
    "🔟": "10",
    "œ": "oe",
    "æ": "ae",
    "ß": "ss",
    **dict.fromkeys("寳寶", "宝"),
}
_LATIN = re.compile(r"LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL )?([A-Z])(?: WITH .+)?")
_BOXED = re.compile(
    r"(?:REGIONAL INDICATOR SYMBOL|(?:NEGATIVE |CROSSED NEGATIVE )?(?:SQUARED|CIRCLED) LATIN CAPITAL|TAG LATIN (?:SMALL|CAPITAL)) LETTER ([A-Z])"
)
_LONGEST = 4
"""One character is replaced by at most this many characters. Unicode has characters that stand for a whole phrase; they
hide nothing, and would allow anybody to make a text very long."""
_IDEOGRAPHS = range(0x2E80, 0xA000)
_WIDE = range(0xFF01, 0xFF5F)
_AMONG_LATIN = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f](?=[A-Za-z])")
_UNSEEN = re.compile(r"(?<=\w)[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+(?=\w)")


class _Plain(dict[int, str | int]):
    """Is a table for `str.translate` that works out the replacement of a character when it first occurs."""

    def __missing__(self, code: int) -> str | int:
        self[code] = plain = _read(chr(code))
        return plain


PLAIN = _Plain()


def marks_of_disguise(text: str) -> Iterator[str]:
    """Yields a name for each kind of disguise in the text: two or more styled digits, letters of other scripts among
    Latin ones, and invisible characters inside words. Wide characters, accents, units and traditional characters are no
    disguise."""
    if text.isascii():
        return
    strange = [c for c in text if not c.isascii() and ord(c) not in _IDEOGRAPHS and ord(c) not in _WIDE]
    if sum(c.translate(PLAIN).isdigit() for c in strange) > 1:
        yield "styled digits"
    if any(map(_is_borrowed, _AMONG_LATIN.findall(text))):
        yield "borrowed letters"
    if _UNSEEN.search(text):
        yield "unseen characters"


def _is_borrowed(character: str) -> bool:
    """Returns True if a reader takes the character for a Latin letter that it is not."""
    plain = character.translate(PLAIN)
    return len(plain) == 1 and plain.isascii() and plain.isalpha() and not _is_latin(character)


def _is_latin(character: str) -> bool:
    name = unicodedata.name(character, "")
    return name.startswith("LATIN ") and "SMALL CAPITAL" not in name


def _plain(character: str) -> str:
    return character.translate(PLAIN)


def _read(character: str) -> str | int:
    if character in "\n\t" or (" " <= character <= "~"):
        return ord(character)
    if (meant := _MEANT.get(character)) is not None:
        return meant
    category = unicodedata.category(character)
    if category in _HIDDEN:
        return ""
    if category[0] == "Z":
        return "\n" if category in ("Zl", "Zp") else " "
    compatible = unicodedata.normalize("NFKC", character)
    if compatible != character:
        return _plain(compatible) if len(compatible) <= _LONGEST else " "
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    if ord(character) in _IDEOGRAPHS:
        return _simplified().get(character, character)
    name = unicodedata.name(character, "")
    if letter := _LATIN.fullmatch(name) or _BOXED.fullmatch(name):
        return letter[1] if "CAPITAL LETTER" in name else letter[1].lower()
    return _confusables().get(character, character)


@cache
def _confusables() -> dict[str, str]:
    """Returns the Latin letter or digit for each character of another script that looks like it, according to Unicode's
    list of confusable characters."""
    table = dict[str, str]()
    for character, others in confusables_data.items():
        alike = [
            other["c"] for other in others if len(other["c"]) == 1 and other["c"].isascii() and other["c"].isalnum()
        ]
        if len(character) == 1 and not character.isascii() and alike:
            table[character] = min(alike, key=lambda other: (other.isdigit(), other))
    return table


@cache
def _simplified() -> dict[str, str]:
    lines = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {traditional: simplified.split(" ")[0] for traditional, simplified in pairs}
