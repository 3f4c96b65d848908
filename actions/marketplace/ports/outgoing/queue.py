"""Keeps what is sent: finds new writes, says what is due, and records what became of it."""

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
from actions.marketplace.ports.importing.known import add_known, find_known
from actions.marketplace.ports.importing.tables import operator_ids
from actions.marketplace.ports.outgoing.documents import Documents
from actions.marketplace.ports.outgoing.notices import OPERATOR_NUMBER, OPERATOR_REFUSED
from actions.marketplace.ports.outgoing.tables import outgoing
from actions.marketplace.trades.due.store import start_clock_of
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.requests import tables as requests_tables
from foundation.clock import Clock
from foundation.database.statements import insert

AT_ONCE = 100
GIVES_UP_AFTER = timedelta(days=3)
"""What could not be sent for so long is dead, until somebody sends it again."""
LOOKS_BACK = timedelta(days=7)
"""Writes are looked for so far back: those of before the operator's address was set are not sent."""
CLOCK = "outgoing"
LONGEST_WAIT = timedelta(hours=1)
State = Literal["waiting", "done", "refused", "dead"]
_rows, _writes = outgoing.c, idempotency.c
_KINDS = {"ORD": ("orders", orders_tables.orders), "QUO": ("quotations", requests_tables.quotations)}
"""What the operator calls by a number of its own, by which events then name it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Holds what the operator's system answered: `number` is what it calls it there; reasons are set if it refused."""

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
        """Enters the writes that are not entered yet. Returns how many that were. What was written before the first
        call is not sent: the operator's address was not set then."""
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
        """Returns what is to be sent now, oldest first: of each order, request … the earliest that waits."""
        first = select(func.min(_rows.id)).where(_rows.state == "waiting").group_by(_rows.about)
        query = select(outgoing).where(_rows.id.in_(first), _rows.next_at <= self._clock())
        async with self._database.read() as connection:
            return (await connection.execute(query.order_by(_rows.id).limit(AT_ONCE))).all()

    async def note_answer(self, row: Row[Any], answer: Answer) -> None:
        """Records that it was taken or refused, and has the person told of a number or a reason; once."""
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
        """Keeps the operator's number as the id by which events name it. Returns False if it was known."""
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
        """Records that it could not be sent, and when it is tried again: after 2, 4, 8 … seconds, at last every hour."""
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
        """Lets what is dead or was refused wait again. Returns False if it is neither."""
        again = update(outgoing).where(_rows.id == id_, _rows.state.in_(("dead", "refused")))
        values = {"state": "waiting", "next_at": self._clock(), "since": self._clock(), "reason_en": None, "reason_zh": None,
                  "ended_at": None}  # fmt: skip
        async with self._database.begin() as connection:
            return bool((await connection.execute(again.values(values))).rowcount)

    async def count(self) -> dict[str, int]:
        """Returns how many there are in each state."""
        query = select(_rows.state, func.count()).group_by(_rows.state)
        async with self._database.read() as connection:
            return {row.state: row[1] for row in await connection.execute(query)}
