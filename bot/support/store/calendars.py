"""Stores the calendar of the hours in which agents work, with its history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.tables import agents
from bot.support.hours import DEFAULT, Calendar, read_calendar, write_calendar
from bot.support.store.tables import desk_calendars


@dataclass(frozen=True)
class CalendarVersion:
    """Describes a version of the calendar, who made it, and when."""

    id: int
    calendar: Calendar
    agent_name: str
    created_at: dt.datetime


async def find_calendar(connection: AsyncConnection) -> Calendar:
    """Returns the calendar that is in use now."""
    versions = await list_calendars(connection, 1)
    return versions[0].calendar if versions else DEFAULT


async def list_calendars(connection: AsyncConnection, limit: int = 20) -> list[CalendarVersion]:
    """Returns the versions of the calendar, the newest first. The list is empty until somebody has
    changed the calendar."""
    query = (
        select(desk_calendars.c.id, desk_calendars.c.calendar, agents.c.name, desk_calendars.c.created_at)
        .join(agents, agents.c.id == desk_calendars.c.agent_id)
        .order_by(desk_calendars.c.id.desc())
        .limit(limit)
    )
    rows = await connection.execute(query)
    return [CalendarVersion(row.id, read_calendar(row.calendar), row.name, row.created_at) for row in rows]


async def add_calendar(connection: AsyncConnection, calendar: Calendar, agent_id: int, now: dt.datetime) -> int:
    """Adds a version of the calendar, which is used from now on. Returns its id."""
    row = {"calendar": write_calendar(calendar), "agent_id": agent_id, "created_at": now}
    new = desk_calendars.insert().values(row).returning(desk_calendars.c.id)
    return int((await connection.execute(new)).scalar_one())


async def lock_calendars(connection: AsyncConnection) -> None:
    """Makes other changes of the calendar wait until the transaction ends. On SQLite the transaction
    itself is the lock."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("LOCK TABLE desk_calendars IN SHARE ROW EXCLUSIVE MODE"))
