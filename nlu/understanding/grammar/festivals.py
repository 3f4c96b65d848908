"""Finds festivals that are named as a deadline: "before Christmas", 最迟清明前."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from nlu.understanding.found import Found


@dataclass(frozen=True)
class _Festivals:
    pattern: re.Pattern[str]
    days: dict[str, dict[str, Any]]


def find(text: str, today: date) -> Iterator[Found]:
    """Yields a match for each festival that a folded text names as a deadline. Its value is the next day of that
    festival from `today` on, in ISO 8601. The word for "before" precedes the festival in English and follows it in
    Chinese, and it is not part of the span."""
    festivals = _read()
    for matched in festivals.pattern.finditer(text):
        name = "latin" if matched["latin"] else "han"
        day = _next(festivals.days[matched[name]], today)
        if day is not None:
            yield Found("date", matched.start(name), matched.end(name), day.isoformat())


def _next(festival: dict[str, Any], today: date) -> date | None:
    days = festival.get("days") or [date(today.year + offset, *festival["day"]) for offset in (0, 1)]
    return next((day for day in days if day >= today), None)


@lru_cache(maxsize=1)
def _read() -> _Festivals:
    table = yaml.safe_load((Path(__file__).parent / "festivals.yml").read_text(encoding="utf-8"))
    days = {str(name): festival for festival in table.values() for name in festival["names"]}
    latin = "|".join(re.escape(name) for name in sorted(days, key=len, reverse=True) if name.isascii())
    han = "|".join(re.escape(name) for name in sorted(days, key=len, reverse=True) if not name.isascii())
    pattern = re.compile(
        rf"(?<![a-z])(?:before|by|until|till|prior to|ahead of|not later than)\s(?:the\s)?(?P<latin>{latin})(?![a-z])"
        rf"|(?P<han>{han})[节節]?(?:之|以)?前(?!台|面|后|後)"
    )
    return _Festivals(pattern, days)
