"""Finds days that are reckoned from a festival: 元旦后20天内, "within two weeks after Christmas", 春节前10天. Imports
nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from nlu.understanding.grammar import festivals
from nlu.understanding.grammar.numerals import NUMBER, value_of
from nlu.understanding.text.writing import folded

_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "day": 1, "week": 7, "fortnight": 14, "month": 30}
_HAN = re.compile(
    rf"(?P<feast>[\u4e00-\u9fff]{{2,4}}?|双11)[节節]?(?:放?假)?(?:之|以|过)?(?P<side>后|前)(?:的|再过)?(?P<number>{NUMBER}|半)个?(?P<unit>天|日|周|星期|礼拜|月)(?!前面)(?:之?内|以内|里|左右|前)?"
)
_LATIN = re.compile(
    rf"(?<![a-z])(?P<number>{NUMBER}|an?)\s(?P<unit>day|week|fortnight|month)s?\s(?P<side>after|before)\s(?:the\s)?(?P<feast>[a-z][a-z'\s-]{{2,20}})"
)
_TAKEN = ("date", "lead_time", "quantity")
"""The entities that are part of such a day if they stand in its words."""
_HALF = 15


def with_days_of_feasts(parsed: Mapping[str, Any], text: str, today: date) -> dict[str, Any]:
    """Returns changed entities for a parsed message that names a day by its distance from a festival; {} for any other
    message."""
    plain = folded(text)
    entities = list(parsed.get("entities") or [])
    found = [each for pattern in (_HAN, _LATIN) for each in pattern.finditer(plain)] if len(plain) == len(text) else []
    days = [(each, *named) for each in found if (named := _find_day(each, today))]
    if not days:
        return {}
    for each, day, end in days:
        start = each.start()
        entities = [one for one in entities if not (start <= one.get("start", -1) < end and one["entity"] in _TAKEN)]
        entities.append({"entity": "date", "start": start, "end": end, "value": day.isoformat()})
    return {"entities": entities}


def _find_day(found: re.Match[str], today: date) -> tuple[date, int] | None:
    """Returns the day, and where its words end; None if the words name no festival or no number."""
    feast = next(((day, name) for name in _list_names(found["feast"]) if (day := _find_feast(name, today))), None)
    number = 1 if found["number"] in ("a", "an") else value_of(found["number"])
    if feast is None or (number is None and found["number"] != "半"):
        return None
    length = timedelta(days=_HALF if number is None else int(number * _DAYS[found["unit"]]))
    end = found.start("feast") + len(feast[1]) if feast[1].isascii() else found.end()
    return feast[0] + length if found["side"] in ("后", "after") else feast[0] - length, end


def _list_names(words: str) -> list[str]:
    """Returns what may be the name of a festival at the end of Chinese words, or at the beginning of English ones."""
    if words.isascii():
        parts = words.split()
        return [" ".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return [words[start:] for start in range(len(words) - 1)]


@lru_cache(maxsize=64)
def _find_feast(name: str, today: date) -> date | None:
    """Returns the next day of the festival of this name from today on."""
    words = f"before {name}" if name.isascii() else f"{name}前"
    start = words.index(name)
    found = (each for each in festivals.find(words, today) if (each.start, each.end) == (start, start + len(name)))
    return next((date.fromisoformat(str(each.value)) for each in found), None)
