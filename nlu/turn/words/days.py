"""Finds a day of the month that a text names without its month: "the 21st", 25号. Only the conversation shows which
month is meant. Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

_MONTHS = r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DAY = re.compile(
    rf"(?<![\d/.-])(?<![a-z])(?P<en>[1-3]?\d)(?:st|nd|rd|th)(?![a-z])(?!\s(?:of\s)?(?:{_MONTHS}|time|floor|order|one|batch|item))"
    r"|(?<![\d月/.-])(?P<zh>[1-3]?\d)[号號](?![\d线線楼樓机機店柜])"
)
_MOVED = re.compile(
    rf"(?<![\d/.-])[1-3]?\d(?:st|nd|rd|th)?,?\s?(?:->|→|to|until|becomes)\s(?:the\s)?(?P<en>[1-3]?\d)(?:st|nd|rd|th)(?![a-z])(?!\s(?:of\s)?(?:{_MONTHS}))"
    r"|(?<![\d月/.-])[1-3]?\d[号號][^，,。\d]{0,6}(?:改|推|延|挪|拖|变)[^，,。\d]{0,4}(?P<zh>[1-3]?\d)[号號](?![\d线線楼樓机機店柜])"
)
"""Matches a day that is moved to another one."""
_OF_EVENT = re.compile(
    r"\s?(?:就|要|正式|才)?(?:开张|开業|开业|开幕|开展|开会|开学|开卖|结婚|婚礼|办婚礼|展会|办活动|搞活动|搬家)|\s(?:we|our \w+)\s(?:open|opens|launch|launches)(?![a-z])|\s(?:is|for)\s(?:the|our)\s(?:opening|launch|wedding|fair|show|party)(?![a-z])"
)
"""Matches words behind a day on which something of the writer's own takes place: 酒店15号开张."""
_AFTER_MONTH = re.compile(rf"(?:{_MONTHS})[a-z]*\.?\s?$|月\s?$")
_LAST = 31
_GIVEN_UP = re.compile(
    r"^[\s,]*(?:is |would be |will be |that'?s |seems |then |so )*(?:impossible|not (?:possible|realistic|doable)|unrealistic|no chance|out of (?:reach|the question)|(?:won'?t|will not|can'?t|cannot) (?:work|happen|be done))\b"
    r"|^[\s，,]*(?:前|之前|那|就|是|肯定|看来|应该|都|也)*(?:来不及|來不及|赶不上|趕不上|赶不及|不可能|没戏|没可能|冇可能)"
)
"""Matches words behind a day that say that it cannot be kept."""


def is_given_up(plain: str, end: int) -> bool:
    """Returns whether the words behind the day that ends there say that it cannot be kept: "before christmas
    impossible". Such a day is no day on which anything is wanted."""
    return _GIVEN_UP.match(plain[end:]) is not None and "?" not in plain[end:][:24]


def find_day_of_month(plain: str) -> str | None:
    """Returns the number of the first such day in a folded text, or None. If the text moves one day to another, the
    new one counts: "from the 5th to the 10th", 5号改到10号."""
    for found in [*_MOVED.finditer(plain), *_DAY.finditer(plain)]:
        number = int(found["en"] or found["zh"])
        if 0 < number <= _LAST and not _AFTER_MONTH.search(plain[: found.start()]):
            return str(number)
    return None


def is_day_of_event(plain: str, end: int) -> bool:
    """Returns whether the day that ends here in a folded text is the day of an event of the writer's own, for which
    goods are wanted, and not a day of the goods themselves."""
    return _OF_EVENT.match(plain, end) is not None


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OF_NEXT_WEEK = re.compile(rf"(?<![a-z])(?P<day>{'|'.join(_WEEKDAYS)})[a-z]{{0,6}},?\s(?:of\s)?next week(?![a-z])")


def with_days_of_next_week(entities: Sequence[Mapping[str, Any]], plain: str, today: date) -> list[dict[str, Any]]:
    """Returns the entities, where a day of the week with "next week" behind it is the day of that week: "friday next
    week" is not this Friday."""
    found = {each.start(): each["day"] for each in _OF_NEXT_WEEK.finditer(plain)}
    monday = today + timedelta(7 - today.weekday())
    return [
        {**each, "value": (monday + timedelta(_WEEKDAYS.index(found[each["start"]]))).isoformat()}
        if each.get("entity") == "date" and each.get("start") in found
        else dict(each)
        for each in entities
    ]
