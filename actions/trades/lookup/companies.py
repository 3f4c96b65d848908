"""Answers a buyer's questions about the suppliers of its orders and requests, and a supplier's questions about its own
company: "how soon do they react normally", "which of them have halal", 我们的证书哪天到期."""

from __future__ import annotations

from collections.abc import AsyncIterator

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_at_hand
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.said.asked import asks_for
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.catalogue.records import SupplierProfile
from actions.sourcing.at_hand.which_listing import find_called
from actions.sourcing.evaluating.of_companies import list_facts_of_companies, say_facts_of_companies
from actions.trades.lookup.dictating import is_dictating
from actions.trades.lookup.records import ENTITIES, SUBJECTS
from actions.trades.lookup.referring import find_meant

_MOST = 5
_LOOKED_AT, _MOST_COMPANIES = 50, 12
"""How many of the newest orders are looked at for the names of companies, and how many of these companies."""
_ASKS = 0.4
"""How sure the NLU must be that a message asks something at all."""


@in_passing
async def fact_of_a_company(turn: Turn) -> list[Event] | None:
    """States the facts of the suppliers of the order or request that the message means."""
    if turn.is_pressed or not turn.is_signed_in or turn.is_supplier or is_dictating(turn):
        return None
    facts = list_facts_of_companies(turn, "s_", "g_cert")
    if not facts or turn.acts.find("ask_about") < _ASKS or turn.entities.has("company", "supplier_id"):
        return None  # another function finds a supplier by its name
    kinds = [kind for kind, subject in SUBJECTS.items() if subject.suppliers]
    meant, at_hand = await find_meant(turn, kinds), find_at_hand(turn)
    of_trades = at_hand if at_hand and at_hand.kind in kinds else None
    own = meant.only or of_trades
    if own is None or own.number is None or not (meant.is_named or of_trades):
        return None
    profiles = [profile async for profile in _access_companies(turn, own.kind, own.number)]
    if not profiles or not await say_facts_of_companies(turn, facts, profiles):
        return None
    turn.done.append("own_fact")
    return [SlotSet(ENTITIES[own.kind], own.number)]


@in_passing
async def whether_a_known_company_is_verified(turn: Turn) -> list[Event] | None:
    """Says whether a company is verified with which the buyer trades and which it calls by a part of its name: "is
    tianshan red verified". By its words alone, that asks what verification means."""
    asks = any("verified" in clause.things and clause.is_question for clause in turn.asked_of_goods)
    is_buyers = turn.is_signed_in and not turn.is_supplier and not turn.is_pressed
    if not asks or not is_buyers or turn.entities.has("company", "supplier_id", "product") or is_dictating(turn):
        return None
    page = await turn.market.orders.list_orders(turn.account, limit=_LOOKED_AT)
    names = list(dict.fromkeys(order.counterpart.name.en for order in page.orders))[:_MOST_COMPANIES]
    found = [summary for name in names for summary in await turn.market.suppliers.find_suppliers(name, limit=1)]
    called = find_called(turn.text, {summary.slug: summary for summary in found})
    if len(called) != 1:
        return None
    profile = await turn.market.suppliers.access_supplier(called[0])
    if not await say_facts_of_companies(turn, ["verified"], [profile]):
        return None
    turn.done.append("supplier_details")
    return [SlotSet("supplier_id", called[0])]


async def _access_companies(turn: Turn, kind: str, number: str) -> AsyncIterator[SupplierProfile]:
    subject = SUBJECTS[kind]
    assert subject.suppliers is not None
    try:
        names = await subject.suppliers(turn, await subject.access(turn, number))
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
    if asks_for(turn.asked_of_goods, "own_sales") and turn.acts.name != "list_orders":
        return await HANDLERS["own_figures"](turn)
    facts = list_facts_of_companies(turn, "own_")
    if not facts or turn.entities.has("company", "order_number", "rfq_number"):
        return None
    if facts == ["rating"] and turn.intent == "own_figures":
        return None  # the answer to "how is our score doing?" has all figures
    own = await turn.market.suppliers.supplier_of(turn.account)
    profile = await turn.market.suppliers.access_supplier(own) if own else None
    return [] if profile and await say_facts_of_companies(turn, facts, [profile]) else None
