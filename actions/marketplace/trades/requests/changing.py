"""Lets a buyer change or withdraw a request. The suppliers that were asked are told in the same transaction."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.accounts import check_staff, require_role
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.database.idempotency import once
from actions.marketplace.base.outbox import tell_accounts
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.requests import tables
from actions.marketplace.trades.requests.held_words import find_in
from actions.marketplace.trades.requests.lifecycle import REQUEST_MOVES, REQUESTS_BY_STAFF, Move, RequestAct
from actions.marketplace.trades.requests.owned import end_offers, lock_request
from actions.marketplace.trades.requests.records import RfqChanges
from actions.marketplace.trades.requests.rows import select_invited_accounts
from actions.marketplace.trades.requests.translations import translate_city
from foundation.clock import Clock

Outcome = Literal["done", "closed", "suspicious", "quoted"]
_rfqs, _quotations = tables.rfqs, tables.quotations


class RequestChanges:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def change(self, account: str, number: str, changes: RfqChanges, key: WriteKey) -> Outcome:
        """Changes this buyer's open request, and tells the suppliers that were asked. A repetition with the same `key`
        changes nothing and returns the first result.

        Returns "closed" if the request is no longer open, "suspicious" if the suppliers may not read the new words, and
        "quoted" if the new quantity is in another unit while a quotation with a price for the old unit waits. In these
        cases nothing is changed.

        Raises:
            NotFound: there is no such request, or it is somebody else's.
            NotAllowed: the account belongs to a supplier.
        """

        async def write(connection: AsyncConnection, request: Row[Any]) -> Outcome:
            city = changes.destination.city if changes.destination else None
            words = [changes.note, *((city.en, city.zh) if city else ())]
            if find_in(*(each for each in words if each)):
                return "suspicious"
            if await _is_quoted_in_another_unit(connection, request, changes):
                return "quoted"
            values = await _make_values(connection, request, changes)
            await connection.execute(update(_rfqs).where(_rfqs.c.id == request.id).values(values))
            return "done"

        return await self._move(account, number, "change", key, write)

    async def withdraw(self, account: str, number: str, key: WriteKey) -> Outcome:
        """Withdraws this buyer's open request: its open quotations are declined, and the suppliers that were asked are
        told. A repetition with the same `key` changes nothing and returns the first result.

        Returns "closed" if the request is no longer open.

        Raises:
            NotFound: there is no such request, or it is somebody else's.
            NotAllowed: the account belongs to a supplier.
        """

        async def write(connection: AsyncConnection, request: Row[Any]) -> Outcome:
            await connection.execute(update(_rfqs).where(_rfqs.c.id == request.id).values(state="withdrawn"))
            waiting = _quotations.c.rfq_id == request.id, _quotations.c.state == "open"
            ids = (await connection.execute(select(_quotations.c.id).where(*waiting))).scalars().all()
            await connection.execute(update(_quotations).where(_quotations.c.id.in_(ids)).values(state="declined"))
            await end_offers(connection, ids, "overtaken")
            return "done"

        return await self._move(account, number, "withdraw", key, write)

    async def _move(
        self,
        account: str,
        number: str,
        act: RequestAct,
        key: WriteKey,
        write: Callable[[AsyncConnection, Row[Any]], Awaitable[Outcome]],
    ) -> Outcome:
        """Does `act` to the request once for each key, if the table of moves allows it."""
        check_staff(key, act, REQUESTS_BY_STAFF)
        async with self._database.begin() as connection:
            buyer = await require_role(connection, account, "buyer")
            request = await lock_request(connection, number, buyer)

            async def work() -> dict[str, Any]:
                move: Move | None = REQUEST_MOVES.get((request.state, act, "buyer"))
                if move is None:
                    return {"outcome": "closed"}
                outcome = await write(connection, request)
                if outcome == "done":
                    news, invited = {"rfq": request.number}, select_invited_accounts(request.id)
                    await tell_accounts(connection, move.tells, news, self._clock(), invited)
                return {"outcome": outcome, "about": request.number if outcome == "done" else None}

            outcome: Outcome = (await once(connection, account, key, self._clock(), work))["outcome"]
            return outcome


async def _is_quoted_in_another_unit(connection: AsyncConnection, request: Row[Any], changes: RfqChanges) -> bool:
    if changes.quantity is None or changes.quantity.unit == request.unit:
        return False
    waiting = select(_quotations.c.id).where(_quotations.c.rfq_id == request.id, _quotations.c.state == "open")
    return (await connection.execute(waiting.limit(1))).first() is not None


async def _make_values(connection: AsyncConnection, request: Row[Any], changes: RfqChanges) -> dict[str, Any]:
    """Returns the new values of the columns that change."""
    values: dict[str, Any] = {}
    if changes.quantity is not None:
        values |= {"quantity": changes.quantity.value, "unit": changes.quantity.unit}
    if changes.destination is not None:
        city = await translate_city(connection, changes.destination.city)
        values |= {
            "destination_country": changes.destination.country,
            "destination_en": city.en,
            "destination_zh": city.zh,
        }
    if changes.target_price is not None:
        values |= {"target_price": changes.target_price.amount, "currency": changes.target_price.currency}
    if changes.note is not None:
        values["note"] = "; ".join(filter(None, (request.note, changes.note)))
    days = {"needed_by": changes.needed_by, "due_on": changes.due_on}
    return values | {name: day for name, day in days.items() if day is not None}
