"""Computes the shapes of the plots on the report's page, in the units of their drawings. The templates
draw them; each has a table with the same figures beside it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 190
LEFT, BOTTOM, TOP = 38, 24, 10
MOST_BARS = 62
SHADES = 5


@dataclass(frozen=True)
class Bar:
    """Describes a bar: its place in the drawing, the first of its days and their number, and its two figures. The lower
    part of the bar shows the conversations that the assistant contained. `is_named` says that the day is written below
    it, and `is_named_wide_only` that there is no room for that on a phone."""

    x: float
    width: float
    top: float
    middle: float
    base: float
    day: dt.date
    days: int
    total: int
    contained: int
    is_named: bool
    is_named_wide_only: bool


@dataclass(frozen=True)
class Trend:
    """Describes the plot of conversations by day, or by week if there are many days: its bars, and
    the lines of its scale."""

    bars: Sequence[Bar]
    scale: Sequence[tuple[float, int]]
    days_each: int


def draw_trend(by_day: Sequence[tuple[dt.date, int, int]]) -> Trend:
    """Returns the plot of a report's days. `by_day` holds for each day the number of conversations, and how many of
    them the assistant contained."""
    each = 1 if len(by_day) <= MOST_BARS else 7
    groups = [by_day[start : start + each] for start in range(0, len(by_day), each)]
    rows = [(group[0][0], len(group), sum(g[1] for g in group), sum(g[2] for g in group)) for group in groups]
    highest = _round_up(max((total for _, _, total, _ in rows), default=0))
    step = (WIDTH - LEFT) / max(1, len(rows))
    named = max(1, math.ceil(len(rows) / 8))
    bars = [
        Bar(
            x=round(LEFT + number * step + step * 0.14, 2),
            width=round(step * 0.72, 2),
            top=_find_height(total, highest),
            middle=_find_height(contained, highest),
            base=HEIGHT - BOTTOM,
            day=day,
            days=days,
            total=total,
            contained=contained,
            is_named=number % named == 0,
            is_named_wide_only=number % (3 * named) != 0,
        )
        for number, (day, days, total, contained) in enumerate(rows)
    ]
    scale = [(_find_height(value, highest), value) for value in (0, highest // 2, highest)]
    return Trend(bars, scale, each)


def _find_height(value: int, highest: int) -> float:
    """Returns the vertical place of a value, from the top of the drawing."""
    space = HEIGHT - BOTTOM - TOP
    return round(HEIGHT - BOTTOM - space * value / highest, 2)


def _round_up(value: int) -> int:
    """Returns the next even number of the form 2, 3, 4, 6, 8 or 10 times a power of ten."""
    size = int(10 ** (len(str(max(1, value))) - 1))
    return next(top for each in (2, 3, 4, 6, 8, 10, 20) if (top := each * size) >= value and top % 2 == 0)


def find_shade(value: int, highest: int) -> int:
    """Returns how dark a value is drawn, from 0 (nothing) to `SHADES`."""
    return 0 if not value else max(1, math.ceil(SHADES * value / highest))
