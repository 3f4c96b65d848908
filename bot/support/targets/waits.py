"""Computes from the messages of a request when an answer was due from the desk, for how long, and
when the next target is missed. Nothing here reads or writes the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.support.hours import Calendar
from bot.support.targets.limits import Limits

WARNED_AT = 0.75
"""After which part of a target the agents are warned."""


@dataclass(frozen=True)
class Wait:
    """Describes a time in which an answer was due: for which target, since when, until when (None if
    it still is), whether it was answered (or the request ended before), how many seconds of working
    hours it took so far, and whether that is too long."""

    target: str
    since: dt.datetime
    until: dt.datetime | None
    is_answered: bool
    seconds: int
    late: bool


@dataclass(frozen=True)
class Due:
    """Describes the span of a wait, before it is measured."""

    target: str
    since: dt.datetime
    until: dt.datetime | None = None
    is_answered: bool = False


@dataclass(frozen=True)
class Course:
    """Describes how well a request has kept its targets so far. `seconds` are those of all waits that are over. `late`
    are the targets that were missed. `due_at` is when the next target, `due_target`, is missed, and `warn_at` when the
    agents are warned of it; they are None while no answer is due from the desk."""

    waits: tuple[Wait, ...]
    seconds: int
    late: tuple[str, ...]
    due_at: dt.datetime | None = None
    due_target: str | None = None
    warn_at: dt.datetime | None = None


def find_waits(
    started_at: dt.datetime, ended_at: dt.datetime | None, said: Iterable[tuple[dt.datetime, str]]
) -> list[Due]:
    """Returns the times in which an answer was due. `said` are the moments of the messages and their
    authors, `contact` or `agent`, in order. The first begins with the request, each next one with
    the contact's first message after an agent's, and each ends with the agent's next message or with
    the end of the request."""
    waits: list[Due] = []
    since: dt.datetime | None = started_at
    for at, author in said:
        if author == "agent" and since is not None:
            waits.append(Due(_name(waits), since, max(at, since), is_answered=True))
            since = None
        elif author == "contact" and since is None:
            since = at
    if since is not None:
        waits.append(Due(_name(waits), since, ended_at))
    return waits


def _name(waits: Sequence[object]) -> str:
    return "next_reply" if waits else "first_reply"


def follow(
    waits: Sequence[Due],
    ended_at: dt.datetime | None,
    calendar: Calendar,
    limits: Limits,
    priority: str,
    now: dt.datetime,
) -> Course:
    """Returns how well a request with these waits has kept its targets. The target `resolution` is missed once the
    waits together are longer than it allows."""
    measured = [_measure(wait, calendar, limits, priority, now) for wait in waits]
    over = sum(wait.seconds for wait in measured if wait.until is not None)
    total = sum(wait.seconds for wait in measured)
    late = [target for target in ("first_reply", "next_reply") if any(w.late for w in measured if w.target == target)]
    whole = limits.find(priority, "resolution")
    if total > whole.total_seconds():
        late.append("resolution")
    course = Course(tuple(measured), over, tuple(late))
    if ended_at is not None or not measured or measured[-1].until is not None:
        return course
    last = measured[-1]
    left = {"resolution": whole - dt.timedelta(seconds=over), last.target: limits.find(priority, last.target)}
    return _find_due(course, last, {name: rest for name, rest in left.items() if name not in late}, calendar)


def _measure(
    wait: Due,
    calendar: Calendar,
    limits: Limits,
    priority: str,
    now: dt.datetime,
) -> Wait:
    seconds = round(calendar.measure(wait.since, wait.until or now).total_seconds())
    late = seconds > limits.find(priority, wait.target).total_seconds()
    return Wait(wait.target, wait.since, wait.until, wait.is_answered, seconds, late)


def _find_due(course: Course, wait: Wait, left: dict[str, dt.timedelta], calendar: Calendar) -> Course:
    """Returns the course with the moment at which the first of the targets in `left` is missed."""
    ends = {name: calendar.find_end(wait.since, rest) for name, rest in left.items()}
    dues = sorted((end, name) for name, end in ends.items() if end is not None)
    if not dues:
        return course
    due_at, target = dues[0]
    warn_at = calendar.find_end(wait.since, left[target] * WARNED_AT)
    return Course(course.waits, course.seconds, course.late, due_at, target, warn_at)
