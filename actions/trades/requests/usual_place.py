"""Finds the usual destination of an account's goods, for "the same address as last time" and 送公司地址."""

from __future__ import annotations

from dataclasses import asdict

from actions.dialogue.discourse import Json
from actions.dialogue.turn import Turn


async def find_usual_place(turn: Turn) -> Json | None:
    """Returns the destination of the account's latest order, else of its latest request, in the form in which tasks
    store it. Returns None if the message does not ask for it or names a place itself, or if there is neither."""
    if "own_place" not in turn.topics or turn.entities.destination or not turn.is_signed_in or turn.is_supplier:
        return None
    orders = (await turn.market.orders.list_orders(turn.account, limit=10)).orders
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, limit=10)
    places = [*(order.destination for order in orders), *(rfq.destination for rfq in rfqs)]
    return next((asdict(place) for place in places if place), None)
