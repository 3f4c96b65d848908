"""What other accounts are told of: each notice as a reply, with what the reader may do about it."""

from __future__ import annotations

from typing import Any

from actions.marketplace import Marketplace, NotFound
from actions.marketplace.outbox import Notice
from actions.orders.cards import order_values
from actions.quotations.cards import quotation_values, rfq_values
from actions.replies import Button, Value, button, code, incoterm, text

Reply = dict[str, Any]

_RESPONSES = {
    "lead": "utter_notice_lead",
    "quotation": "utter_notice_quotation",
    "quotation_declined": "utter_notice_quotation_declined",
    "order_placed": "utter_notice_order_placed",
    "order_confirmed": "utter_notice_order_confirmed",
    "order_shipped": "utter_notice_order_shipped",
}


async def told(market: Marketplace, notice: Notice) -> Reply | None:
    """The notice as its account reads it: of what it may see, and as it is now. None when that is gone."""
    try:
        if "order" in notice.payload:
            values, buttons = await _of_order(market, notice)
        else:
            values, buttons = await _of_request(market, notice)
    except NotFound:
        return None
    return {"response": _RESPONSES[notice.kind], "values": values, "buttons": buttons, "cards": []}


async def _of_order(market: Marketplace, notice: Notice) -> tuple[dict[str, Value], list[Button]]:
    order = await market.orders.access_order(notice.account, notice.payload["order"])
    values = order_values(order)
    if order.shipments:
        shipment = order.shipments[-1]
        values |= {"carrier": text(shipment.carrier_name), "tracking_number": code(shipment.tracking_number)}
    if notice.kind == "order_placed":
        return values, [button("button.confirm_order", "confirm_order", order_number=order.number)]
    return values, [button("button.see_order", "order_status", order_number=order.number)]


async def _of_request(market: Marketplace, notice: Notice) -> tuple[dict[str, Value], list[Button]]:
    rfq = await market.rfqs.access_rfq(notice.account, notice.payload["rfq"])
    values = {**rfq_values(rfq), "buyer": text(rfq.buyer.name)}
    if notice.kind == "lead":
        return values, [button("button.submit_quote", "submit_quote", rfq_number=rfq.number)]
    quotation = await market.rfqs.access_quotation(notice.account, notice.payload["quotation"])
    values |= {**quotation_values(quotation), "incoterm": incoterm(quotation.incoterm, quotation.port)}
    if notice.kind == "quotation_declined":
        return values, [button("button.leads", "view_leads")]
    return values, [button("button.check_quotes", "check_quotes", rfq_number=rfq.number)]
