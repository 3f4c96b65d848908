"""Stores the audit log, which says what each member of the staff did or tried to do. The database forbids changing and
deleting entries (append_only.py).

Each entry has a SHA-256 hash of its own content and of the hash of the previous entry. These hashes
reveal an entry that was changed, removed or inserted.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.tables import audit_log, audit_pruning
from foundation.database.statements import insert

LOCK = 0x61756474
FIRST_HASH = "0" * 64
PRUNED = "audit.prune"
BATCH = 1000


@dataclass(frozen=True)
class Entry:
    """Holds the content of an audit entry. `actor` is a username, `system`, `command line`, or `-`
    if nobody was signed in. `details` is a JSON object without secrets."""

    actor: str
    role: str
    action: str
    outcome: str = "done"
    target: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    actor_id: int | None = None
    address: str | None = None
    session: str | None = None


@dataclass(frozen=True)
class LoggedEntry:
    id: int
    at: dt.datetime
    entry: Entry
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class AuditFilter:
    """Selects audit entries. Empty strings and None select all. An `action` such as `staff` also
    selects `staff.invite`. Without `watching`, entries are left out that only say that a page
    stayed open; opening the page has an entry of its own."""

    actor: str = ""
    action: str = ""
    outcome: str = ""
    target: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    watching: bool = True


async def add_entry(connection: AsyncConnection, entry: Entry, now: dt.datetime) -> LoggedEntry:
    """Adds an entry to the audit log. Adding an entry should be the last step of a transaction,
    because all other transactions that add an entry wait for its end."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    newest = select(audit_log.c.hash).order_by(audit_log.c.id.desc()).limit(1)
    previous = (await connection.execute(newest)).scalar_one_or_none() or FIRST_HASH
    values = {
        "at": now,
        "actor_id": entry.actor_id,
        "actor": entry.actor[:40],
        "role": entry.role,
        "action": entry.action,
        "outcome": entry.outcome,
        "target": entry.target and entry.target[:120],
        "details": entry.details,
        "address": entry.address,
        "session": entry.session,
    }
    digest = _digest(previous, values)
    added = audit_log.insert().values(**values, previous_hash=previous, hash=digest).returning(audit_log.c.id)
    return LoggedEntry(int((await connection.execute(added)).scalar_one()), now, entry, previous, digest)


async def list_entries(
    connection: AsyncConnection, wanted: AuditFilter, *, before: int | None = None, limit: int = 100
) -> list[LoggedEntry]:
    """Returns up to `limit` audit entries that match the filter and have an id below `before` (if
    given), the newest first."""
    query = _apply_filter(select(audit_log), wanted).order_by(audit_log.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit_log.c.id < before)
    return [_build_logged(row) for row in await connection.execute(query)]


async def list_actors(connection: AsyncConnection) -> list[str]:
    """Returns the names of all actors in the audit log."""
    query = select(audit_log.c.actor).distinct().order_by(audit_log.c.actor)
    return list((await connection.execute(query)).scalars())


async def find_first_broken(connection: AsyncConnection) -> int | None:
    """Verifies the hashes of all entries. Returns the id of the first entry that was changed, or
    that does not fit the hash of the previous entry. Returns None when all entries are intact.

    The oldest entry must have the initial hash as its predecessor, or the hash of the last entry
    that an entry `audit.prune` says was deleted.
    """
    pruned = {FIRST_HASH} | {entry.entry.details.get("hash") async for entry in _iterate(connection, PRUNED)}
    previous: str | None = None
    async for logged in _iterate(connection):
        follows = logged.previous_hash == previous if previous else logged.previous_hash in pruned
        values = {**vars(logged.entry), "at": logged.at}
        if not follows or _digest(logged.previous_hash, values) != logged.hash:
            return logged.id
        previous = logged.hash
    return None


async def count_entries(connection: AsyncConnection) -> int:
    return int((await connection.execute(select(func.count()).select_from(audit_log))).scalar_one())


async def do_prune(connection: AsyncConnection, before: dt.datetime, now: dt.datetime) -> int:
    """Deletes entries from before `before`. Adds an entry that records how many were deleted and
    the hash of the last of them. Returns how many were deleted."""
    oldest = (
        select(audit_log.c.id, audit_log.c.hash).where(audit_log.c.at < before).order_by(audit_log.c.id.desc()).limit(1)
    )
    last = (await connection.execute(oldest)).one_or_none()
    if last is None:
        return 0
    counted = select(func.count()).select_from(audit_log).where(audit_log.c.id <= last.id)
    number = int((await connection.execute(counted)).scalar_one())
    details = {"through": last.id, "entries": number, "hash": last.hash}
    await add_entry(connection, Entry("system", "system", PRUNED, details=details), now)
    open_door = insert(connection, audit_pruning).values(id=1, through=last.id)
    await connection.execute(open_door.on_conflict_do_update(index_elements=["id"], set_={"through": last.id}))
    await connection.execute(delete(audit_log).where(audit_log.c.id <= last.id))
    await connection.execute(update(audit_pruning).values(through=0))
    return number


def _digest(previous: str, values: dict[str, Any]) -> str:
    plain = {**values, "at": values["at"].astimezone(dt.UTC).isoformat(timespec="microseconds")}
    written = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{written}".encode()).hexdigest()


def _apply_filter(query: Select[Any], wanted: AuditFilter) -> Select[Any]:
    if wanted.actor:
        query = query.where(audit_log.c.actor == wanted.actor)
    if wanted.action:
        same = audit_log.c.action == wanted.action
        query = query.where(same | audit_log.c.action.startswith(f"{wanted.action}.", autoescape=True))
    if not wanted.watching:
        query = query.where(audit_log.c.action.not_like("%.watch") | (audit_log.c.outcome != "done"))
    if wanted.outcome:
        query = query.where(audit_log.c.outcome == wanted.outcome)
    if wanted.target:
        query = query.where(audit_log.c.target.contains(wanted.target, autoescape=True))
    if wanted.since:
        query = query.where(audit_log.c.at >= wanted.since)
    if wanted.until:
        query = query.where(audit_log.c.at < wanted.until)
    return query


async def _iterate(connection: AsyncConnection, action: str = "") -> AsyncIterator[LoggedEntry]:
    query = _apply_filter(select(audit_log), AuditFilter(action=action)).order_by(audit_log.c.id).limit(BATCH)
    last = 0
    while rows := (await connection.execute(query.where(audit_log.c.id > last))).all():
        last = rows[-1].id
        for row in rows:
            yield _build_logged(row)


def _build_logged(row: Row[Any]) -> LoggedEntry:
    entry = Entry(
        actor=row.actor,
        role=row.role,
        action=row.action,
        outcome=row.outcome,
        target=row.target,
        details=row.details,
        actor_id=row.actor_id,
        address=row.address,
        session=row.session,
    )
    return LoggedEntry(row.id, row.at, entry, row.previous_hash, row.hash)
