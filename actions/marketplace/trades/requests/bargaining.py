"""Lets a buyer and a supplier negotiate about a quotation: counter-offers, answers to them, declining and withdrawing. The
other side is told in the same transaction."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.accounts import check_staff, find_account
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.database.idempotency import once
from actions.marketplace.base.errors import NotAllowed
from actions.marketplace.base.outbox import tell_company
from actions.marketplace.base.records import Money, WriteKey
from actions.marketplace.trades.requests import tables
from actions.marketplace.trades.requests.lifecycle import BY_STAFF, MOVES, Act, Move, find_standing, hash_terms
from actions.marketplace.trades.requests.owned import end_offers, find_quotation, load_offers, lock_request
from foundation.clock import Clock
from foundation.database.statements import insert

_quotations, _offers, _limits = tables.quotations, tables.counter_offers, tables.private_limits


class Bargaining:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def counter(
        self, account: str, quotation: str, price: Money, quantity: Decimal, key: WriteKey, limit: Decimal | None = None
    ) -> bool:
        """Offers the other side this price for one unit, for this quantity. An earlier counter-offer that still waits
        is overtaken. `limit` is the worst price that the account would accept; only the account itself can read it
        again (`find_limit`). A repetition with the same `key` changes nothing and returns the first result.

        Returns False if this side cannot make a counter-offer at the moment, or if the quotation is in another
        currency.

        Raises:
            NotFound: there is no such quotation, or it is somebody else's.
        """
        return await self._move(account, quotation, "counter", key, offer=(price, quantity), limit=limit)

    async def accept_counter(self, account: str, quotation: str, round_: int, key: WriteKey) -> bool:
        """Accepts the counter-offer of the other side: the quotation takes its terms, which are frozen by their hash.
        `round_` is the round that the account was shown. A repetition with the same `key` changes nothing and returns
        the first result.

        Returns False if that counter-offer does not wait for this side any more.

        Raises:
            NotFound: there is no such quotation, or it is somebody else's.
        """
        return await self._move(account, quotation, "accept_counter", key, round_=round_)

    async def decline_counter(self, account: str, quotation: str, round_: int, key: WriteKey) -> bool:
        """Declines the counter-offer of the other side; the quotation stands as before. The rules of `accept_counter`
        apply here, too."""
        return await self._move(account, quotation, "decline_counter", key, round_=round_)

    async def decline(self, account: str, quotation: str, key: WriteKey) -> bool:
        """Declines a quotation for this buyer's request, which stays open. A repetition with the same `key` changes
        nothing and returns the first result.

        Returns False if the quotation has ended already.

        Raises:
            NotFound: there is no such quotation, or it is somebody else's.
            NotAllowed: the account belongs to a supplier.
        """
        return await self._move(account, quotation, "decline", key)

    async def withdraw(self, account: str, quotation: str, key: WriteKey) -> bool:
        """Withdraws this supplier's own quotation. A repetition with the same `key` changes nothing and returns the
        first result.

        Returns False if the quotation has ended already, or if both sides have agreed on its terms.

        Raises:
            NotFound: there is no such quotation, or it is somebody else's.
            NotAllowed: the account belongs to a buyer.
        """
        return await self._move(account, quotation, "withdraw", key)

    async def keep_limit(self, account: str, quotation: str, limit: Decimal, key: WriteKey) -> None:
        """Stores the worst price that this account would accept, without offering anything. A later limit takes its
        place. A repetition with the same `key` changes nothing.

        Raises:
            NotFound: there is no such quotation, or it is somebody else's.
        """
        async with self._database.begin() as connection:
            party = await find_account(connection, account)
            found = await find_quotation(connection, quotation, party)

            async def keep() -> dict[str, Any]:
                await self._keep_limit(connection, found.id, party.slug, limit)
                return {}

            await once(connection, account, key, self._clock(), keep)

    async def find_limit(self, account: str, quotation: str) -> Decimal | None:
        """Returns the worst price that this account said it would accept, or None. Nobody else's limit is ever
        returned.

        Raises:
            NotFound: there is no such quotation, or it is somebody else's.
        """
        async with self._database.read() as connection:
            party = await find_account(connection, account)
            found = await find_quotation(connection, quotation, party)
            query = select(_limits.c.unit_price).where(
                _limits.c.quotation_id == found.id, _limits.c.account == party.slug
            )
            limit: Decimal | None = (await connection.execute(query)).scalar_one_or_none()
            return limit

    async def _move(
        self,
        account: str,
        number: str,
        act: Act,
        key: WriteKey,
        *,
        offer: tuple[Money, Decimal] | None = None,
        round_: int | None = None,
        limit: Decimal | None = None,
    ) -> bool:
        """Does `act` to the quotation once for each key, if the table of moves allows it."""
        check_staff(key, act, BY_STAFF)
        async with self._database.begin() as connection:
            party = await find_account(connection, account)
            named = await find_quotation(connection, number, party)
            request = await lock_request(connection, named.rfq_number, party)
            if not any((each, role) == (act, party.role) for _, each, role in MOVES):
                raise NotAllowed(f"a {party.role} cannot do this")

            async def work() -> dict[str, Any]:
                quotation = await find_quotation(connection, number, party)
                offers = await load_offers(connection, quotation.id)
                move = MOVES.get((find_standing(quotation, offers, self._clock().date()), act, party.role))
                waiting = next((each for each in offers if each.state == "open"), None)
                is_other = round_ is not None and (waiting is None or waiting.round != round_)
                foreign = offer is not None and offer[0].currency != quotation.currency
                if request.state != "open" or move is None or is_other or foreign:
                    return {"moved": False}
                await self._carry_out(connection, quotation, move, party, waiting, offer)
                if limit is not None:
                    await self._keep_limit(connection, quotation.id, party.slug, limit)
                return {"moved": True, "about": quotation.number}

            return bool((await once(connection, account, key, self._clock(), work))["moved"])

    async def _carry_out(
        self,
        connection: AsyncConnection,
        quotation: Row[Any],
        move: Move,
        party: Row[Any],
        waiting: Row[Any] | None,
        offer: tuple[Money, Decimal] | None,
    ) -> None:
        """Writes the changes of the move, and tells the other side."""
        ends = {"agreed": "accepted", "open": "declined"}.get(move.to, "overtaken")
        await end_offers(connection, [quotation.id], ends)
        if offer is not None:
            await self._add_round(connection, quotation, party.role, *offer)
        if move.takes_terms and waiting is not None:
            await self._take_terms(connection, quotation, waiting)
        elif move.to in ("declined", "withdrawn"):
            query = update(_quotations).where(_quotations.c.id == quotation.id)
            await connection.execute(query.values(state=move.to))
        news = {"rfq": quotation.rfq_number, "quotation": quotation.number}
        if party.role == "buyer":
            await tell_company(connection, move.tells, news, self._clock(), supplier_id=quotation.supplier_id)
        else:
            buyer = select(tables.rfqs.c.buyer_id).where(tables.rfqs.c.id == quotation.rfq_id)
            buyer_id = (await connection.execute(buyer)).scalar_one()
            await tell_company(connection, move.tells, news, self._clock(), buyer_id=buyer_id)

    async def _add_round(
        self, connection: AsyncConnection, quotation: Row[Any], side: str, price: Money, quantity: Decimal
    ) -> None:
        """Adds a round to the negotiation. Before the first round, the quotation itself is added as round 0."""
        rounds = await load_offers(connection, quotation.id)
        if not rounds:
            await self._insert(connection, quotation, 0, "supplier", quotation.unit_price, quotation.quantity, "quoted")
        position = rounds[-1].round + 1 if rounds else 1
        await self._insert(connection, quotation, position, side, price.amount, quantity, "open")

    async def _insert(
        self,
        connection: AsyncConnection,
        quotation: Row[Any],
        position: int,
        side: str,
        price: Decimal,
        quantity: Decimal,
        state: str,
    ) -> None:
        values = {
            "quotation_id": quotation.id,
            "round": position,
            "side": side,
            "unit_price": price,
            "quantity": quantity,
            "state": state,
            "created_at": self._clock() if position else quotation.created_at,
        }
        await connection.execute(_offers.insert().values(values))

    async def _take_terms(self, connection: AsyncConnection, quotation: Row[Any], offer: Row[Any]) -> None:
        """Writes the terms of the counter-offer into the quotation, and freezes them. A smaller quantity than the
        supplier's smallest one, on which both sides agree, takes its place."""
        own = _quotations.c.id == quotation.id
        terms = {"unit_price": offer.unit_price, "quantity": offer.quantity}
        if quotation.moq is not None and offer.quantity < quotation.moq:
            terms["moq"] = offer.quantity
        await connection.execute(update(_quotations).where(own).values(terms))
        agreed = (await connection.execute(select(_quotations).where(own))).one()
        frozen = hash_terms(agreed, quotation.unit)
        await connection.execute(update(_quotations).where(own).values(agreed_terms=frozen))

    async def _keep_limit(self, connection: AsyncConnection, quotation_id: int, account: str, limit: Decimal) -> None:
        values = {"quotation_id": quotation_id, "account": account, "unit_price": limit, "created_at": self._clock()}
        kept = insert(connection, _limits).values(values)
        changes = {"unit_price": limit, "created_at": values["created_at"]}
        await connection.execute(kept.on_conflict_do_update(index_elements=["quotation_id", "account"], set_=changes))
