"""Reads numbers as people type them in English and Chinese: 20,000 · 10.000 · 5k · 1 lakh · twelve · 三千五 · 2万5 ·
1.5万.

Every repetition in these patterns has an upper limit, and a number can begin only where a run of numerals begins.
Without this, a message that repeats 万 4,096 times could hold a number at 4,096 places, with up to 4,096 lengths at
each, and the search would take minutes. People do not write numbers that are longer than the patterns allow.

A lookahead stands before each long alternation. It tests whether the next character can begin any of the branches. The
lookahead does not change what is found. It saves time, because the branches are not tried where none can match. In a
text of nothing but numbers, trying the branches takes most of the time.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import groupby

import cn2an

# Conditions before and after a number. They make sure that it is not a part of a longer number, of a code or of a Latin
# word.
BEFORE = r"(?<![a-z\d_#])(?<!\d[.,:/-])(?<![a-z]-)"
AFTER = r"(?![a-z0-9_])(?![.,:/-]\d)"

_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,9})?|[1-9]\d{0,2}(?:\.\d{3}){1,5}(?!\d)|\d{1,3}(?: \d{3}){1,5}(?!\d)"
    r"|\d{1,18}(?:\.\d{1,9}|,\d{1,2}(?!\d))?)"
)
_SCALES = {
    "k": 1000,
    "thousand": 1000,
    "mio": 1000000,
    "million": 1000000,
    "lakhs": 100000,
    "lakh": 100000,
    "lac": 100000,
    "crore": 10000000,
}
_SCALE = rf"(?:\s?(?:{'|'.join(_SCALES)})(?![a-z]))"
_HAN_ONE = r"[一二两三四五六七八九\d]"
_NO_MORE = r"(?![\d.,万千百十年月号个件只条台套箱吨双块])"
_HAN_SCALE = rf"(?:(?:\s?[十百千万亿]|w(?![a-z]|\s[a-z])|w(?=\s(?:pcs|pieces|sets|units|pairs|kgs?|tons?)(?![a-z]))|\sw(?!\s?[a-z]))(?:{_HAN_ONE}[千百](?:{_HAN_ONE}十)?|{_HAN_ONE}{_NO_MORE})?)"
DIGITS = rf"(?=\d){_DIGITS}(?:(?=\s?[a-z十百千万亿])(?:{_SCALE}|{_HAN_SCALE}))?"

_HAN_NUMERALS = "零〇一二两三四五六七八九十廿百千万亿"
# The longest numeral that people use, 九千九百九十九亿九千九百九十九万九千九百九十九, has 23 characters.
HAN = rf"(?=[{_HAN_NUMERALS}])(?<![{_HAN_NUMERALS}])[{_HAN_NUMERALS}]{{1,24}}(?:点[零一二三四五六七八九]{{1,9}}万?)?"

_ONES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: value for value, word in enumerate(_ONES, 1)}
_WORDS |= {word: value * 10 for value, word in enumerate(_TENS, 2)}
_WORDS |= {"a": 1, "an": 1, "half": Decimal("0.5")}
_LARGE = {"hundred": 100, "thousand": 1000, "lakh": 100000, "million": 1000000}
_ALL_WORDS = sorted([*_ONES, *_TENS, *_LARGE], key=len, reverse=True)
_ANY_WORD = "|".join(_ALL_WORDS)
_FIRST_LETTERS = "".join(sorted({word[0] for word in [*_ONES, *_TENS, "a", "half"]}))
# A lookbehind must have a fixed length, so there is one lookbehind for each length of the words.
_NO_WORD_BEFORE = "".join(
    rf"(?<![^a-z](?:{'|'.join(words)})[ -])"
    for _, words in ((size, list(group)) for size, group in groupby(_ALL_WORDS, len))
)
# "Twenty-one" and "two-hundred" are numbers, "two-three" is a range.
_NEXT_WORD = rf"(?: | and )(?:{_ANY_WORD})|-(?:{'|'.join(_LARGE)})|(?<=ty)-(?:{'|'.join(_ONES[:9])})"
WORDS = (
    rf"(?=[{_FIRST_LETTERS}])(?:{_NO_WORD_BEFORE}(?:{'|'.join(sorted([*_ONES, *_TENS], key=len, reverse=True))})(?:{_NEXT_WORD}){{0,14}}"
    rf"|an?(?: (?:{'|'.join(_LARGE)})){{1,3}}|half an?|an?(?= dozen))(?![a-z])"
)

NUMBER = rf"(?:{DIGITS}|{HAN}|{WORDS})"
TO = r"\s?(?:-|–|~|to|到|至)\s?"
"""Matches what stands between the two numbers of a range: "500-600", 三到五, "10 to 12"."""
# Characters after a number that mean "about": "三百来套", "20多吨".
ABOUT = r"(?:\s?[来多余几])?"


@lru_cache(maxsize=4096)
def value_of(number: str) -> Decimal | None:
    """Returns the number that is written in a folded text, or None if the text is not a number."""
    number = number.strip()
    if re.fullmatch(WORDS, number):
        return _spelt_in_words(number)
    if re.fullmatch(HAN, number):
        return _spelt_in_han(number)
    matched = re.fullmatch(rf"({_DIGITS})\s?(.*)", number)
    if not matched:
        return None
    digits = _plain(matched[1])
    scale = matched[2]
    if not scale:
        return digits
    if scale in _SCALES:
        return digits * _SCALES[scale]
    return _spelt_in_han(f"{digits}{scale.replace('w', '万')}")


def _plain(digits: str) -> Decimal:
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", digits):
        return Decimal(digits.replace(".", ""))
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits):
        return Decimal(digits.replace(",", ""))
    return Decimal(digits.replace(" ", "").replace(",", "."))


def _spelt_in_han(number: str) -> Decimal | None:
    if re.fullmatch(r"[一二两三四五六七八九]{2,}", number):
        return None  # 七八个 means "seven or eight"
    try:
        return Decimal(str(cn2an.cn2an(number, "smart")))
    except (ValueError, InvalidOperation, LookupError):
        return None  # cn2an fails with a LookupError on numbers such as 千十一 and 1亿二


def _spelt_in_words(number: str) -> Decimal | None:
    total, current = Decimal(0), Decimal(0)
    for word in re.split(r"[ -]+", number):
        if word in ("and", "a", "an") and (total or current):
            continue
        if word in _LARGE:
            current = max(current, Decimal(1)) * _LARGE[word]
            if _LARGE[word] > 100:
                total, current = total + current, Decimal(0)
        else:
            current += _WORDS[word]
    return total + current


def as_json(number: Decimal) -> int | float:
    """Returns an int when the number is whole, else a float."""
    return int(number) if number == number.to_integral_value() else float(number)
