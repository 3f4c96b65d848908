"""Finds the least and the largest sizes that a message demands of goods: 200克以上, "at least 300 gsm", 克重380up.
Imports nothing of Rasa."""

from __future__ import annotations

import re
from typing import Any

from nlu.understanding.text.writing import folded

_UNIT = r"(?P<unit>gsm|kg|g|ml|l|cm|mm|inch(?:es)?|w|watts?|mah|克|公斤|千克|毫升|升|厘米|公分|毫米|寸|吋|瓦|毫安(?:[时時])?|姆米)"
_NUMBER = r"(?<![\d.])(?P<number>\d{1,6}(?:\.\d{1,2})?)"
_LEAST = (
    re.compile(
        rf"{_NUMBER}\s?{_UNIT}?\s?(?:[及或]?以上|起跳|up(?![a-z])|or (?:more|above|up|higher|heavier|larger|bigger)(?![a-z])|and (?:above|up|over)(?![a-z])|\+)"
    ),
    re.compile(
        rf"(?<![a-z])(?:at least|above|over|more than|min(?:imum)?|not (?:less|under|below)(?: than)?|from)\s{_NUMBER}\s?{_UNIT}(?![a-z])"
    ),
    re.compile(rf"(?:至少|不低于|不低於|不少于|超过|超過|大于|高于)\s?{_NUMBER}\s?{_UNIT}"),
)
_MOST = (
    re.compile(rf"{_NUMBER}\s?{_UNIT}\s?(?:[及或]?以下|[以之]内|or (?:less|below|smaller|lighter)(?![a-z]))"),
    re.compile(
        rf"(?<![a-z])(?:at most|below|under|less than|max(?:imum)?|not (?:more|over|above)(?: than)?|up to)\s{_NUMBER}\s?{_UNIT}(?![a-z])"
    ),
    re.compile(rf"(?:最多|不超过|不超過|小于|低于|少于)\s?{_NUMBER}\s?{_UNIT}"),
)
_GRAMS = re.compile(r"克重|gsm|gram|克")
"""Matches words beside which a number without a unit is the weight of a cloth."""


def find_bounds(text: str) -> list[dict[str, Any]]:
    """Returns the least and the largest sizes that the text allows, each with its `words`, `number`, `unit` and whether it is the
    `least`."""
    plain = folded(text)
    if len(plain) != len(text):
        return []
    found = []
    for is_least, patterns in ((True, _LEAST), (False, _MOST)):
        for pattern in patterns:
            for each in pattern.finditer(plain):
                unit = each["unit"] or ("g" if _GRAMS.search(plain[: each.start()]) else None)
                if unit is not None:
                    words = text[each.start() : each.end()].strip()
                    found.append({"words": words, "number": each["number"], "unit": unit, "least": is_least})
    return found[:2]
