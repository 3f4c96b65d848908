"""Finds the length of time that a text names, also where it is written out in Chinese (十八天) or put together from
parts ("7 days sample + 25 days bulk, so 32 days"). Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.understanding.grammar.numerals import HAN, value_of
from nlu.understanding.grammar.periods import find_duration

_UNIT = r"(?:days?|weeks?|wks?|天|日|周|个?星期|个?礼拜)"
_SPELT = re.compile(rf"{HAN}(?=\s?(?:天|日(?!元)|周|个?星期|个?礼拜|个月))")
_TOTAL = re.compile(
    r"(?:(?<![a-z])(?:so|total(?:ly)?|in total|all in all|altogether|makes|sum)(?![a-z])|=|[一总]共|合计|加起来|总计|共)"
    rf"\s?(?:is|of|that is|就?是|就|要|[:：])?\s?(?P<length>\d{{1,3}}\s?-?{_UNIT})",
    re.I,
)
"""Matches a length of time that is called the sum of the others."""
_SUM = re.compile(
    rf"(?P<a>\d{{1,3}}\s?-?{_UNIT})[^,，;；。\d]{{0,12}}?[+＋][^,，;；。\d]{{0,12}}?(?P<b>\d{{1,3}}\s?-?{_UNIT})", re.I
)
"""Matches two lengths of time that are to be added."""


def find_length(text: str) -> int | None:
    """Returns the number of days in the first length of time that the text names. Returns None if it names none."""
    return find_duration(in_digits(text))


def find_whole_length(text: str) -> int | None:
    """Returns the number of days that several lengths of time make together, if the text says so: the sum that it names,
    else the sum of those with a plus sign between them. Returns None for any other text."""
    plain = in_digits(text)
    if total := _TOTAL.search(plain):
        return find_duration(total["length"])
    both = _SUM.search(plain)
    return sum(find_duration(both[name]) or 0 for name in ("a", "b")) if both else None


def in_digits(text: str) -> str:
    """Returns the text with the Chinese numbers of lengths of time in digits: 18天 for 十八天."""
    return _SPELT.sub(lambda found: str(value_of(found[0]) or found[0]), text)
