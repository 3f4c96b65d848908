"""Undoes the tricks by which people hide numbers and names in a text from a filter.

Each character is replaced by the plain character that it looks like (`lookalikes`). Digits in words, Chinese numerals
and letters in the place of digits become digits. Letters and Chinese characters that are written apart are joined.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from actions.marketplace.safety.lookalikes import PLAIN, marks_of_disguise

HAN = "\u3400-\u9fff"
_CHINESE_DIGITS = dict(zip("零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖洞拐", "001234567891212345678907", strict=True))
_SPELLED = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "plus": "",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3}
_RUN = 5
"""At least this many digits in words in a row are taken for a hidden number. Fewer digits in words are ordinary text,
as in "two or three"."""
_CHINESE = "".join(_CHINESE_DIGITS)
_CHINESE_RUN = re.compile(rf"[\d{_CHINESE}](?:[^\w\n]{{0,3}}[\doO{_CHINESE}]){{{_RUN - 1},}}")
_WORD = rf"(?:{'|'.join([*_SPELLED, *_TIMES])}|\d{{1,4}})"
_SPELLED_RUN = re.compile(rf"(?<![a-z0-9]){_WORD}(?:[\s,.;:/\-]{{0,3}}{_WORD}){{{_RUN - 1},}}(?![a-z])", re.I)
_SPELLED_WORD = re.compile(rf"{'|'.join([*_SPELLED, *_TIMES])}|\d+", re.I)
_LETTER_RUN = re.compile(r"(?<![A-Za-z0-9])[\doOlIi|](?:[ .\-]?(?:[\doOlIi]|(?<! )\|(?! ))){6,18}(?![A-Za-z0-9])")
_LETTER_DIGITS = str.maketrans("oOlIi|", "001111")
_FEWEST_DIGITS = 4
_FEWEST_HIDDEN = 8
_APART = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z0-9@] ?[ .\-_*|/·~]){3,}[A-Za-z0-9@](?![A-Za-z0-9])")
_WORD_AND_NUMBER = re.compile(r"(?<=[A-Za-z]{4})(?=\d{4})")
_HAN_APART = re.compile(rf"(?<=[{HAN}])[ \t*·._\-|/~^+]{{1,3}}(?=[{HAN}])")
_WORDED_HYPHEN = re.compile(r"(?<=\d)(?:\s?\(?\s?(?:[杠横丨]|(?<=\()bar)\s?\)?\s?(?=\d)|[一](?=\d{4}(?!\d)))")
_OPENING, _CLOSING = r"[\[({<【〔「『《]", r"[\])}>】〕」』》]"
_BOXED_RUN = re.compile(rf"(?:{_OPENING}\s?\d{{1,4}}\s?{_CLOSING}[\s,.\-]{{0,2}}){{3,20}}")
_BOX = re.compile(r"\d+")
_THOUSANDS = re.compile(rf"(?<=\d{{4}})([{_CHINESE}])千")
_DIGIT_BESIDE = re.compile(
    rf"(?<=\d)(?:{'|'.join(filter(_SPELLED.get, _SPELLED))})(?=[\d\s]|$)|(?<![a-z])(?:{'|'.join(filter(_SPELLED.get, _SPELLED))})(?=\d)",
    re.I,
)


def revealed(text: str) -> str:
    """Returns the text with all these tricks undone. Capital letters stay capital letters."""
    return uncover(text)[0]


def uncover(text: str) -> tuple[str, frozenset[str]]:
    """Returns the text with all tricks undone, and a name for each of them. The names matter, because an honest writer
    has no reason to hide a number, such as that of a model."""
    plain, tricks = text.translate(PLAIN), set(marks_of_disguise(text))
    digits = _count_digits(plain)
    for name, undo in _STEPS:
        before, plain = plain, undo(plain)
        if plain != before:
            tricks.add(name)
    if (hidden := _count_digits(plain) - digits) >= _FEWEST_DIGITS:
        tricks.add(f"digits {min(hidden, _MOST_HIDDEN)}")
    return plain, frozenset(tricks)


def hides_a_number(tricks: frozenset[str]) -> bool:
    """Returns True if the tricks hid enough digits to be a part of a telephone number."""
    return bool(tricks & _SURE) or any(trick.startswith("digits ") for trick in tricks)


def _count_digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _unboxed(found: re.Match[str]) -> str:
    """Returns digits that stand in brackets one after the other, "[138][2200][9911]", as one number with hyphens. Marks
    of items, which are shorter and rise by one, are returned unchanged."""
    boxes = _BOX.findall(found[0])
    counts = all(int(second) == int(first) + 1 for first, second in pairwise(boxes))
    return found[0] if counts or sum(map(len, boxes)) < _FEWEST_HIDDEN else "-".join(boxes) + " "


def _chinese(found: re.Match[str]) -> str:
    """Returns a run of digits with Chinese numerals and letters "o" turned into digits. A run in plain ASCII is
    returned unchanged."""
    return (
        "".join(_CHINESE_DIGITS.get(c, c) for c in found[0].replace("o", "0").replace("O", "0"))
        if not found[0].isascii()
        else found[0]
    )


def _spelled(found: re.Match[str]) -> str:
    """Returns digits in words as figures: "nine one double eight" becomes "9188". A run without such words is returned
    unchanged, because the gaps between its figures help to recognise what it is."""
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
    """Returns a run such as "l38 OO88 7766" with its letters as the digits that they look like. A run with fewer than
    four real digits is returned unchanged."""
    enough = sum(c.isdigit() for c in found[0]) >= _FEWEST_DIGITS
    return found[0].translate(_LETTER_DIGITS) if enough else found[0]


def _together(found: re.Match[str]) -> str:
    """Returns characters that are written apart, such as "w h a t s a p p" or "d e 8 9 3 7", joined. Digits without any
    letter are returned unchanged; the module `numbers` reads them."""
    if not re.search("[A-Za-z]", found[0]):
        return found[0]
    return _WORD_AND_NUMBER.sub(" ", re.sub(r"[^A-Za-z0-9@]", "", found[0]))


_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("characters apart", lambda plain: _HAN_APART.sub("", plain)),
    ("boxes", lambda plain: _BOXED_RUN.sub(_unboxed, plain)),
    ("hyphens in words", lambda plain: _WORDED_HYPHEN.sub("-", plain)),
    ("thousands", lambda plain: _THOUSANDS.sub(lambda found: _CHINESE_DIGITS[found[1]] + "000", plain)),
    ("words among digits", lambda plain: _DIGIT_BESIDE.sub(lambda found: _SPELLED[found[0].lower()], plain)),
    ("numerals", lambda plain: _CHINESE_RUN.sub(_chinese, plain)),
    ("spelled digits", lambda plain: _SPELLED_RUN.sub(_spelled, plain)),
    ("letters for digits", lambda plain: _LETTER_RUN.sub(_lettered, plain)),
    ("letters apart", lambda plain: _APART.sub(_together, plain)),
)
"""How each trick is undone, in this order."""
_SURE = frozenset(("boxes", "letters for digits", "styled digits"))
_MOST_HIDDEN = 11
