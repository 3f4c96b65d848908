"""A text as it is meant to be read: without what hides in it.

Full-width and styled characters (NFKC), invisible ones, letters of other alphabets that look Latin, digits spelled out or in Chinese
numerals, letters and digits set apart.
"""

from __future__ import annotations

import re
import unicodedata

_LOOKALIKES = str.maketrans("асеорхуіѕԁһѡАВЕКМНОРСТХ", "aceopxyisdhwABEKMHOPCTX")
_CHINESE_DIGITS = dict(zip("零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", "0012345678912123456789", strict=True))
_SPELLED = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9",
}  # fmt: skip
_RUN = 5
"""So many digits in words in a row are a number that hides; fewer are "two or three"."""
_SEPARATOR = r"[\s,.、，。·・_*\-]{0,3}"
_CHINESE_RUN = re.compile(f"(?:[{''.join(_CHINESE_DIGITS)}]{_SEPARATOR}){{{_RUN},}}")
_WORD = rf"(?:{'|'.join(_SPELLED)}|\d+)"
_SPELLED_RUN = re.compile(
    rf"\b(?:(?:double|triple)\s+)?{_WORD}(?:[\s,.\-]+(?:(?:double|triple)\s+)?{_WORD}){{{_RUN - 1},}}\b", re.I
)
_LETTERS_APART = re.compile(r"(?<![A-Za-z])(?:[A-Za-z][ .\-_*|/]{1,2}){3,}[A-Za-z](?![A-Za-z])")
_TIMES = {"double": 2, "triple": 3}


def revealed(text: str) -> str:
    """The text without disguise. Case is kept."""
    plain = "".join(
        c
        for c in unicodedata.normalize("NFKC", text)
        if unicodedata.category(c) not in ("Cf", "Cc", "Mn") or c in "\n\t"
    )
    plain = _without_lookalikes(plain)
    plain = _CHINESE_RUN.sub(_chinese, plain)
    plain = _SPELLED_RUN.sub(_spelled, plain)
    return _LETTERS_APART.sub(lambda found: re.sub(r"[^A-Za-z]", "", found[0]), plain)


def _without_lookalikes(text: str) -> str:
    """Only in words that mix alphabets: Russian stays Russian."""
    return re.sub(
        r"\w+", lambda word: word[0].translate(_LOOKALIKES) if re.search(r"[A-Za-z]", word[0]) else word[0], text
    )


def _chinese(found: re.Match[str]) -> str:
    return "".join(_CHINESE_DIGITS.get(c, "") for c in found[0]) + " "


def _spelled(found: re.Match[str]) -> str:
    """ "nine one double eight" → "9188"; a run of figures alone stays as it is, its gaps tell something."""
    words = re.findall(r"[a-z]+|\d+", found[0].lower())
    if not any(word in _SPELLED for word in words):
        return found[0]
    digits, times = "", 1
    for word in words:
        if word in _TIMES:
            times = _TIMES[word]
        else:
            digits += _SPELLED.get(word, word) * times
            times = 1
    return digits
