"""Answers a buyer's questions about the suppliers of its orders and requests, and a supplier's questions about its own
company: "how soon do they react normally", "which of them have halal", 我们的证书哪天到期."""

from __future__ import annotations

from collections.abc import AsyncIterator

from actions.dialogue.asked import asks_for
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_at_hand
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.catalogue.records import SupplierProfile
from actions.sourcing.evaluating.of_companies import list_facts_of_companies, say_facts_of_companies
from actions.trades.lookup.dictating import is_dictating
from actions.trades.lookup.referring import find_meant

_TRADES = ("order", "request")
_MOST = 5
_ASKS = 0.4
"""How sure the NLU must be that a message asks something at all."""


@in_passing
async def fact_of_a_company(turn: Turn) -> list[Event] | None:
    """States the facts of the supplier of the order that the message means, or of each supplier that got the
    request."""
    if turn.is_pressed or not turn.is_signed_in or turn.is_supplier or is_dictating(turn):
        return None
    facts = list_facts_of_companies(turn, "s_", "g_cert")
    if not facts or turn.acts.find("ask_about") < _ASKS or turn.entities.has("company", "supplier_id"):
        return None  # another function finds a supplier by its name
    at_hand = find_at_hand(turn)
    meant = await find_meant(turn, _TRADES)
    if not meant.is_named and (at_hand is None or at_hand.kind not in _TRADES):
        return None
    number = meant.only.number if meant.only else at_hand.number if at_hand else None
    if number is None:
        return None
    profiles = [profile async for profile in _access_companies(turn, number)]
    if not profiles or not say_facts_of_companies(turn, facts, profiles):
        return None
    turn.done.append("own_fact")
    return [SlotSet("rfq_number" if number.startswith("RFQ-") else "order_number", number)]


async def _access_companies(turn: Turn, number: str) -> AsyncIterator[SupplierProfile]:
    try:
        if not number.startswith("RFQ-"):
            names = [(await turn.market.orders.access_order(turn.account, number)).supplier.name]
        else:
            names = list((await turn.market.rfqs.access_rfq(turn.account, number)).suppliers)
    except NotFound:
        return
    for name in names[:_MOST]:
        found = await turn.market.suppliers.find_suppliers(name.en, limit=1)
        for summary in found:
            yield await turn.market.suppliers.access_supplier(summary.slug)


@in_passing
async def fact_of_own_company(turn: Turn) -> list[Event] | None:
    """States a single fact of the supplier's own company as buyers see it, or its sales."""
    if not turn.is_supplier or not turn.is_signed_in or turn.is_pressed or is_dictating(turn):
        return None
    if asks_for(turn.asked_of_goods, "own_sales"):
        return await HANDLERS["own_figures"](turn)
    facts = list_facts_of_companies(turn, "own_")
    if not facts or turn.entities.has("company", "order_number", "rfq_number"):
        return None
    if facts == ["rating"] and turn.intent == "own_figures":
        return None  # the answer to "how is our score doing?" has all figures
    own = await turn.market.suppliers.supplier_of(turn.account)
    profile = await turn.market.suppliers.access_supplier(own) if own else None
    return [] if profile and say_facts_of_companies(turn, facts, [profile]) else None
