"""Deletes data whose retention period is over, every hour, in one gateway at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from bot.files.store import forget_files
from bot.privacy.periods import Periods
from bot.privacy.store.forgetting import (
    BATCH,
    find_expiring,
    find_kept,
    forget_before,
    forget_contacts,
    forget_conversations,
)
from bot.staff.store.append_only import YOUNGEST_PRUNED_DAYS
from bot.staff.store.audit import Entry, add_entry, do_prune
from foundation.clock import system_clock
from foundation.database.announcing import Connection, Database
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

log = structlog.get_logger()

EVERY_SECONDS = 3600.0
FIRST_AFTER_SECONDS = 60.0
UPLOADS_STAY = dt.timedelta(days=1)
"""How long a file that was uploaded but never sent in a message is kept."""
AFTER_EXPIRY = dt.timedelta(days=1)
"""How long expired rows, such as one-time codes, are kept after they have expired. As long as an expired row exists,
its use is answered with "expired"."""

Forget = Callable[[Connection], Awaitable[int]]


async def apply_retention(database: Database, periods: Periods, now: dt.datetime) -> dict[str, int]:
    """Deletes all data whose period is over at `now`, in small transactions, and records that in
    the audit log. Returns the number of deleted rows by kind of data."""
    counts: dict[str, int] = {}
    for name, forget in _build_rules(periods, now).items():
        while count := await _do_once(database, forget):
            counts[name] = counts.get(name, 0) + count
    counts |= await _prune(database, now - dt.timedelta(days=max(periods.audit, YOUNGEST_PRUNED_DAYS)), now)
    if counts:
        async with database.begin() as connection:
            await add_entry(connection, Entry("system", "system", "retention.run", details=dict(counts)), now)
        await database.forget_log()
    return counts


def _build_rules(periods: Periods, now: dt.datetime) -> dict[str, Forget]:
    def before(days: int) -> dt.datetime:
        return now - dt.timedelta(days=days)

    rules: dict[str, Forget] = {
        "conversations": lambda connection: forget_conversations(
            connection, before(periods.conversations), visitors=False
        ),
        "visitors": lambda connection: forget_conversations(connection, before(periods.visitors), visitors=True),
        "contacts": lambda connection: forget_contacts(connection, before(periods.visitors)),
    }
    rules["files"] = partial(forget_files, before=before(periods.files), uploads_before=now - UPLOADS_STAY, limit=BATCH)
    for name, days in (("not_understood", periods.not_understood), ("staff_sessions", periods.staff_sessions)):
        rules[name] = partial(forget_before, column=find_kept(name), before=before(days))
    for name, column in find_expiring().items():
        rules[name] = partial(forget_before, column=column, before=now - AFTER_EXPIRY)
    return rules


async def _do_once(database: Database, forget: Forget) -> int:
    async with database.begin() as connection:
        return await forget(connection)


async def _prune(database: Database, before: dt.datetime, now: dt.datetime) -> dict[str, int]:
    async with database.begin() as connection:
        count = await do_prune(connection, before, now)
    return {"audit_log": count} if count else {}


def retention_job(database: Database, periods: Periods, lease: SharedLease, seconds: float = EVERY_SECONDS) -> Job:
    """Returns the periodic job that deletes old data. `lease` is a lock that lets one of several
    gateways run it."""

    async def delete_what_is_due() -> None:
        log.info("retention", **await apply_retention(database, periods, system_clock()))

    return Job("retention", seconds, delete_what_is_due, first_after=min(FIRST_AFTER_SECONDS, seconds), lease=lease)
