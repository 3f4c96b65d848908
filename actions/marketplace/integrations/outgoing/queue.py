"""Keeps the queue of writes that go to the operator's system: finds new writes, lists those that are due, and records
the operator's answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.database.tables import idempotency
from actions.marketplace.base.outbox import NoticeKind, tell_accounts
from actions.marketplace.integrations.importing.known import add_known, find_known
from actions.marketplace.integrations.importing.tables import operator_ids
from actions.marketplace.integrations.outgoing.documents import Documents
from actions.marketplace.integrations.outgoing.notices import OPERATOR_NUMBER, OPERATOR_REFUSED
from actions.marketplace.integrations.outgoing.tables import outgoing
from actions.marketplace.trades.due.store import start_clock_of
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.requests import tables as requests_tables
from foundation.clock import Clock
from foundation.database.statements import insert

AT_ONCE = 100
GIVES_UP_AFTER = timedelta(days=3)
"""A write that could not be sent within this time is dead. Nothing sends it any more, unless somebody asks for it."""
LOOKS_BACK = timedelta(days=7)
"""How far back the queue looks for new writes."""
CLOCK = "outgoing"
LONGEST_WAIT = timedelta(hours=1)
State = Literal["waiting", "done", "refused", "dead"]
_rows, _writes = outgoing.c, idempotency.c
_KINDS = {"ORD": ("orders", orders_tables.orders), "QUO": ("quotations", requests_tables.quotations)}
"""The kinds of rows to which the operator may give a number of its own, by the beginning of Caravan's number. Events
then name the row by the operator's number."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Holds the answer of the operator's system to one write. `number` is the number that it gave to the order, request
    or other row; the reasons are set if it refused the write."""

    number: str | None = None
    reason_en: str | None = None
    reason_zh: str | None = None

    @property
    def is_refusal(self) -> bool:
        return self.reason_en is not None


class Queue:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def take_in(self) -> int:
        """Puts new writes into the queue, and returns how many. Writes from before the first call are never sent,
        because the operator's address was not set then."""
        async with self._database.begin() as connection:
            started = await start_clock_of(connection, CLOCK, self._clock())
        since = max(started, self._clock() - LOOKS_BACK)
        entered = select(_rows.key).where(_rows.key == _writes.key).exists()
        query = (
            select(idempotency).where(_writes.created_at >= since, ~entered).order_by(_writes.created_at, _writes.key)
        )
        async with self._database.read() as connection:
            rows = [row for row in await connection.execute(query) if row.result.get("about")]
        for row in rows[:AT_ONCE]:
            async with self._database.begin() as connection:
                await self._enter(connection, row)
        return len(rows[:AT_ONCE])

    async def _enter(self, connection: AsyncConnection, write: Row[Any]) -> None:
        written = await Documents(connection).write(write.result["about"])
        subject, data = written or ("unknown", {})
        action = write.key.split("/")[-2]
        row = {
            "key": write.key,
            "account": write.account,
            "type": f"{subject}.{action}"[:40],
            "about": write.result["about"],
            "data": data,
            "at": write.created_at,
            "since": self._clock(),
            "state": "waiting" if written is not None else "dead",
            "attempts": 0,
            "next_at": self._clock(),
        }
        await connection.execute(insert(connection, outgoing).values(row).on_conflict_do_nothing())

    async def list_due(self) -> Sequence[Row[Any]]:
        """Returns the writes to send now, the oldest first. Of several waiting writes about one order (or request,
        claim …), only the earliest is returned."""
        first = select(func.min(_rows.id)).where(_rows.state == "waiting").group_by(_rows.about)
        query = select(outgoing).where(_rows.id.in_(first), _rows.next_at <= self._clock())
        async with self._database.read() as connection:
            return (await connection.execute(query.order_by(_rows.id).limit(AT_ONCE))).all()

    async def note_answer(self, row: Row[Any], answer: Answer) -> None:
        """Records that the operator's system took or refused the write. In the same transaction, once, writes the
        notice that tells the person the operator's number or the reason."""
        now = self._clock()
        state: State = "refused" if answer.is_refusal else "done"
        values = {"state": state, "attempts": row.attempts + 1, "number": answer.number, "ended_at": now,
                  "reason_en": answer.reason_en, "reason_zh": answer.reason_zh}  # fmt: skip
        async with self._database.begin() as connection:
            this = update(outgoing).where(_rows.id == row.id, _rows.state == "waiting")
            if not (await connection.execute(this.values(values))).rowcount:
                return
            if answer.is_refusal:
                reasons = {"reason_en": answer.reason_en or "", "reason_zh": answer.reason_zh or answer.reason_en or ""}
                await self._tell(connection, OPERATOR_REFUSED, row, reasons)
            elif answer.number is not None and await self._is_new(connection, row, answer.number):
                await self._tell(connection, OPERATOR_NUMBER, row, {"number": answer.number})

    async def _is_new(self, connection: AsyncConnection, row: Row[Any], number: str) -> bool:
        """Returns whether the operator has told this number for the first time. If so, records it as the operator's id
        of the row, by which events may then name the row."""
        before = select(_rows.id).where(_rows.about == row.about, _rows.number == number, _rows.id != row.id).limit(1)
        if (await connection.execute(before)).first() is not None:
            return False
        if (known := _KINDS.get(row.about.partition("-")[0])) is not None:
            kind, table = known
            row_id = (await connection.execute(select(table.c.id).where(table.c.number == row.about))).scalar()
            named = select(operator_ids.c.row_id).where(operator_ids.c.kind == kind, operator_ids.c.row_id == row_id)
            taken = (await find_known(connection, {kind: [number]})).get(kind, {})
            if row_id is not None and not taken and (await connection.execute(named)).first() is None:
                await add_known(connection, kind, [(number, row_id, "")])
        return True

    async def _tell(self, connection: AsyncConnection, kind: NoticeKind, row: Row[Any], said: dict[str, str]) -> None:
        accounts = marketplace_tables.accounts.c
        theirs = select(accounts.slug).where(accounts.slug == row.account)
        await tell_accounts(connection, kind, {"about": row.about, **said}, self._clock(), theirs)

    async def note_failure(self, row: Row[Any], reason: str) -> None:
        """Records that the write could not be sent, and when to try again: after 2, 4, 8 … seconds, and at most an
        hour."""
        now = self._clock()
        wait = min(timedelta(seconds=2 ** min(row.attempts + 1, 12)), LONGEST_WAIT)
        is_dead = now - row.since > GIVES_UP_AFTER
        values: dict[str, Any] = {"attempts": row.attempts + 1, "next_at": now + wait, "reason_en": reason[:300]}
        if is_dead:
            values |= {"state": "dead", "ended_at": now}
        async with self._database.begin() as connection:
            await connection.execute(
                update(outgoing).where(_rows.id == row.id, _rows.state == "waiting").values(values)
            )

    async def send_again(self, id_: int) -> bool:
        """Puts a write that is dead or was refused back into the queue. Returns False if it is neither."""
        again = update(outgoing).where(_rows.id == id_, _rows.state.in_(("dead", "refused")))
        values = {"state": "waiting", "next_at": self._clock(), "since": self._clock(), "reason_en": None, "reason_zh": None,
                  "ended_at": None}  # fmt: skip
        async with self._database.begin() as connection:
            return bool((await connection.execute(again.values(values))).rowcount)

    async def count(self) -> dict[str, int]:
        """Returns the number of writes in each state."""
        query = select(_rows.state, func.count()).group_by(_rows.state)
        async with self._database.read() as connection:
            return {row.state: row[1] for row in await connection.execute(query)}
