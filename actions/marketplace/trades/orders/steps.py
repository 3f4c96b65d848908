"""Carries out the steps of an order's lifecycle. Each step happens once under its idempotency key, in one transaction
that locks the order, changes it, writes the entry of its timeline, and tells the other side."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.accounts import canonical_number, find_account, is_party
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.database.idempotency import once
from actions.marketplace.base.errors import NotAllowed, NotFound
from actions.marketplace.base.outbox import tell_company
from actions.marketplace.base.records import Name, WriteKey
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.changes import close_open, find_asked
from actions.marketplace.trades.orders.lifecycle import ANSWERS, LIFECYCLE, Event, Step, Who, find_step
from foundation.clock import Clock

_orders = tables.orders


@dataclass(frozen=True, slots=True)
class Done:
    """Says what a step has done besides changing the state: the facts for its timeline entry, and the values for its
    notice besides the order's number. `event` takes the place of the event that was asked for, such as "ship_part" when
    a shipment turns out to hold a part of the order only."""

    event: Event | None = None
    place: Name | None = None
    day: date | None = None
    quantity: Decimal | None = None
    words: str | None = None
    about: dict[str, str] = field(default_factory=dict)


Work = Callable[[AsyncConnection, Row[Any]], Awaitable[Done | None]]
"""A function that writes the changes of a step besides the state, and returns what was done, or None if the step is not
possible."""


async def nothing_else(connection: AsyncConnection, order: Row[Any]) -> Done:
    return Done()


class Steps:
    """Takes orders one step further."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def take(
        self,
        account: str,
        number: str,
        event: Event,
        key: WriteKey,
        work: Work = nothing_else,
    ) -> bool:
        """Takes the order one step further in the name of the account. A repetition with the same `key` changes nothing
        and returns the first result.
        The staff act for the account if the key says so.

        Returns False if the order's state does not allow the step, or if the supplier must first answer what the buyer
        has asked for.

        Raises:
            NotFound: there is no such order, or it belongs to somebody else.
            NotAllowed: the step is not for this account's role.
        """
        async with self._database.begin() as connection:
            role = (await find_account(connection, account)).role
            who: Who = "staff" if key.staff else role
            if role not in LIFECYCLE[event].by or who not in LIFECYCLE[event].by:
                raise NotAllowed(f"a {role} may not {event} an order")
            order = await _lock_order(connection, account, number)

            async def change() -> dict[str, Any]:
                changed = await self._take(connection, order, event, work, key)
                return {"changed": changed, "about": order.number if changed else None}

            return bool((await once(connection, account, key, self._clock(), change))["changed"])

    async def close_claims(self, number: str) -> bool:
        """Completes a delivered order whose claim period is over. The periodic work of `DueWork` does the same. Returns
        False if the period is not over or the order is completed already, so that a repetition changes nothing.

        Raises:
            NotFound: there is no such order.
        """
        async with self._database.begin() as connection:
            query = select(_orders).where(_orders.c.number == canonical_number(number, "ORD")).with_for_update()
            order = (await connection.execute(query)).first()
            if order is None:
                raise NotFound(number)
            if order.claim_until is None or order.claim_until > self._clock():
                return False
            if find_step("close_claims", order.state) is None:
                return False
            await do_close_claims(connection, order, self._clock())
            return True

    async def _take(
        self, connection: AsyncConnection, order: Row[Any], event: Event, work: Work, key: WriteKey
    ) -> bool:
        if find_step(event, order.state) is None or await self._must_answer(connection, order, event):
            return False
        done = await work(connection, order)
        step = find_step(done.event or event, order.state) if done else None
        if done is None or step is None:
            return False
        await _do_step(connection, order, step, done, self._clock(), key=key)
        return True

    async def _must_answer(self, connection: AsyncConnection, order: Row[Any], event: Event) -> bool:
        """Returns whether the supplier must first answer what the buyer has asked for."""
        step = LIFECYCLE[event]
        if "supplier" not in step.by or step.then is None or event in ANSWERS:
            return False
        return await find_asked(connection, order.id) is not None


async def do_close_claims(connection: AsyncConnection, order: Row[Any], now: datetime, *, is_told: bool = True) -> None:
    """Completes a delivered order whose claim period is over, in the transaction of a caller who has locked it. The two
    sides get their notices only if `is_told`."""
    await _do_step(connection, order, LIFECYCLE["close_claims"], Done(), now, is_told=is_told)


async def _do_step(
    connection: AsyncConnection,
    order: Row[Any],
    step: Step,
    done: Done,
    now: datetime,
    *,
    is_told: bool = True,
    key: WriteKey | None = None,
) -> None:
    """Changes the state, writes the entry of the timeline, and tells the other side."""
    if step.then is not None:
        await connection.execute(update(_orders).where(_orders.c.id == order.id).values(state=step.then))
        await close_open(connection, order.id, now)
    entry = {
        "order_id": order.id,
        "kind": step.writes,
        "at": now,
        "place_en": done.place and done.place.en,
        "place_zh": done.place and done.place.zh,
        "day": done.day,
        "quantity": done.quantity,
        "words": done.words,
        **(key.behalf if key else {}),
    }
    await connection.execute(tables.order_events.insert().values(entry))
    for side in step.told if is_told else ():
        numbers = {"order": order.number, **done.about}
        company = {f"{side}_id": order._mapping[f"{side}_id"]}
        await tell_company(connection, step.tells, numbers, now, **company)


async def _lock_order(connection: AsyncConnection, account: str, number: str) -> Row[Any]:
    """Returns the account's order, and locks it until the end of the transaction. On SQLite, the whole database is
    locked.

    Raises:
        NotFound: there is no such order, or it belongs to somebody else.
    """
    query = (
        select(_orders)
        .join(marketplace_tables.accounts, is_party(marketplace_tables.accounts, _orders))
        .where(marketplace_tables.accounts.c.slug == account, _orders.c.number == canonical_number(number, "ORD"))
        .with_for_update(of=_orders)
    )
    order = (await connection.execute(query)).first()
    if order is None:
        raise NotFound(number)
    return order
