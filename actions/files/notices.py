"""Turns notices about files into replies. With such a reply, the other side of an order or a request gets the file."""

from __future__ import annotations

from actions.dialogue.context import SentFile
from actions.files.words import name_files
from actions.marketplace import Marketplace
from actions.marketplace.base.outbox import Notice
from actions.marketplace.trades.attachments.notices import ORDER_FILE, REQUEST_FILE
from actions.marketplace.trades.attachments.records import RelayedFile
from actions.replies import Button, Reply, Value, button, card, reply, shared_file, term, text
from actions.trades.orders.cards import order_values
from actions.trades.quotations.cards import rfq_values


async def say_order_file(market: Marketplace, notice: Notice) -> Reply:
    file = await _access_file(market, notice)
    order = await market.orders.access_order(notice.account, notice.payload["order"])
    values = order_values(order)
    see = button("button.see_order", "order_status", order_number=order.number)
    fields: list[tuple[str, Value | None]] = [("field.goods", values["goods"]), ("field.state", values["state"])]
    return _say(file, "utter_notice_order_file", values, fields, card_of=("order", order.number), next_step=see)


async def say_request_file(market: Marketplace, notice: Notice) -> Reply:
    file = await _access_file(market, notice)
    rfq = await market.rfqs.access_rfq(notice.account, notice.payload["rfq"])
    values = rfq_values(rfq)
    fields: list[tuple[str, Value | None]] = [("field.goods", values["product"])]
    if file.by == "supplier":
        next_step = button("button.check_quotes", "check_quotes", rfq_number=rfq.number)
    else:
        next_step = button("button.submit_quote", "submit_quote", rfq_number=rfq.number)
    return _say(file, "utter_notice_request_file", values, fields, card_of=("rfq", rfq.number), next_step=next_step)


def _say(
    file: RelayedFile,
    response: str,
    values: dict[str, Value],
    fields: list[tuple[str, Value | None]],
    *,
    card_of: tuple[str, str],
    next_step: Button,
) -> Reply:
    """Returns the reply that brings the file, with a card of the order or request that it belongs to."""
    kind, number = card_of
    sender = text(file.sender)
    shown = [
        *fields,
        ("field.supplier" if file.by == "supplier" else "field.buyer", sender),
        ("field.file_use", term(f"file_use.{file.use}")),
    ]
    named = {"files": name_files([SentFile(file.file, file.kind, file.name)]), "sender": sender}
    said = reply(response, values | named, next_step)
    return {**said, "cards": [card(kind, number, shown)], "files": [shared_file(file.file, file.conversation)]}


async def _access_file(market: Marketplace, notice: Notice) -> RelayedFile:
    return await market.file_relays.access_released(notice.account, int(notice.payload["attachment"]))


NOTICES = {
    ORDER_FILE: say_order_file,
    REQUEST_FILE: say_request_file,
}
