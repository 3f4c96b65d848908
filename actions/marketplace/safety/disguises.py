"""Reads a text as it is meant to be read: without what hides in it.

Every character as what it looks like (`lookalikes`); digits that are spelled out, Chinese numerals and letters in the place of digits as
digits; letters and characters that are set apart, together.
"""

from __future__ import annotations

import re

from actions.marketplace.safety.lookalikes import PLAIN

HAN = "\u3400-\u9fff"
_CHINESE_DIGITS = dict(zip("零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖洞拐", "001234567891212345678907", strict=True))
_SPELLED = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "plus": "",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3}
_RUN = 5
"""So many digits in words in a row are a number that hides; fewer are "two or three"."""
_CHINESE = "".join(_CHINESE_DIGITS)
_CHINESE_RUN = re.compile(rf"[\d{_CHINESE}](?:[^\w\n]{{0,3}}[\doO{_CHINESE}]){{{_RUN - 1},}}")
_WORD = rf"(?:{'|'.join([*_SPELLED, *_TIMES])}|\d{{1,4}})"
_SPELLED_RUN = re.compile(rf"(?<![a-z0-9]){_WORD}(?:[\s,.;:/\-]{{0,3}}{_WORD}){{{_RUN - 1},}}(?![a-z])", re.I)
_SPELLED_WORD = re.compile(rf"{'|'.join([*_SPELLED, *_TIMES])}|\d+", re.I)
_LETTER_RUN = re.compile(r"(?<![A-Za-z0-9])[\doOlIi|](?:[ .\-]?(?:[\doOlIi]|(?<! )\|(?! ))){6,18}(?![A-Za-z0-9])")
_LETTER_DIGITS = str.maketrans("oOlIi|", "001111")
_FEWEST_DIGITS = 4
_APART = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z0-9@] ?[ .\-_*|/·~]){3,}[A-Za-z0-9@](?![A-Za-z0-9])")
_WORD_AND_NUMBER = re.compile(r"(?<=[A-Za-z]{4})(?=\d{4})")
_HAN_APART = re.compile(rf"(?<=[{HAN}])[ \t*·._\-|/~^+]{{1,3}}(?=[{HAN}])")
_WORDED_HYPHEN = re.compile(r"(?<=\d)(?:\s?[杠横丨]\s?(?=\d)|[一](?=\d{4}(?!\d)))")
_THOUSANDS = re.compile(rf"(?<=\d{{4}})([{_CHINESE}])千")
_DIGIT_BESIDE = re.compile(
    rf"(?<=\d)(?:{'|'.join(filter(_SPELLED.get, _SPELLED))})(?=[\d\s]|$)|(?<![a-z])(?:{'|'.join(filter(_SPELLED.get, _SPELLED))})(?=\d)",
    re.I,
)


def revealed(text: str) -> str:
    """Returns the text without disguise; case is kept."""
    plain = text.translate(PLAIN)
    plain = _HAN_APART.sub("", plain)
    plain = _WORDED_HYPHEN.sub("-", plain)
    plain = _THOUSANDS.sub(lambda found: _CHINESE_DIGITS[found[1]] + "000", plain)
    plain = _DIGIT_BESIDE.sub(lambda found: _SPELLED[found[0].lower()], plain)
    plain = _CHINESE_RUN.sub(_chinese, plain)
    plain = _SPELLED_RUN.sub(_spelled, plain)
    plain = _LETTER_RUN.sub(_lettered, plain)
    return _APART.sub(_together, plain)


def _chinese(found: re.Match[str]) -> str:
    """Numerals alone lose what separates them; figures among them keep it."""
    return (
        "".join(_CHINESE_DIGITS.get(c, c) for c in found[0].replace("o", "0").replace("O", "0"))
        if not found[0].isascii()
        else found[0]
    )


def _spelled(found: re.Match[str]) -> str:
    """ "nine one double eight" → "9188"; a run of figures alone stays as it is, its gaps tell something."""
    words = [word.lower() for word in _SPELLED_WORD.findall(found[0])]
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


def _lettered(found: re.Match[str]) -> str:
    """ "l38 OO88 7766": letters that look like digits, among digits."""
    enough = sum(c.isdigit() for c in found[0]) >= _FEWEST_DIGITS
    return found[0].translate(_LETTER_DIGITS) if enough else found[0]


def _together(found: re.Match[str]) -> str:
    """ "w h a t s a p p", "d e 8 9 3 7": figures alone are left to whoever reads numbers."""
    if not re.search("[A-Za-z]", found[0]):
        return found[0]
    return _WORD_AND_NUMBER.sub(" ", re.sub(r"[^A-Za-z0-9@]", "", found[0]))
