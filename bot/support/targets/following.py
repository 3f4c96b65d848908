"""Checks every few seconds how well the requests at the desk keep their targets, so that agents are warned before a
target is missed and see which were missed."""

from __future__ import annotations

from bot.support.hours import DEFAULT, Calendar
from bot.support.store.calendars import list_calendars
from bot.support.targets.limits import Limits
from bot.support.targets.store import Followed, find_limits, list_changed, list_said, set_course
from bot.support.targets.waits import find_waits, follow
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Connection, Database
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

EVERY_SECONDS = 5.0


class Following:
    """Recomputes how requests that have changed keep their targets. The working hours are those of the newest calendar.
    `clock` is the clock of the messages' times, not the marketplace's clock."""

    def __init__(self, database: Database, lease: SharedLease | None = None, clock: Clock = system_clock) -> None:
        self._database, self._lease, self._clock = database, lease, clock

    @property
    def job(self) -> Job:
        """Returns the periodic job that calls `look`, on one gateway at a time."""
        return Job("targets", EVERY_SECONDS, self.look, lease=self._lease)

    async def look(self) -> int:
        """Recomputes the requests that have changed. Returns their number."""
        async with self._database.read() as connection:
            version, limits = await find_limits(connection)
            calendars = await list_calendars(connection, 1)
            versions = f"{version} {calendars[0].id if calendars else 0}"
            changed = await list_changed(connection, versions, self._clock())
        calendar = calendars[0].calendar if calendars else DEFAULT
        for followed in changed:
            async with self._database.begin() as connection:
                await self._follow(connection, followed, calendar, limits)
        return len(changed)

    async def _follow(self, connection: Connection, followed: Followed, calendar: Calendar, limits: Limits) -> None:
        now = self._clock()
        waits = find_waits(followed.started_at, followed.ended_at, await list_said(connection, followed))
        course = follow(waits, followed.ended_at, calendar, limits, followed.priority, now)
        await set_course(connection, followed, course, now)
