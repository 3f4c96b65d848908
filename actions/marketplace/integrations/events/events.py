"""Takes events in. An event takes effect once, because its id is stored, and as a whole. An older event never
overwrites the values of a newer one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.errors import is_outage
from actions.marketplace.goods.catalogue.reference import put_reference
from actions.marketplace.integrations.events.applying import Applying
from actions.marketplace.integrations.events.happened import Happened, Refused
from actions.marketplace.integrations.events.tables import events
from actions.marketplace.integrations.events.types import EVENT_TYPES, EventType, find_rivals
from actions.marketplace.integrations.importing.grouping import Item
from actions.marketplace.integrations.importing.kinds import build_record, read_row
from actions.marketplace.integrations.importing.problems import Problem, write_problem
from actions.marketplace.integrations.importing.sources import read_object
from foundation.clock import Clock
from foundation.database.statements import insert

MOST = 500
"""The most events in one batch."""
AHEAD = timedelta(minutes=5)
"""How much the clock of the operator's system may be ahead of Caravan's clock."""
LONGEST_ID = 100
Outcome = Literal["done", "unchanged", "stale", "refused"]
_events = events.c


@dataclass(frozen=True, slots=True)
class Result:
    """Says what became of an event. `repeated` says that an earlier attempt had this outcome; `problems` say why the
    event was refused."""

    id: str | None
    outcome: Outcome
    problems: tuple[Mapping[str, str], ...] = ()
    repeated: bool = False


class Events:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def take(self, given: Sequence[Any]) -> list[Result]:
        """Takes the events in, one after the other, each in a transaction of its own, and returns what became of each.
        Events of a wrong form are refused and change nothing.

        Raises:
            Exception: the database cannot be reached. The events before it were taken in; sending the same batch again
                is harmless.
        """
        return [await self._take(one) for one in given]

    async def replay(self, ids: Sequence[str] | None = None) -> list[Result]:
        """Takes refused events in again, the earliest first: the events with these `ids`, or without `ids` the earliest
        of all refused ones. The rows to which they refer, such as an order, may have arrived since. An event that is no
        longer refused changes nothing.

        Raises:
            Exception: the database cannot be reached. The events before it were taken in.
        """
        query = select(_events.given).where(_events.outcome == "refused", _events.given.is_not(None))
        if ids is not None:
            query = query.where(_events.id.in_(ids[:MOST]))
        async with self._database.read() as connection:
            found = (await connection.execute(query.order_by(_events.at, _events.id).limit(MOST))).scalars().all()
        return await self.take(found)

    async def _take(self, given: Any) -> Result:
        read = _read(given, self._clock())
        if isinstance(read, Result):
            return await self._keep_refused(read, given)
        try:
            async with self._database.begin() as connection:
                return await self._take_once(connection, read, given)
        except (SQLAlchemyError, ArithmeticError, ValueError) as error:
            if is_outage(error):
                raise
            problems = (write_problem(Problem("does_not_fit")),)
            return await self._keep_refused(Result(read.id, "refused", problems), given)

    async def _keep_refused(self, refused: Result, given: Any) -> Result:
        """Stores a refused event under its id, so that it can be taken in again later. Does nothing if the event has no
        id, or if an event with this id was taken in."""
        if refused.id is None:
            return refused
        try:
            async with self._database.begin() as connection:
                await _store(connection, _make_row(refused.id, given, refused.problems, self._clock()))
        except (SQLAlchemyError, ValueError) as error:  # the event may have words that the database cannot store
            if is_outage(error):
                raise
        return refused

    async def _take_once(self, connection: AsyncConnection, read: _Read, given: Mapping[str, Any]) -> Result:
        """Takes the event in if its id is new or its last attempt was refused. Otherwise returns the stored result."""
        digest = _digest(given)
        await _lock(connection, read.subject)
        row = {"id": read.id, "type": read.type.name, "subject": read.subject, "at": read.at, "digest": digest,
               "outcome": "refused", "problems": [], "received_at": self._clock()}  # fmt: skip
        before = await _store(connection, row)
        if before is not None:
            if before.digest != digest:
                return Result(read.id, "refused", (write_problem(Problem("id_used", "id", read.id)),))
            return Result(read.id, before.outcome, tuple(before.problems), repeated=True)
        outcome, problems = await self._find_outcome(connection, read)
        known = {
            **row,
            "outcome": outcome,
            "problems": list(problems),
            "given": _clean(given) if outcome == "refused" else None,
        }
        await connection.execute(update(events).where(_events.id == read.id).values(known))
        return Result(read.id, outcome, problems)

    async def _find_outcome(
        self, connection: AsyncConnection, read: _Read
    ) -> tuple[Outcome, tuple[Mapping[str, str], ...]]:
        if read.problems:
            return "refused", tuple(map(write_problem, read.problems))
        if await _is_outdated(connection, read):
            return "stale", ()
        happened = Happened(read.type, read.operator_id, read.values, read.item, read.at)
        try:
            async with connection.begin_nested():
                await put_reference(connection)
                changed = await Applying(connection, self._clock).apply(happened)
        except Refused as refused:
            return "refused", tuple(map(write_problem, refused.problems))
        return ("done" if changed else "unchanged"), ()


@dataclass(frozen=True, slots=True)
class _Read:
    """Holds an event whose id, type and time could be read. `problems` say what is wrong with its data."""

    id: str
    type: EventType
    at: datetime
    operator_id: str
    values: Mapping[str, Any]
    item: Item
    problems: tuple[Problem, ...]

    @property
    def subject(self) -> str:
        return f"{self.type.about}:{self.operator_id}"


def _read(given: Any, now: datetime) -> _Read | Result:
    """Returns the event. Returns a refusal if its id, type or time cannot be read, or if it has no data."""
    if not isinstance(given, dict):
        return Result(None, "refused", (write_problem(Problem("bad_json")),))
    id_ = given.get("id")
    if not isinstance(id_, str) or not id_.strip() or len(id_) > LONGEST_ID or not id_.isprintable():
        return Result(
            None, "refused", (write_problem(Problem("not_an_id", "id", str(id_)[:80], {"most": LONGEST_ID})),)
        )
    if not isinstance(given.get("type"), str) or given["type"] not in EVENT_TYPES:
        choices = ", ".join(EVENT_TYPES)
        problem = Problem("not_one_of", "type", str(given.get("type"))[:80], {"choices": choices})
        return Result(id_, "refused", (write_problem(problem),))
    at = _read_time(given.get("at"))
    if at is None:
        return Result(id_, "refused", (write_problem(Problem("no_zone", "at", str(given.get("at"))[:80])),))
    if at > now + AHEAD:
        return Result(id_, "refused", (write_problem(Problem("future", "at", given["at"])),))
    if not isinstance(given.get("data"), dict):
        return Result(id_, "refused", (write_problem(Problem("missing", "data")),))
    return _read_data(id_, EVENT_TYPES[given["type"]], at, given["data"])


def _read_time(said: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(said)
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (TypeError, ValueError, OverflowError):
        return None


def _read_data(id_: str, kind: EventType, at: datetime, data: Mapping[str, Any]) -> _Read:
    reading = kind.reading
    given = list(read_object(reading, data))
    rows = [read_row(reading, cells) for cells in given]
    problems = [problem for row in rows for problem in row.problems]
    unknown = [key for key in data if not _is_field(kind, key)]
    problems += [Problem("no_such_field", key[:80]) for key in unknown]
    values = rows[0].values
    operator_id = values.get(kind.fields[0].name)
    item = Item(operator_id, [1], None, [], 1.0)
    if kind.kind is not None and not problems:
        built = build_record(kind.kind, [row.values for row in rows], given[0])
        if isinstance(built, Problem):
            problems.append(built)
        else:
            item.record = built
    return _Read(id_, kind, at, str(operator_id or ""), values, item, tuple(problems))


def _is_field(kind: EventType, key: str) -> bool:
    """Returns True for the name of a field. Other headings of a table are not names of fields."""
    return any(field.name == key for field in kind.fields) or (key == "lines" and bool(kind.kind and kind.kind.line))


async def _lock(connection: AsyncConnection, subject: str) -> None:
    """Makes events about the same subject wait for each other. On SQLite nothing is needed, because all writers wait
    for each other."""
    if connection.dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(subject.encode()).digest()[:8], signed=True)
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


async def _store(connection: AsyncConnection, row: Mapping[str, Any]) -> Row[Any] | None:
    """Writes the row of an event and returns None, if its id is new or the stored event with this id was refused.
    Otherwise returns the stored row."""
    new = await connection.execute(insert(connection, events).values(row).on_conflict_do_nothing())
    if new.rowcount:
        return None
    stored = select(events).where(_events.id == row["id"]).with_for_update()
    before = (await connection.execute(stored)).one()
    if before.outcome != "refused":
        return before
    await connection.execute(update(events).where(_events.id == row["id"]).values(row))
    return None


def _clean(given: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the event without lone surrogates (halves of characters), which cannot be stored as UTF-8."""
    written = json.dumps(given, ensure_ascii=False, default=str).encode("utf-8", "replace")
    return dict(json.loads(written))


def _make_row(
    id_: str, given: Mapping[str, Any], problems: Sequence[Mapping[str, str]], now: datetime
) -> dict[str, Any]:
    """Returns the row for a refused event, of which only the id must be readable."""
    given = _clean(given)
    return {
        "id": id_,
        "type": str(given.get("type"))[:40],
        "subject": "",
        "at": now,
        "digest": _digest(given),
        "outcome": "refused",
        "problems": list(problems),
        "given": given,
        "received_at": now,
    }


async def _is_outdated(connection: AsyncConnection, read: _Read) -> bool:
    """Returns True if a later event that changes the same values was taken in already."""
    newest = select(func.max(_events.at)).where(
        _events.subject == read.subject,
        _events.type.in_(find_rivals(read.type)),
        _events.outcome.in_(("done", "unchanged")),
        _events.id != read.id,
    )
    latest: datetime | None = (await connection.execute(newest)).scalar_one()
    return latest is not None and latest > read.at


def _digest(given: Mapping[str, Any]) -> str:
    written = json.dumps(given, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:32]
