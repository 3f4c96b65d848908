"""Finds how a message asks for a list of things that were traded: for the first or the largest by a property, for those
that meet a condition, for all of them sorted, or for how many there are ("which leaves first?", 还有几单没确认).
Imports nothing of Rasa."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from foundation.yaml_text import read_yaml
from nlu.turn.words.cues.trades.orders import FINDERS, find_states
from nlu.understanding.asked.questioning import find_asked
from nlu.understanding.cues.words import Words
from nlu.understanding.grammar import dates
from nlu.understanding.grammar.periods import Period, find_deadline, find_period
from nlu.understanding.text.writing import folded

_MOST_WORDS, _MOST_HAN = 16, 26
"""The most words and Chinese characters of a message that may ask for a list. A longer one wants something else as well."""
_FEW_WORDS, _FEW_HAN = 5, 10
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BOTH_MONTHS = re.compile(
    r"\bthis month and (?:the )?next(?: month| one)?\b|\bthis and next month\b|(?:这个?|本)月(?:和|跟|、|到|及)(?:下个?月)|这两个月|最近两个月"
)
_NEXT = (
    (_BOTH_MONTHS, lambda day: Period(day.replace(day=1), _month_after(day).end)),
    (re.compile(r"\bnext week\b|下周|下个?星期|下个?礼拜"), lambda day: _week_after(day)),
    (re.compile(r"\bnext month\b|下个?月"), lambda day: _month_after(day)),
    (re.compile(r"\btomorrow\b|明天"), lambda day: Period(day + timedelta(1), day + timedelta(2))),
    (
        re.compile(r"\bthis weekend\b|\bby the weekend\b"),
        lambda day: Period(day, day + timedelta(7 - day.weekday())),
    ),
)
_FIRST_ALONE = re.compile(r"\bfirst\b|(?<!最)先")
"""Matches a word for "first" that more often says what to do first: "send the samples first", 能先发吗."""
_AFTER = re.compile(r"(?:\bafter|\blater than|\bfrom)(?: the)?\s*$")
_BEFORE = re.compile(r"(?:\bbefore|\bby|\buntil|\btill|\bup to)(?: the)?\s*$")
_AFTER_ZH, _BEFORE_ZH = re.compile(r"\s?(?:之后|以后|后)"), re.compile(r"\s?(?:之前|以前|前)")
_NOT_BEGUN = ("awaiting_confirmation", "accepted")
_IS_NOT_MADE = re.compile(
    r"\b(?:not|isn't|aren't|not yet) (?:yet )?(?:in production|being made|started|begun)\b|(?:还没|没有?|未)(?:开始)?(?:生产|投产|开工|开始做|做(?![好完]))"
)
"""Matches words that say that goods are not being made yet. By their single words, they would name goods that are being
made."""
_OF_ONE = re.compile(
    r"\bwhen\b|\bhow (?:much|long|late|far|soon)\b|\b(?:it|its|that one|this one)\b|什么时候|何时|几时|几号|哪天|多久|多少钱|这单|那单|那个|那批|它"
)
"""Matches a question about a single thing, or about its day or sum: "when do we pay the rest of it?"."""


_FIRST_CLAUSE = re.compile(r"^([^,，:：;；]+)[,，:：;；]\s*(.+)$")


def find_ranking(text: str, today: date) -> dict[str, Any] | None:
    """Returns how the text, written `today`, asks for a list, or None if it asks for none: `by` is the property by
    which the list is sorted, and `way` the direction (`first`, `last`, `most`, `least`, or `all` sorted). `only` holds
    conditions, `states` states of orders, `kinds` kinds of things, and `coming` the days in which something is due.
    `counts` says that the text asks how many there are, and `several` that it asks for several things ("which", 哪些).
    `names` says that it only calls a thing the first or the largest and asks something else about it ("the newest
    inquiry, which port?"). A key is missing if the text does not say it."""
    plain = folded(text).replace("’", "'")
    if len(plain.split()) > _MOST_WORDS or len(_HAN.findall(plain)) > _MOST_HAN:
        return None
    coming = find_coming(plain, today)
    plain = _BOTH_MONTHS.sub("this month", plain)  # "next" ranks nothing here
    named = _find_named(plain)
    said = {name: _find_longest(named or plain, name) for name in _tables()}
    states = list(_NOT_BEGUN) if _IS_NOT_MADE.search(plain) else find_states(plain.replace("n't ", " not "))
    only = [*said["only"], *(["unpaid"] if FINDERS["unpaid"](plain) else []), *(["open"] if said["open"] else [])]
    only = list(dict.fromkeys(only))
    if _OF_ONE.search(named or plain) and not said["kinds"]:
        return None
    way, by = next(iter(said["way"]), None), said["by"]
    is_brief = len(plain.split()) <= _FEW_WORDS and len(_HAN.findall(plain)) <= _FEW_HAN
    asks = bool(said["asks"] or said["several"] or named)
    if not (asks or is_brief or plain.rstrip().endswith(("?", "？"))):
        return None
    is_clear = bool(said["which"] or named) or way == "all" or (is_brief and not _FIRST_ALONE.search(plain))
    asks_first = way is not None and (
        is_clear if by or said["kinds"] else bool(said["which"]) and way != "all" and is_brief
    )
    asks_some = asks and bool(only or (coming and by) or (states and (said["counts"] or said["which"])))
    if not (asks_first or asks_some):
        return None
    found: dict[str, Any] = {"by": by, "way": way, "only": only, "states": states, "kinds": said["kinds"]}
    found |= {"names": bool(named)}
    found |= {"counts": bool(said["counts"]), "several": bool(said["several"]), "coming": coming and _dump(coming)}
    return {name: value for name, value in found.items() if value}


def _find_named(plain: str) -> str | None:
    """Returns the words at the beginning of the folded text that name one thing by a superlative, if they ask nothing
    themselves and a question follows."""
    parts = _FIRST_CLAUSE.match(plain)
    if parts is None:
        return None
    first, rest = parts.groups()
    asks = set(_tables()["which"].find(first).get("which", ())) - {"最"}
    is_one = {*_find_longest(first, "way")} - {"all"} and _find_longest(first, "kinds")
    return first if is_one and not asks and any(each["kinds"] for each in find_asked(rest)) else None


def find_coming(plain: str, today: date) -> Period | None:
    """Returns the days to come that the text names: "this week", "in December", 下周. The name of a month that is over
    means that month of the next year."""
    days = list({find.start: find for find in dates.find(plain, today)}.values())
    if len(days) == 1:
        return _beside(plain, days[0].start, days[0].end, date.fromisoformat(str(days[0].value)))
    found = next((make(today) for pattern, make in _NEXT if pattern.search(plain)), None) or find_period(plain, today)
    if found is not None and found.end is not None and found.start is not None and found.end <= today:
        months = (found.end - found.start).days
        return _a_year_later(found) if months > 20 else None
    if found is not None and found.end is not None:
        return found
    last = find_deadline(plain, today)
    return Period(None, last + timedelta(1)) if last else None


def _beside(plain: str, start: int, end: int, day: date) -> Period:
    """Returns the period before or after the day at that place of the text, if the words beside it say "before" or
    "after"; else that day alone."""
    if _AFTER.search(plain[:start]) or _AFTER_ZH.match(plain, end):
        return Period(day + timedelta(1), None)
    if _BEFORE.search(plain[:start]) or _BEFORE_ZH.match(plain, end):
        return Period(None, day + timedelta(1))
    return Period(day, day + timedelta(1))


def _a_year_later(period: Period) -> Period:
    days = [day and day.replace(year=day.year + 1, day=1) for day in (period.start, period.end)]
    return replace(period, start=days[0], end=days[1])


def _week_after(day: date) -> Period:
    monday = day + timedelta(7 - day.weekday())
    return Period(monday, monday + timedelta(7))


def _month_after(day: date) -> Period:
    first = (day.replace(day=1) + timedelta(32)).replace(day=1)
    return Period(first, (first + timedelta(32)).replace(day=1))


def _dump(period: Period) -> list[str | None]:
    return [day and day.isoformat() for day in (period.start, period.end)]


def _find_longest(plain: str, table: str) -> list[str]:
    """Returns the names that the table gives to the words in the folded text, in the order of the text. A word inside a
    longer word of the table does not count."""
    spans = [
        (found.start(), found.end(), kind)
        for kind, said in _tables()[table].find(plain).items()
        for word in dict.fromkeys(said)
        for found in re.finditer(_whole(word), plain)
    ]
    longest = [
        span
        for span in spans
        if not any(
            other[0] <= span[0] and span[1] <= other[1] and other[1] - other[0] > span[1] - span[0] for other in spans
        )
    ]
    return list(dict.fromkeys(kind for *_, kind in sorted(longest) if kind != "none"))


def _whole(word: str) -> str:
    return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word)


@lru_cache(maxsize=1)
def _tables() -> dict[str, Words]:
    table: dict[str, Any] = read_yaml(Path(__file__).with_name("ranking.yml"))
    none = {"none": table.pop("none")}
    by_kind = {name: Words({**words, **none}) for name, words in table.items() if isinstance(words, dict)}
    return by_kind | {name: Words({name: words, **none}) for name, words in table.items() if isinstance(words, list)}
