"""Finds out what a contact who waits for an agent can expect, and puts it into words: their number in the queue, the
waiting time as measured in earlier waits, and when agents will be back."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversation.store.conversations import find_contact_of
from bot.messages.channels import PULL_CHANNELS
from bot.staff.store.agents import is_anyone_online
from bot.support.hours import Calendar, describe_shifts
from bot.support.store.calendars import find_calendar
from bot.support.store.handoffs import Handoff, find_active_handoff, find_queue_position
from bot.support.store.queue.waiting_times import list_paces
from foundation.clock import system_clock
from foundation.database.announcing import Connection

ENOUGH = 5
"""How many waits must have been measured before a waiting time is estimated."""
SHARE = 0.75
"""The share of people who wait no longer than the estimate says."""
STEPS_OF_MINUTES = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120)
"""The estimates, in minutes, that contacts are told. Longer estimates than the last are not told."""


@dataclass(frozen=True)
class WaitEstimate:
    """Says what somebody who waits can expect: their number in the queue (`place`), the estimated waiting time in
    minutes (None if it is unknown), whether an agent is online, and, outside working hours, when working hours begin
    again (`opens_at`, None if that is unknown)."""

    place: int
    minutes: int | None
    is_attended: bool
    is_staffed: bool
    opens_at: dt.datetime | None
    calendar: Calendar
    zone: str | None
    can_leave: bool

    @property
    def kind(self) -> str:
        """Returns whether agents are `here`, `offline` in their working hours, or `closed`. In the last two cases,
        `…_visitor` is added for a contact who cannot be reached once they close the chat."""
        if self.is_attended:
            return "here"
        return ("offline" if self.is_staffed else "closed") + ("_visitor" if self.can_leave else "")


async def estimate_wait(connection: Connection, handoff: Handoff, now: dt.datetime) -> WaitEstimate:
    """Returns what the contact of a handoff can expect. `now` is the marketplace's time."""
    calendar = await find_calendar(connection)
    place = await find_queue_position(connection, handoff)
    is_attended = await is_anyone_online(connection, system_clock())
    contact = await find_contact_of(connection, handoff.conversation_id)
    return WaitEstimate(
        place=place,
        minutes=estimate_minutes(await list_paces(connection, system_clock()), place) if is_attended else None,
        is_attended=is_attended,
        is_staffed=calendar.is_staffed(now),
        opens_at=calendar.find_opening(now),
        calendar=calendar,
        zone=contact.zone,
        can_leave=contact.account is None and contact.channel in PULL_CHANNELS,
    )


def estimate_minutes(paces: Sequence[float], place: int) -> int | None:
    """Returns within how many minutes most people with this number in the queue were answered
    lately, rounded up. `paces` are the seconds that people waited for each place. Returns None if
    too few waits were measured, or if the time is too long to name."""
    if len(paces) < ENOUGH:
        return None
    pace = sorted(paces)[math.ceil(SHARE * len(paces)) - 1]
    return next((step for step in STEPS_OF_MINUTES if pace * place <= step * 60), None)


def build_values(estimate: WaitEstimate, handoff: Handoff) -> dict[str, Any]:
    """Returns the values of the texts that tell somebody what they can expect."""
    return {
        "position": estimate.place,
        "wait": _build_wait(estimate),
        "back": _build_back(estimate),
        "hours": describe_shifts(estimate.calendar.shifts),
        "reference": {"type": "code", "value": handoff.reference},
    }


def _build_wait(estimate: WaitEstimate) -> dict[str, Any]:
    """Returns the sentence about the waiting time, or about why it is unknown."""
    if not estimate.is_attended:
        return (
            _term("handoff.wait.offline")
            if estimate.is_staffed
            else _term("handoff.wait.closed", back=_build_back(estimate))
        )
    if estimate.minutes is None:
        return _term("handoff.wait.unknown")
    return _term("handoff.wait.known", time={"type": "duration", "value": estimate.minutes, "unit": "minute"})


def _build_back(estimate: WaitEstimate) -> dict[str, Any]:
    """Returns when agents will be back, in the contact's own time zone if it is known, else in that of the desk."""
    if estimate.opens_at is None:
        return _term("handoff.back.unknown")
    zone = estimate.zone or next((each.zone for each in estimate.calendar.shifts), "UTC")
    moment = {"type": "datetime", "value": estimate.opens_at.isoformat(), "zone": zone}
    if estimate.zone:
        return _term("handoff.back.yours", moment=moment)
    return _term("handoff.back.desk", moment=moment, zone={"type": "zone", "name": zone})


def _term(name: str, **values: Any) -> dict[str, Any]:
    return {"type": "term", "name": name, "values": values}


async def build_sign(connection: Connection, conversation_id: str, now: dt.datetime) -> dict[str, Any] | None:
    """Returns the values of a text about the queue for the contact of a conversation, or None if they
    do not wait. `now` is the marketplace's time."""
    handoff = await find_active_handoff(connection, conversation_id)
    if handoff is None or not handoff.is_waiting:
        return None
    return build_values(await estimate_wait(connection, handoff, now), handoff)


QUIET = dt.timedelta(minutes=3)
"""For how long after a message about the queue no further one is sent."""
LATE = 1.5
"""How much longer than was said a wait must last before the contact is told."""


def find_news(estimate: WaitEstimate, handoff: Handoff, now: dt.datetime) -> str | None:
    """Returns what has changed so much that the contact is told without asking, as the last part of the name of a text
    `handoff.news.…`: the contact is `next`, many have been answered (`moved`), or the wait is longer than was said
    (`late`). Returns None if little has changed, or if the contact was told a moment ago."""
    if handoff.told_at is None or handoff.told_place is None or now - handoff.told_at < QUIET:
        return None
    if not estimate.is_attended:
        return None
    if handoff.told_minutes is not None and now - handoff.told_at > LATE * dt.timedelta(minutes=handoff.told_minutes):
        return "late"
    if estimate.place == 1 < handoff.told_place:
        return "next"
    return "moved" if 2 * estimate.place <= handoff.told_place else None
