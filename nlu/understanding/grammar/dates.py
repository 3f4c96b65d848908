"""Finds dates, each of which means a single day: "tomorrow", "3 days ago", "next Friday", "15 March", "下个月15号",
"2026-12-01"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from nlu.understanding.found import Found
from nlu.understanding.grammar.numerals import HAN, WORDS, value_of

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary|uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?:\.(?=\s?\d))?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s?(?P<year>20\d\d))?"
_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAY = r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nes(?:day)?)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|saturday|sunday)"
_WHICH = r"(?:(?P<which>next|last|this|past|coming) )?"
# "mon" is also French for "my" ("mon fournisseur"). It means Monday only if no word follows it, or if the next word
# goes with a day.
_MY = r"mon(?=\s+[a-zà-ÿ])(?!\s+(?:morning|afternoon|evening|noon|night|or|and|to|thru|through|till|until|pls|please|at|by|is|works|ok|if|for|we|i|the|latest)(?![a-z]))"
_HAN_WEEKDAY = r"(?P<weekday>[一二三四五六日天1-6])"
_HAN_DAY = rf"(?P<day>{HAN}|\d{{1,2}})"

_RELATIVE = {
    "the day after tomorrow": 2, "day after tomorrow": 2, "the day before yesterday": -2, "day before yesterday": -2,
    "today": 0, "tonight": 0, "tomorrow": 1, "tommorow": 1, "tommorrow": 1, "tomorow": 1, "tmrw": 1, "tmr": 1, "tmw": 1,
    "2moro": 1, "yesterday": -1, "yday": -1,
    "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "寻日": -1, "琴日": -1, "噚日": -1,
    "今天": 0, "今日": 0, "今晚": 0, "今早": 0, "明天": 1, "明日": 1, "听日": 1, "明早": 1, "后天": 2, "后日": 2, "大后天": 3,
}  # fmt: skip
_ANY_RELATIVE = "|".join(sorted(_RELATIVE, key=len, reverse=True))

_Reader = Callable[[re.Match[str], date], "date | None"]


def find(text: str, today: date) -> Iterator[Found]:
    """Yields the dates of a folded text, with values in ISO 8601 ("2026-12-01"). Relative dates, such as "tomorrow",
    are counted from `today`. Matches may overlap."""
    for pattern, read in _READERS:
        days: dict[tuple[str | Any, ...], str | None] = {}
        for matched in pattern.finditer(text):
            parts = matched.group(0, *pattern.groupindex)
            if parts not in days:
                day = read(matched, today)
                days[parts] = None if day is None else day.isoformat()
            if (written := days[parts]) is not None:
                yield Found("date", matched.start(), matched.end(), written)


def _from_relative(matched: re.Match[str], today: date) -> date | None:
    return today + timedelta(days=_RELATIVE[matched[0]])


def _from_days(matched: re.Match[str], today: date) -> date | None:
    number = value_of(matched["number"])
    if number is None or number > 366:
        return None
    forward = matched["way"] in ("later", "from now", "from today", "后", "之后", "以后") or matched[0].startswith(
        "in "
    )
    return today + timedelta(days=int(number) * (1 if forward else -1))


def _from_weekday(matched: re.Match[str], today: date) -> date | None:
    wanted = _WEEKDAYS.index(matched["weekday"][:3])
    ahead = (wanted - today.weekday()) % 7
    match (matched["which"] or "").strip():
        case "last" | "past":
            return today - timedelta(days=7 - ahead)
        case "next":
            return today + timedelta(days=7 - today.weekday() + wanted)
        case "this":
            return today - timedelta(days=today.weekday() - wanted)
    return today + timedelta(days=ahead or 7)


def _from_han_weekday(matched: re.Match[str], today: date) -> date | None:
    sign = matched["weekday"]
    wanted = 6 if sign in "日天" else ("一二三四五六".find(sign) if sign in "一二三四五六" else int(sign) - 1)
    weeks = matched["which"].count("下") - matched["which"].count("上")
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=weeks, days=wanted)


def _from_month_and_day(matched: re.Match[str], today: date) -> date | None:
    month = _MONTHS.index(matched["month"][:3]) + 1
    return _day_of(matched["year"], month, int(matched["day"]), today)


def _from_han_month(matched: re.Match[str], today: date) -> date | None:
    month, day = value_of(matched["month"]), value_of(matched["day"])
    return None if month is None or day is None else _day_of(matched["year"], int(month), int(day), today)


def _from_han_day(matched: re.Match[str], today: date) -> date | None:
    day = value_of(matched["day"])
    which = matched["which"] or ""
    if day is None:
        return None
    months = which.count("下") - which.count("上")
    if not which and int(day) < today.day:
        months = 1
    month = today.month - 1 + months
    found = _valid(today.year + month // 12, month % 12 + 1, int(day))
    # In November, which has 30 days, 31号 means 31 December.
    return found or (None if which else _valid(today.year + (month + 1) // 12, (month + 1) % 12 + 1, int(day)))


def _from_iso(matched: re.Match[str], today: date) -> date | None:
    return _valid(int(matched["year"]), int(matched["month"]), int(matched["day"]))


def _from_slashes(matched: re.Match[str], today: date) -> date | None:
    """Returns the date, or None if it is not valid. The first number is the day, as most of the world writes it. If
    this gives no valid date, the first number is the month."""
    first, second, year = int(matched["first"]), int(matched["second"]), int(matched["year"])
    year += 2000 if year < 100 else 0
    return _valid(year, second, first) or _valid(year, first, second)


def _from_two_numbers(matched: re.Match[str], today: date) -> date | None:
    """Returns the date if one of the two numbers is too large for a month. Otherwise returns None, because nothing
    shows which of them is the month. "24/7" means "always" and is not a date."""
    first, second = int(matched["first"]), int(matched["second"])
    if max(first, second) <= 12 or (first, second) == (24, 7):
        return None
    return _day_of(None, min(first, second), max(first, second), today)


def _day_of(year: str | None, month: int, day: int, today: date) -> date | None:
    """Returns the date. Without a year, it is the earliest date with this month and day that is not more than half a
    year in the past."""
    if year:
        return _valid(int(year), month, day)
    candidates = [_valid(today.year + offset, month, day) for offset in (-1, 0, 1)]
    near = [found for found in candidates if found and found > today - timedelta(days=183)]
    return min(near, default=None)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_READERS: list[tuple[re.Pattern[str], _Reader]] = [
    (re.compile(r"(?<!\d)(?P<year>20\d\d)[-/.年](?P<month>[01]?\d)[-/.月](?P<day>[0-3]?\d)(?!\d)[号日]?"), _from_iso),
    (re.compile(r"(?<![\d/.])(?P<first>[0-3]?\d)[/.](?P<second>[0-3]?\d)[/.](?P<year>20\d\d|\d\d)(?![\d/.])"), _from_slashes),
    (re.compile(r"(?<![\d/.$])(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d)(?![\d/.%])(?!\s?(?:inch|寸|\"|in\b))"), _from_two_numbers),
    (re.compile(rf"(?<![a-z0-9.,$]){_DAY}(?: of)?[\s-]?{_MONTH}{_YEAR}(?![a-z0-9])"), _from_month_and_day),
    (re.compile(rf"(?<![a-z]){_MONTH}\s?(?:the )?{_DAY}(?!\d|,\d|\.\d|\s?(?:pcs|pieces|sets|usd|kg)|[a-z]){_YEAR}"), _from_month_and_day),
    (re.compile(rf"(?:(?P<year>20\d\d)年)?(?P<month>(?:十[一二]?|[一二三四五六七八九]|1[0-2]|0?[1-9]))月(?:份)?{_HAN_DAY}[号日]?(?![\d个件套吨])"), _from_han_month),
    (re.compile(rf"(?P<which>下{{1,2}}个?月|上{{1,2}}个?月|本月|这个?月){_HAN_DAY}[号日]"), _from_han_day),
    (re.compile(rf"(?<![月\d第])(?P<which>)(?P<day>(?:[12]\d|3[01]|0?[1-9])|{HAN})[号](?![线楼码门店仓馆房院公电库])"), _from_han_day),
    (re.compile(rf"(?P<which>(?:上|下|这|本){{0,4}}个?)(?<![一二三四五六日天][到至])(?:周|星期|礼拜){_HAN_WEEKDAY}(?![个件套年月]|[到至](?:[周上下本这一二三四五六日天]|星期|礼拜))"), _from_han_weekday),
    (re.compile(rf"(?<![a-z])(?:in )?(?P<number>\d{{1,3}}|{WORDS}) days? (?P<way>ago|later|from now|from today)(?![a-z])"), _from_days),
    (re.compile(rf"(?P<number>\d{{1,3}}|{HAN})天(?P<way>之?前|以前|之后|以后|后)(?!付|交)"), _from_days),
    (re.compile(rf"(?<![a-z])(?!{_MY}){_WHICH}{_WEEKDAY}(?![a-z])"), _from_weekday),
    (re.compile(rf"(?<![a-z])(?:{_ANY_RELATIVE})(?![a-z])"), _from_relative),
]  # fmt: skip
