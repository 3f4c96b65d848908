"""Counts a report from its facts. Each figure is defined where it is shown, by the text
`console.report_means.…` of its section."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.support.reports.facts import Clock, Facts, Opinion, Period

Day = tuple[str, dt.date]
"""Stands for one conversation on one day on which its contact wrote. Reports count it as one conversation."""
GOOD, FAIR, BAD = 3, 2, 1
TARGETS = ("first_reply", "next_reply", "resolution")


@dataclass(frozen=True)
class Times:
    """Says for a target how many waits there were, the median and the 90th percentile of their
    seconds of working hours, and how many were within the target."""

    count: int
    median: int | None
    p90: int | None
    within: int


@dataclass(frozen=True)
class Satisfaction:
    """Says how many contacts were asked, and what they answered."""

    asked: int
    good: int
    fair: int
    bad: int
    reasons: Mapping[str, int]

    @property
    def answered(self) -> int:
        return self.good + self.fair + self.bad


@dataclass(frozen=True)
class Report:
    """Holds the figures of a period."""

    conversations: int
    contained: int
    verified: int
    by_day: Sequence[tuple[dt.date, int, int]]
    by_channel: Mapping[str, int]
    by_language: Mapping[str, int]
    by_role: Mapping[str, int]
    topics: Mapping[str, int]
    requests: int
    reasons: Mapping[str, int]
    endings: Mapping[str, int]
    times: Mapping[str, Times]
    satisfaction: Mapping[str, Satisfaction]
    hours: Sequence[Sequence[int]]
    read_messages: int
    not_understood: Mapping[str, int]


def count(facts: Facts, period: Period) -> Report:
    """Returns the figures of a period."""
    days = {(one.conversation_id, period.find_day(one.quarter)) for one in facts.spoken if one.by_contact}
    handled = _find_days(facts.requests, period) | {
        (one.conversation_id, period.find_day(one.quarter)) for one in facts.spoken if one.by_agent
    }
    contained = days - handled
    praised = {(one.conversation_id, period.find_day(one.asked_at)) for one in facts.opinions if _praises_bot(one)}
    verified = contained & (_find_days(facts.done, period) | praised)
    of_day, contained_of = Counter(day for _, day in days), Counter(day for _, day in contained)
    talks = [facts.talks[conversation_id] for conversation_id, _ in days if conversation_id in facts.talks]
    return Report(
        conversations=len(days),
        contained=len(contained),
        verified=len(verified),
        by_day=[(day, of_day[day], contained_of[day]) for day in period.days],
        by_channel=_rank(talk.channel for talk in talks),
        by_language=_rank(talk.language for talk in talks),
        by_role=_rank(talk.role for talk in talks),
        topics=_sort(facts.topics),
        requests=len(facts.requests),
        reasons=_rank(one.what for one in facts.requests),
        endings=_rank(one.what for one in facts.endings),
        times=_measure(facts.clocks),
        satisfaction={about: _judge(facts.opinions, about) for about in ("agent", "bot", "answer")},
        hours=_find_hours(facts, period),
        read_messages=facts.read_messages,
        not_understood=_sort(facts.not_understood),
    )


def _find_days(moments: Iterable[object], period: Period) -> set[Day]:
    return {(one.conversation_id, period.find_day(one.at)) for one in moments}  # type: ignore[attr-defined]


def _praises_bot(opinion: Opinion) -> bool:
    return opinion.about == "bot" and opinion.score == GOOD


def _rank(names: Iterable[str]) -> dict[str, int]:
    return _sort(Counter(names))


def _sort(counts: Mapping[str, int]) -> dict[str, int]:
    """Returns the counts, the largest first."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _measure(clocks: Sequence[Clock]) -> dict[str, Times]:
    waits = {
        target: [seconds for clock in clocks for name, seconds in clock.waits if name == target]
        for target in ("first_reply", "next_reply")
    }
    settled = [clock for clock in clocks if clock.settled_seconds is not None]
    first = [clock for clock in clocks if any(name == "first_reply" for name, _ in clock.waits)]
    late_first = sum("first_reply" in clock.late for clock in first)
    late_next = sum(clock.late_replies for clock in clocks)
    late_settled = sum("resolution" in clock.late for clock in settled)
    return {
        "first_reply": _build_times(waits["first_reply"], late_first),
        "next_reply": _build_times(waits["next_reply"], late_next),
        "resolution": _build_times([clock.settled_seconds or 0 for clock in settled], late_settled),
    }


def _build_times(seconds: list[int], late: int) -> Times:
    ordered = sorted(seconds)
    return Times(len(ordered), find_share(ordered, 0.5), find_share(ordered, 0.9), len(ordered) - late)


def find_share(ordered: Sequence[int], share: float) -> int | None:
    """Returns the smallest of the `ordered` values such that at least this share of all values is not larger, or None
    if there are no values."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def _judge(opinions: Sequence[Opinion], about: str) -> Satisfaction:
    asked = [one for one in opinions if one.about == about]
    scores = Counter(one.score for one in asked)
    reasons = _rank(one.reason for one in asked if one.reason)
    return Satisfaction(len(asked), scores[GOOD], scores[FAIR], scores[BAD], reasons)


def _find_hours(facts: Facts, period: Period) -> list[list[int]]:
    """Returns how many messages contacts wrote, by weekday (0 is Monday) and hour of the day."""
    hours, zone = [[0] * 24 for _ in range(7)], ZoneInfo(period.zone)
    for one in facts.spoken:
        local = one.quarter.astimezone(zone)
        hours[local.weekday()][local.hour] += one.by_contact
    return hours
