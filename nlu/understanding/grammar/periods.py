"""Finds periods of time, such as "last month", "in October", 上周 and 最近三天. It also finds days by which something
is due, and lengths of time.

Single days are entities, which dates.py finds. This module does not import Rasa.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

_HAN_NUMBERS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_HAN_NUMBERS |= {"半": 0, "十一": 11, "十二": 12, "十五": 15, "二十": 20, "三十": 30}
_HAN = "十一|十二|十五|二十|三十|[一两二三四五六七八九十半]"
_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "couple of": 2, "few": 3}
_COUNT = rf"(?P<count>\d{{1,3}}|{_HAN}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_DAYS = {"day": 1, "天": 1, "日": 1, "week": 7, "周": 7, "星期": 7, "礼拜": 7, "month": 30, "月": 30, "个月": 30}
_UNIT = r"(?P<unit>days?|weeks?|months?|天|日|周|个?星期|个?礼拜|个月)"
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"\b(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b(?!\s?\d{1,2}(?!\d))"
    r"|(?<!\d)(?P<number>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?!\d|[一二三四五六七八九十]+[号日])"
)


@dataclass(frozen=True)
class Period:
    """Holds a period of time. It begins with the day `start` and ends before the day `end`. None means that the period
    has no such limit."""

    start: dt.date | None
    end: dt.date | None


def find_period(text: str, today: dt.date) -> Period | None:
    """Returns the past or present period that the raw text names, relative to `today`, or None if it names none."""
    plain = _with_numbered_months(text)
    return next((period for find in _PAST if (period := find(plain, today))), None)


def find_deadline(text: str, today: dt.date) -> dt.date | None:
    """Returns the last day of a time limit such as "before end of March", "within 2 weeks", "by next month", 三月底之前
    or 两周内, relative to `today`.

    Returns None if the raw text names no such limit. It also returns None for a date such as "15 March", which dates.py
    finds.
    """
    plain = _with_numbered_months(text)
    return next((day for find in _DUE if (day := find(plain, today))), None)


def find_duration(text: str) -> int | None:
    """Returns the number of days in a length of time such as "25 days", "three weeks", 20天 or 半个月. Returns None if
    the raw text names no length of time. A month counts as 30 days."""
    found = _DURATION.search(text.casefold())
    return _days(found) or None if found else None


def _with_numbered_months(text: str) -> str:
    """Returns the text in lower case, with "month3" for March, 三月 and 3月. "March 15" stays as it is."""
    return _MONTH.sub(lambda found: f"month{_month_number(found)}", text.casefold())


def _month_number(found: re.Match[str]) -> int:
    return _MONTH_NAMES.index(found["name"][:3]) + 1 if found["name"] else _number(found["number"].lstrip("0"))


def _number(said: str) -> int:
    if said.isascii() and said.isdecimal():
        return int(said)
    return _WORDS.get(said) or _HAN_NUMBERS.get(said, 0)


def _days(found: re.Match[str]) -> int:
    unit = _DAYS[found["unit"].rstrip("s").removeprefix("个") if found["unit"] != "个月" else "月"]
    return unit // 2 if found["count"] == "半" else _number(found["count"]) * unit


def _first_of(year: int, month: int) -> dt.date:
    """Returns the first day of a month. Month 13 is January of the next year, and month 0 is December of the year
    before."""
    return dt.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


_NAMED: tuple[tuple[re.Pattern[str], Callable[[dt.date], Period]], ...] = (
    (re.compile(r"\btoday'?s?\b|今天|今日"), lambda t: Period(t, t + dt.timedelta(1))),
    (re.compile(r"\byesterday'?s?\b|昨天|昨日"), lambda t: Period(t - dt.timedelta(1), t)),
    (re.compile(r"\bthis week\b|本周|这周|这个?星期|这个?礼拜"), lambda t: Period(_monday(t), _monday(t) + dt.timedelta(7))),
    (re.compile(r"\b(last|previous|past) week\b|上周|上个?星期|上个?礼拜"), lambda t: Period(_monday(t) - dt.timedelta(7), _monday(t))),
    (re.compile(r"\bthis month\b|本月|这个月|当月"), lambda t: Period(t.replace(day=1), _first_of(t.year, t.month + 1))),
    (re.compile(r"\b(last|previous) month\b|上个?月(?!底)"), lambda t: Period(_first_of(t.year, t.month - 1), t.replace(day=1))),
    (re.compile(r"\bthis year\b|今年"), lambda t: Period(dt.date(t.year, 1, 1), dt.date(t.year + 1, 1, 1))),
    (re.compile(r"\blast year\b|去年"), lambda t: Period(dt.date(t.year - 1, 1, 1), dt.date(t.year, 1, 1))),
)  # fmt: skip
_DURATION = re.compile(rf"(?<![a-z0-9]){_COUNT}\s?-?{_UNIT}")
_LAST_DAYS = re.compile(rf"(?:\b(?:last|past|previous) |最近|近|过去|这){_COUNT}\s?{_UNIT}")
_IN_MONTH = re.compile(
    r"\b(?:in|from|of|during|for) month(?P<month>\d+)\b|^month(?P<bare>\d+)\b|month(?P<zh>\d+)份?的?"
)
_SINCE = re.compile(r"\bsince month(?P<month>\d+)|month(?P<zh>\d+)份?(?:以来|之后|以后|起|到现在)")


def _monday(today: dt.date) -> dt.date:
    return today - dt.timedelta(today.weekday())


def _named(text: str, today: dt.date) -> Period | None:
    return next((period(today) for pattern, period in _NAMED if pattern.search(text)), None)


def _last_days(text: str, today: dt.date) -> Period | None:
    found = _LAST_DAYS.search(text)
    return Period(today - dt.timedelta(_days(found)), None) if found else None


def _since_month(text: str, today: dt.date) -> Period | None:
    found = _SINCE.search(text)
    return Period(_past_month(found, today), None) if found else None


def _in_month(text: str, today: dt.date) -> Period | None:
    found = _IN_MONTH.search(text)
    if found is None:
        return None
    start = _past_month(found, today)
    return Period(start, _first_of(start.year, start.month + 1))


def _past_month(found: re.Match[str], today: dt.date) -> dt.date:
    month = int(next(filter(None, found.groups())))
    return dt.date(today.year - (month > today.month), month, 1)


_PAST = (_last_days, _named, _since_month, _in_month)

_MONTH_END = re.compile(
    r"\b(?:(?:by|before|until|till|at|in|no later than|latest)(?: the)? )?(?:end|close) of month(?P<en>\d+)"
    r"|\b(?:by|no later than|latest|in|during) month(?P<by>\d+)|month(?P<zh>\d+)份?(?:底|末|下旬|之内|以内|内|交|到货)"
)
_MONTH_BEGIN = re.compile(r"\b(?:before|until|till) month(?P<en>\d+)|month(?P<zh>\d+)份?(?:之前|以前|前)")
_MONTH_PART = re.compile(r"month(?P<month>\d+)份?(?P<part>初|上旬|中)|\b(?P<when>early|mid)[ -]month(?P<en>\d+)")
_NAMED_ENDS: tuple[tuple[re.Pattern[str], Callable[[dt.date], dt.date]], ...] = (
    (re.compile(r"\b(?:end of )?next month\b|下个?月(?:底|末|内)?"), lambda t: _first_of(t.year, t.month + 2) - dt.timedelta(1)),
    (re.compile(r"\b(?:end of )?(?:this|the) month\b|\bmonth'?s? end\b|(?<!上)月底|本月内?|这个月内?"), lambda t: _first_of(t.year, t.month + 1) - dt.timedelta(1)),
    (re.compile(r"\bend of (?:this |the )?year\b|\byear'?s? end\b|年底|年末"), lambda t: dt.date(t.year, 12, 31)),
    (re.compile(r"\bchristmas\b|圣诞"), lambda t: dt.date(t.year, 12, 24)),
    (re.compile(r"\b(?:end of )?next week\b|下周(?![一二三四五六日天])"), lambda t: _monday(t) + dt.timedelta(13)),
    (re.compile(r"\b(?:end of )?(?:this|the) week\b|本周内?|这周内?"), lambda t: _monday(t) + dt.timedelta(6)),
)  # fmt: skip
_WITHIN = (
    re.compile(rf"\b(?:within|in|in less than) {_COUNT} {_UNIT}"),
    re.compile(rf"{_COUNT}{_UNIT}(?:之内|以内|内|后)"),
)


def _coming(month: int, today: dt.date) -> dt.date:
    """Returns the first day of the month with the number `month` (1 to 12): of the current month if it has this number,
    otherwise of the next month that has it."""
    return dt.date(today.year + (month < today.month), month, 1)


def _month(found: re.Match[str]) -> int:
    return int(next(value for value in found.groupdict().values() if value and value.isdecimal()))


def _by_part_of_month(text: str, today: dt.date) -> dt.date | None:
    found = _MONTH_PART.search(text)
    early = found and (found["when"] or found["part"]) in ("early", "初", "上旬")
    return _coming(_month(found), today).replace(day=10 if early else 20) if found else None


def _by_end_of_month(text: str, today: dt.date) -> dt.date | None:
    found = _MONTH_END.search(text)
    if found is None:
        return None
    first = _coming(_month(found), today)
    return _first_of(first.year, first.month + 1) - dt.timedelta(1)


def _before_month(text: str, today: dt.date) -> dt.date | None:
    """Returns the last day before a month begins, for "before March" or 3月前."""
    found = _MONTH_BEGIN.search(text)
    return _coming(_month(found), today) - dt.timedelta(1) if found else None


def _by_named(text: str, today: dt.date) -> dt.date | None:
    return next((end(today) for pattern, end in _NAMED_ENDS if pattern.search(text)), None)


def _within(text: str, today: dt.date) -> dt.date | None:
    found = next(filter(None, (pattern.search(text) for pattern in _WITHIN)), None)
    return today + dt.timedelta(_days(found)) if found else None


_DUE = (_within, _by_part_of_month, _by_end_of_month, _before_month, _by_named)
