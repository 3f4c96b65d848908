"""Finds and locks the requests and quotations that an account may change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.accounts import canonical_number
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Money
from actions.marketplace.trades.requests import tables

_rfqs, _quotations, _recipients = tables.rfqs, tables.quotations, tables.rfq_recipients
_offers = tables.counter_offers


async def lock_request(connection: AsyncConnection, number: str, party: Row[Any]) -> Row[Any]:
    """Returns the request, and locks it until the end of the transaction. `party` is the account of the buyer who made
    it, or of a supplier who is invited to it.

    Raises:
        NotFound: this party has no such request.
    """
    query = select(_rfqs).where(_rfqs.c.number == canonical_number(number, "RFQ"))
    if party.role == "buyer":
        query = query.where(_rfqs.c.buyer_id == party.buyer_id)
    else:
        invited = select(_recipients.c.rfq_id).where(
            _recipients.c.rfq_id == _rfqs.c.id, _recipients.c.supplier_id == party.supplier_id
        )
        query = query.where(invited.exists())
    row = (await connection.execute(query.with_for_update())).first()
    if row is None:
        raise NotFound(number)
    return row


async def find_quotation(connection: AsyncConnection, number: str, party: Row[Any]) -> Row[Any]:
    """Returns the quotation with the number of its request (`rfq_number`) and its `unit`. The quotation is for a
    request of this buyer, or is this supplier's own.

    Raises:
        NotFound: there is no such quotation, or it is somebody else's.
    """
    query = _select_quotations().where(
        _quotations.c.number == canonical_number(number, "QUO"),
        or_(_rfqs.c.buyer_id == party.buyer_id, _quotations.c.supplier_id == party.supplier_id),
    )
    row = (await connection.execute(query)).first()
    if row is None:
        raise NotFound(number)
    return row


async def find_latest_own(connection: AsyncConnection, request: Row[Any], supplier_id: int) -> Row[Any] | None:
    """Returns the supplier's open quotation for the request, or None."""
    query = _select_quotations().where(
        _quotations.c.rfq_id == request.id,
        _quotations.c.supplier_id == supplier_id,
        _quotations.c.state == "open",
    )
    return (await connection.execute(query)).first()


def _select_quotations() -> Select[Any]:
    query = select(_quotations, _rfqs.c.number.label("rfq_number"), _rfqs.c.unit.label("unit"))
    return query.join(_rfqs, _rfqs.c.id == _quotations.c.rfq_id)


async def load_offers(connection: AsyncConnection, quotation_id: int) -> Sequence[Row[Any]]:
    """Returns the rounds of the negotiation about a quotation, the first one first."""
    query = select(_offers).where(_offers.c.quotation_id == quotation_id).order_by(_offers.c.round)
    return (await connection.execute(query)).all()


async def end_offers(connection: AsyncConnection, quotation_ids: Sequence[int], state: str) -> None:
    """Ends the counter-offers that wait for an answer, with this state: accepted, declined or overtaken."""
    waiting = update(_offers).where(_offers.c.quotation_id.in_(quotation_ids), _offers.c.state == "open")
    await connection.execute(waiting.values(state=state))


async def note_refusal(
    connection: AsyncConnection, rfq_id: int, supplier_id: int, reason: str | None, at: datetime | None
) -> bool:
    """Notes that an invited supplier does not quote for the request. With `at` None, takes the refusal back. Returns
    whether anything has changed."""
    of = _recipients.c
    stands = of.declined_at.is_(None) if at else of.declined_at.is_not(None)
    change = update(_recipients).where(of.rfq_id == rfq_id, of.supplier_id == supplier_id, stands)
    return (await connection.execute(change.values(declined_at=at, reason=reason))).rowcount == 1


async def note_revision(connection: AsyncConnection, before: Row[Any], price: Money, now: datetime) -> None:
    """Adds the revised price of a quotation to the rounds of the negotiation, if there are any. `before` is the
    quotation before its revision."""
    rounds = await load_offers(connection, before.id)
    if not rounds:
        return
    await end_offers(connection, [before.id], "overtaken")
    if price.currency != before.currency:
        await connection.execute(delete(_offers).where(_offers.c.quotation_id == before.id))
        return
    values = {
        "quotation_id": before.id,
        "round": rounds[-1].round + 1,
        "side": "supplier",
        "unit_price": price.amount,
        "quantity": rounds[0].quantity,
        "state": "quoted",
        "created_at": now,
    }
    await connection.execute(_offers.insert().values(values))
