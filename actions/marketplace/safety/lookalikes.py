"""Turns each character into what a reader takes it for: digits of every script, styled and look-alike letters, traditional characters, emoji."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

from confusable_homoglyphs.confusables import confusables_data

_HIDDEN = frozenset(("Cf", "Cc", "Mn", "Me", "Cs", "Co"))
"""Categories of what is not to be seen, or only together with a character before it."""
_MEANT = {
    **dict.fromkeys("📞📱☎📲🤙", "☎"),
    **dict.fromkeys("📧✉📩📨", "✉"),
    **dict.fromkeys("➕＋﹢", "+"),
    **dict.fromkeys("❤♥💗💓💙💚💛🧡💜🖤♡❣", "心"),
    **dict.fromkeys("。｡", "。"),
    "🐧": "企鹅",
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
"""Characters that one may stand for: a whole phrase in one character is no disguise, and would be a way to make a text long."""
_IDEOGRAPHS = range(0x2E80, 0xA000)


class _Plain(dict[int, str | int]):
    """Gives `str.translate` a table that looks a character up when it meets it for the first time."""

    def __missing__(self, code: int) -> str | int:
        self[code] = plain = _read(chr(code))
        return plain


PLAIN = _Plain()


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
    """Returns characters of other scripts that look like one Latin letter or digit, of Unicode's list of confusables."""
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
