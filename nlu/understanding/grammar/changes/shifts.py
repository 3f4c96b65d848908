"""Finds by how many days a text moves a date: "push the deadline out by a week", 往后延十天, 提前两天."""

from __future__ import annotations

import re
from decimal import Decimal

from nlu.understanding.grammar.numerals import BEFORE, NUMBER, value_of
from nlu.understanding.text.writing import folded

_DAYS_OF = {"d": 1, "w": 7, "f": 14, "m": 30, "天": 1, "日": 1, "周": 7, "星": 7, "礼": 7, "月": 30}
_UNIT = r"(?P<unit>days?|weeks?|fortnights?|months?|天|日|周|星期|礼拜|个月|月)"
_NUMBER = rf"(?P<number>{NUMBER}|an?(?=\s)|another|one more)"
_LATER = (
    r"(?:extend|extended|extension|prolong|postpone|push|delay|move|longer|later|another|more|extra|add|give (?:them|me|us))"
    r"|延长|延期|延后|延迟|推迟|往后|后延|顺延|宽限|晚|多给|再给|再延|延|加"
)
_SOONER = r"(?:earlier|sooner|shorten|bring forward|pull forward|forward by)|提前|提早|缩短|早"
_NEAR = 32
_SPAN = re.compile(rf"{BEFORE}{_NUMBER}\s?(?:more |extra |additional )?个?{_UNIT}(?![a-z])")


def find_shifts(text: str) -> list[int]:
    """Returns by how many days the raw text moves a date, in the order of the text. The number is negative if the date
    becomes earlier. A month counts as 30 days. A length of time that moves nothing ("within 10 days") is left out."""
    plain, found = folded(text), []
    for span in _SPAN.finditer(plain):
        around = plain[max(span.start() - _NEAR, 0) : span.end() + _NEAR]
        sign = -1 if re.search(_SOONER, around) else 1 if re.search(_LATER, around) else 0
        number = Decimal(1) if span["number"] in ("a", "an", "another", "one more") else value_of(span["number"])
        if sign and number and number == number.to_integral_value():
            unit = span["unit"].removeprefix("个")
            found.append(sign * int(number) * _DAYS_OF[unit[0]])
    return found
