"""Finds the quotations about which the contact has to decide: quotations that a buyer may accept, and counter-offers of
the other side."""

from __future__ import annotations

from actions.dialogue.to_do import ToDo, finds_to_do, say_kind
from actions.dialogue.turn import Turn
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import button, money, quantity, term
from actions.trades.quotations.cards import rfq_values

_LOOKED_AT = 20
_BUTTONS = 3


@finds_to_do("quotations")
async def find_quotations_to_do(turn: Turn) -> list[ToDo]:
    if turn.is_supplier:
        own = await turn.market.rfqs.list_quotations(turn.account, limit=_LOOKED_AT)
        return _say_offers([(rfq, one) for rfq, one in own if _waits_for(one, "supplier")])
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, limit=_LOOKED_AT)
    open_ones = [(rfq, [one for one in rfq.quotations if one.state == "open"]) for rfq in rfqs if rfq.state == "open"]
    offers = [(rfq, one) for rfq, quoted in open_ones for one in quoted if _waits_for(one, "buyer")]
    return [*_say_offers(offers), *_say_quoted([(rfq, len(quoted)) for rfq, quoted in open_ones if quoted])]


def _waits_for(quotation: Quotation, side: str) -> bool:
    return quotation.state == "open" and quotation.waiting is not None and quotation.waiting.side != side


def _say_offers(found: list[tuple[Rfq, Quotation]]) -> list[ToDo]:
    """Returns a paragraph about the counter-offers of the other side."""
    said = [
        term(
            "todo.offer_line",
            number=one.number,
            goods=rfq_values(rfq)["product"],
            price=money(one.waiting.unit_price),
            quantity=quantity(one.waiting.quantity),
        )
        for rfq, one in found
        if one.waiting
    ]
    return say_kind("offers", said, [])


def _say_quoted(found: list[tuple[Rfq, int]]) -> list[ToDo]:
    """Returns a paragraph about the requests with quotations that the buyer can accept."""
    said = [term("todo.quoted_line", count=count, **rfq_values(rfq)) for rfq, count in found]
    paragraphs = say_kind("quoted", said, [])
    buttons = tuple(
        button(term("todo.see_quotes", number=rfq.number), "check_quotes", rfq_number=rfq.number)
        for rfq, _ in found[:_BUTTONS]
    )
    return [ToDo(one.paragraph, (), buttons) for one in paragraphs]
