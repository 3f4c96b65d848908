"""Stores the targets of the desk with their history, and how well each request keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, String, and_, cast, func, literal, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.tables import conversations, messages
from bot.staff.store.tables import agents
from bot.support.store.lifecycle import ACTIVE
from bot.support.store.tables import conversation_marks, desk_targets, handoff_clocks, handoffs
from bot.support.targets.limits import DEFAULT, Limits, read_limits
from bot.support.targets.waits import Course, Wait
from foundation.database.announcements import announce
from foundation.database.statements import insert

MISSED_WITHIN = dt.timedelta(hours=1)
"""A request may begin and end between two looks. Such requests are still found if they ended within this time."""


@dataclass(frozen=True)
class LimitsVersion:
    """Describes a version of the targets, who made it, and when."""

    id: int
    limits: Limits
    agent_name: str
    created_at: dt.datetime


async def find_limits(connection: AsyncConnection) -> tuple[int, Limits]:
    """Returns the targets that are in use now, and the number of their version, which is 0 until somebody has changed
    them."""
    versions = await list_limits(connection, 1)
    return (versions[0].id, versions[0].limits) if versions else (0, DEFAULT)


async def list_limits(connection: AsyncConnection, limit: int = 20) -> list[LimitsVersion]:
    """Returns the versions of the targets, the newest first."""
    query = (
        select(desk_targets.c.id, desk_targets.c.targets, agents.c.name, desk_targets.c.created_at)
        .join(agents, agents.c.id == desk_targets.c.agent_id)
        .order_by(desk_targets.c.id.desc())
        .limit(limit)
    )
    rows = await connection.execute(query)
    return [LimitsVersion(row.id, read_limits(row.targets), row.name, row.created_at) for row in rows]


async def lock_limits(connection: AsyncConnection) -> None:
    """Locks the targets until the end of the transaction, so that nobody else changes them meanwhile.
    On SQLite the transaction itself is the lock."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("LOCK TABLE desk_targets IN EXCLUSIVE MODE"))


async def add_limits(connection: AsyncConnection, limits: Limits, agent_id: int, now: dt.datetime) -> int:
    values = {"targets": {name: dict(each) for name, each in limits.minutes.items()}}
    new = desk_targets.insert().values(**values, agent_id=agent_id, created_at=now).returning(desk_targets.c.id)
    return int((await connection.execute(new)).scalar_one())


@dataclass(frozen=True)
class Followed:
    """Describes a request whose targets must be computed again: when it began, its priority, and when it ended (None if
    it has not). `basis` is a text that changes whenever something changes that the result depends on."""

    handoff_id: str
    conversation_id: str
    started_at: dt.datetime
    ended_at: dt.datetime | None
    priority: str
    basis: str
    warned_at: dt.datetime | None


_CURRENT = and_(handoff_clocks.c.handoff_id == handoffs.c.id, handoff_clocks.c.started_at == handoffs.c.requested_at)


async def list_changed(
    connection: AsyncConnection, versions: str, now: dt.datetime, limit: int = 500
) -> list[Followed]:
    """Returns the requests whose course has changed since it was computed: somebody wrote, the request went on or
    ended, its priority changed, the targets or hours did (`versions`), or a moment has come at which a target is missed
    or a warning is due."""
    priority = func.coalesce(conversation_marks.c.priority, "normal")
    message = cast(conversations.c.last_message_id, String)
    basis = handoffs.c.state + literal(" ") + message + literal(" ") + priority + literal(f" {versions}")
    due = or_(
        handoff_clocks.c.due_at <= now,
        and_(handoff_clocks.c.warned_at.is_(None), handoff_clocks.c.warn_at <= now),
    )
    running = or_(
        handoffs.c.state.in_(ACTIVE),
        and_(handoff_clocks.c.handoff_id.is_not(None), handoff_clocks.c.ended_at.is_(None)),
        and_(handoff_clocks.c.handoff_id.is_(None), handoffs.c.resolved_at > now - MISSED_WITHIN),
    )
    query = (
        select(
            handoffs.c.id,
            handoffs.c.conversation_id,
            handoffs.c.requested_at,
            handoffs.c.resolved_at,
            handoffs.c.state,
            priority.label("priority"),
            basis.label("basis"),
            handoff_clocks.c.warned_at,
        )
        .join(conversations, conversations.c.id == handoffs.c.conversation_id)
        .outerjoin(handoff_clocks, _CURRENT)
        .outerjoin(conversation_marks, conversation_marks.c.conversation_id == handoffs.c.conversation_id)
        .where(running, or_(handoff_clocks.c.basis.is_(None), handoff_clocks.c.basis != basis, due))
        .limit(limit)
    )
    return [_build_followed(row) for row in await connection.execute(query)]


def _build_followed(row: Row[Any]) -> Followed:
    ended_at = None if row.state in ACTIVE else row.resolved_at
    return Followed(row.id, row.conversation_id, row.requested_at, ended_at, row.priority, row.basis, row.warned_at)


async def list_said(connection: AsyncConnection, followed: Followed) -> Sequence[tuple[dt.datetime, str]]:
    """Returns the moments and authors of what the contact and agents wrote while the request ran."""
    query = (
        select(messages.c.created_at, messages.c.author)
        .where(
            messages.c.conversation_id == followed.conversation_id,
            messages.c.created_at >= followed.started_at,
            messages.c.author.in_(("contact", "agent")),
            messages.c.internal.is_(False),
        )
        .order_by(messages.c.id)
    )
    if followed.ended_at is not None:
        query = query.where(messages.c.created_at <= followed.ended_at)
    return [(row.created_at, row.author) for row in await connection.execute(query)]


async def set_course(connection: AsyncConnection, followed: Followed, course: Course, now: dt.datetime) -> None:
    """Stores how well a request keeps its targets, and updates the pages of the console."""
    is_warned = course.warn_at is not None and course.warn_at <= now
    values = {
        "conversation_id": followed.conversation_id,
        "basis": followed.basis,
        "priority": followed.priority,
        "waits": [_write_wait(wait) for wait in course.waits],
        "seconds": course.seconds,
        "late": ",".join(course.late),
        "due_at": course.due_at,
        "due_target": course.due_target,
        "warn_at": course.warn_at,
        "warned_at": (followed.warned_at or now) if is_warned else None,
        "ended_at": followed.ended_at,
    }
    key = {"handoff_id": followed.handoff_id, "started_at": followed.started_at}
    new = insert(connection, handoff_clocks).values(**key, **values)
    await connection.execute(new.on_conflict_do_update(index_elements=list(key), set_=values))
    announce(connection, "staff")


def _write_wait(wait: Wait) -> dict[str, Any]:
    return {
        "target": wait.target,
        "since": wait.since.isoformat(),
        "until": wait.until.isoformat() if wait.until else None,
        "answered": wait.is_answered,
        "seconds": wait.seconds,
        "late": wait.late,
    }


async def count_late(connection: AsyncConnection) -> dict[str, int]:
    """Returns, for each target, the number of requests for an agent that have missed it and have not ended."""
    query = (
        select(handoff_clocks.c.late)
        .join(handoffs, _CURRENT)
        .where(handoffs.c.state.in_(ACTIVE), handoff_clocks.c.late != "")
    )
    counts: dict[str, int] = {}
    for late in (await connection.execute(query)).scalars():
        for target in late.split(","):
            counts[target] = counts.get(target, 0) + 1
    return counts
