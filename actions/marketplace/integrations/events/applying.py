"""Carries out one event in the caller's transaction, and writes the notices that tell of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.database.counters import next_number
from actions.marketplace.base.records import Money
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.integrations.events.adopting import adopt_order, adopt_part, fit_payments
from actions.marketplace.integrations.events.goods import Goods
from actions.marketplace.integrations.events.happened import Happened, Refused, check_currency, require_row
from actions.marketplace.integrations.events.telling import TOLD_KINDS, Telling, find_rows_of
from actions.marketplace.integrations.importing.known import add_known, find_known
from actions.marketplace.integrations.importing.problems import Problem
from actions.marketplace.integrations.importing.seen import SeenIds
from actions.marketplace.integrations.importing.tables import operator_ids
from actions.marketplace.integrations.importing.taking import take_in
from actions.marketplace.operator.terms import find_terms
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.orders.changes import close_open
from actions.marketplace.trades.orders.records import EventKind, OrderState
from actions.marketplace.trades.requests import tables as requests_tables
from actions.marketplace.trades.requests.lifecycle import MOVES, find_standing
from actions.marketplace.trades.requests.notices import QUOTATION, QUOTATION_REVISED
from actions.marketplace.trades.requests.owned import find_latest_own, load_offers, note_refusal, note_revision
from actions.marketplace.trades.requests.terms import QUOTATION_VALIDITY
from foundation.clock import Clock

_orders, _products, _outbox = orders_tables.orders, catalogue_tables.products, marketplace_tables.outbox
_STEPS: Mapping[OrderState, EventKind] = {
    "accepted": "accepted",
    "in_production": "production_started",
    "ready_to_ship": "production_finished",
    "shipped": "shipped",
    "delivered": "delivered",
    "completed": "completed",
    "disputed": "dispute_opened",
    "cancelled": "cancelled",
}
"""Maps each state to the kind of timeline entry for an order that comes into this state."""


class Applying:
    """Carries events out on one connection."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection, self._clock = connection, clock
        self._telling, self._goods = Telling(connection, clock), Goods(connection)

    async def apply(self, happened: Happened) -> bool:
        """Carries the event out. Returns False if it changes nothing.

        Raises:
            Refused: the event cannot be carried out. The caller rolls back what was written.
        """
        if happened.type.kind is not None:
            return await self._put(happened)
        special: Mapping[str, Callable[[Happened], Awaitable[bool]]] = {
            "product.price": self._goods.price,
            "product.stock": self._goods.stock,
            "product.paused": self._goods.pause,
            "account.closed": self._close_account,
            "order.state": self._move_order,
            "quotation.put": self._quote,
        }
        return await special[happened.type.name](happened)

    async def _put(self, happened: Happened) -> bool:
        """Writes the whole record that the event holds, and tells the companies that it concerns."""
        kind, item = happened.type.kind, happened.item
        assert kind is not None
        await adopt_order(self._connection, happened)
        await adopt_part(self._connection, happened)
        before = await self._find_row(kind.name, happened.operator_id)
        with SeenIds() as unused:
            counts = await take_in(self._connection, kind, [item], self._clock, unused, dry=False)
        if item.record is None:
            raise Refused(*(problem for _, problem in item.problems))
        if not counts.new and not counts.changed:
            return False
        after = await self._find_row(kind.name, happened.operator_id)
        assert after is not None
        if kind.name == "orders" and before is not None and before.state != after.state:
            await close_open(self._connection, after.id, happened.at)
        elif kind.name == "payments":
            await fit_payments(self._connection, after.order_id)
        await self._telling.tell_put(kind.name, before, after)
        return True

    async def _find_row(self, kind: str, operator_id: str) -> Row[Any] | None:
        """Returns and locks the row with this operator's id: for orders, payments and shipments the row itself, and for
        other kinds the row that maps the operator's id to the id here."""
        if kind in TOLD_KINDS:
            return (await find_rows_of(self._connection, kind, [operator_id])).get(operator_id)
        this = select(operator_ids).where(_is_id(kind, operator_id)).with_for_update()
        return (await self._connection.execute(this)).first()

    async def _close_account(self, happened: Happened) -> bool:
        await require_row(self._connection, "accounts", "account_id", happened.operator_id, ("an account", "账号"))
        accounts = marketplace_tables.accounts
        await self._connection.execute(delete(accounts).where(accounts.c.slug == happened.operator_id))
        await self._connection.execute(delete(operator_ids).where(_is_id("accounts", happened.operator_id)))
        return True

    async def _move_order(self, happened: Happened) -> bool:
        """Brings an order into another state, records the step, and tells both sides."""
        await adopt_order(self._connection, happened)
        number = await require_row(self._connection, "orders", "order_id", happened.operator_id, ("an order", "订单"))
        order = (await self._connection.execute(select(_orders).where(_orders.c.id == number).with_for_update())).one()
        state, expected = happened.values["state"], happened.values["expected_on"] or order.expected_on
        if (order.state, order.expected_on) == (state, expected):
            return False
        claim_until = order.claim_until
        if state == "delivered" and claim_until is None:
            claim_until = happened.at + (await find_terms(self._connection)).claim_period
        values = {"state": state, "expected_on": expected, "claim_until": claim_until}
        await self._connection.execute(update(_orders).where(_orders.c.id == number).values(values))
        await self._connection.execute(
            update(operator_ids).where(_is_id("orders", happened.operator_id)).values(digest="")
        )
        if order.state != state:
            await close_open(self._connection, number, happened.at)
            if (step := _STEPS.get(state)) is not None:
                row = {"order_id": number, "kind": step, "at": happened.at}
                await self._connection.execute(orders_tables.order_events.insert().values(row))
            await self._telling.tell_state(await self._telling.find_order(number))
        return True

    async def _quote(self, happened: Happened) -> bool:
        """Writes a supplier's quotation for a request, and tells the buyer. A supplier that was not invited to the
        request is added to it."""
        values, quotations = happened.values, requests_tables.quotations
        supplier = await require_row(
            self._connection, "suppliers", "supplier_id", values["supplier_id"], ("a supplier", "供应商")
        )
        await check_currency(self._connection, values["currency"])
        requests = requests_tables.rfqs
        found = await self._connection.execute(
            select(requests).where(requests.c.number == values["rfq"]).with_for_update()
        )
        request = found.first()
        if request is None or request.state != "open":
            code = "not_here" if request is None else "closed"
            raise Refused(Problem(code, "rfq", values["rfq"], {"what": ("a request", "询价单")}))
        terms = {
            "unit_price": values["unit_price"],
            "currency": values["currency"],
            "quantity": request.quantity,
            "lead_time_days": values["lead_time_days"],
            "incoterm": values["incoterm"],
            "valid_until": values["valid_until"] or (happened.at + QUOTATION_VALIDITY).date(),
        }
        before = await self._find_quotation(happened, request, supplier)
        if before is None:
            await self._invite(request.id, supplier)
            number = await next_number(self._connection, "QUO", quotations)
            row = {
                "number": number,
                "rfq_id": request.id,
                "supplier_id": supplier,
                "state": "open",
                "created_at": happened.at,
            }
            inserted = await self._connection.execute(quotations.insert().values(row | terms))
            assert inserted.inserted_primary_key is not None
            await add_known(
                self._connection, "quotations", [(happened.operator_id, inserted.inserted_primary_key[0], "")]
            )
        else:
            if all(getattr(before, name) == value for name, value in terms.items()):
                return False
            number = before.number
            revised = update(quotations).where(quotations.c.id == before.id).values(terms | {"agreed_terms": None})
            await self._connection.execute(revised)
            price = Money(values["unit_price"], values["currency"])
            await note_revision(self._connection, before, price, happened.at)
        await note_refusal(self._connection, request.id, supplier, None, None)
        news = {"rfq": request.number, "quotation": number}
        kind = QUOTATION if before is None else QUOTATION_REVISED
        await self._telling.tell(kind, news, buyer_id=request.buyer_id)
        return True

    async def _find_quotation(self, happened: Happened, request: Row[Any], supplier: int) -> Row[Any] | None:
        """Returns the quotation that the event revises: the one with the event's id, else the supplier's open quotation
        for the request, for which the event's id is then recorded. Returns None for a new quotation.

        Raises:
            Refused: the quotation is for another request or of another supplier, or it can no longer be revised.
        """
        quotations, operator_id = requests_tables.quotations, happened.operator_id
        known = (await find_known(self._connection, {"quotations": [operator_id]})).get("quotations", {})
        if (own := known.get(operator_id)) is None:
            before = await find_latest_own(self._connection, request, supplier)
        else:
            query = select(quotations).where(quotations.c.id == own.row_id)
            before = (await self._connection.execute(query)).one()
        if before is None:
            return None
        if (before.rfq_id, before.supplier_id) != (request.id, supplier):
            raise Refused(Problem("taken", "quotation_id", operator_id))
        offers = await load_offers(self._connection, before.id)
        if (find_standing(before, offers, self._clock().date()), "revise", "supplier") not in MOVES:
            raise Refused(Problem("closed", "quotation_id", operator_id))
        if own is None:
            await add_known(self._connection, "quotations", [(operator_id, before.id, "")])
        return before

    async def _invite(self, rfq_id: int, supplier_id: int) -> None:
        recipients = requests_tables.rfq_recipients
        this = recipients.c.rfq_id == rfq_id, recipients.c.supplier_id == supplier_id
        if (await self._connection.execute(select(recipients).where(*this))).first() is None:
            values = {"rfq_id": rfq_id, "supplier_id": supplier_id}
            await self._connection.execute(recipients.insert().values(values))


def _is_id(kind: str, operator_id: str) -> Any:
    return (operator_ids.c.kind == kind) & (operator_ids.c.operator_id == operator_id)
