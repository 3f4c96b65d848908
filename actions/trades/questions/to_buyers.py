"""Finds the order or request that a supplier means when it wants to tell a buyer something or ask a buyer something."""

from __future__ import annotations

from actions.dialogue.referring import PARTS, find_at_hand
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.replies import button
from actions.trades.lookup.naming import names_company
from actions.trades.lookup.records import Own, list_own
from actions.trades.lookup.referring import choose_kind, find_named

SHOWN = 6
"""The most orders and requests that are offered as a choice."""
_KINDS = ("order", "lead")
_OF_REQUESTS = frozenset(("request", "wants"))
"""Topics of words that speak of a buyer's request rather than of an order."""
_OF_LEADS = frozenset(("quotes", "deadline"))
"""Topics of words that only speak of a request for which a supplier may quote."""
_NO_LEADS = ("order_number", "claim_number", "sample_number", "question_number", "tracking_number")
_ELSEWHERE = ("product", "company", "supplier_id", "product_id")


async def find_trades_in_question(turn: Turn) -> list[Own]:
    """Returns the orders and leads that the message may be about: the one whose number it names, else those whose goods
    or buyer it names, else the one that was talked about last, else all open ones. Of an order and a lead for the same
    goods, `choose_kind` chooses one. Returns an empty list if there are none; if the message names a number, the
    contact is then told so."""
    if number := turn.entities.order_number or turn.entities.rfq_number:
        return await _access_named(turn, number)
    trades = await list_own(turn, _KINDS)
    at_hand = await find_last_trade(turn)
    passes_on = turn.dictation.is_to_them or bool(turn.dictation.told)
    is_told = bool(at_hand) and passes_on  # the words passed on in 问他 大桶还是小罐 name no other trade
    named = _keep_to_buyer(turn, trades, await find_named(turn, _KINDS, by_hints=not is_told))
    fit = named or [each for each in trades if each.number == at_hand] or trades
    fit = [each for each in fit if each.is_open] or fit
    if not named:
        return fit
    last = [each for each in fit if each.number == at_hand]
    preferred = choose_kind(turn, fit)
    return last if len(last) == 1 and len(preferred) > 1 else preferred if len(preferred) == 1 else fit


def _keep_to_buyer(turn: Turn, trades: list[Own], named: list[Own]) -> list[Own]:
    """Returns those of the `named` trades that are with the buyer whom the message names. If there is none, returns all
    trades with that buyer. If the message names no buyer, returns all of `named`."""
    called = [each for each in trades if names_company(turn, each)] if named else []
    return [each for each in named if each in called] or called or named


async def find_meant_lead(turn: Turn) -> str | None:
    """Returns the number of the buyer's request that a supplier speaks of: the request that the message names by
    number, goods, buyer or place, else the newest one if it asks for that. If the message names nothing, it is the
    request of the quotation under way, or the request that was talked about last. Returns None if the message speaks of
    anything else."""
    if turn.entities.rfq_number:
        return turn.entities.rfq_number
    if turn.entities.has(*_NO_LEADS):
        return None
    named = await find_named_trades(turn)
    leads = [trade for trade in named if trade.kind == "lead"]
    speaks_of_leads = bool(turn.topics & _OF_REQUESTS)
    if len(leads) == 1 and (len(named) == 1 or speaks_of_leads):
        return leads[0].number
    if speaks_of_leads and "latest" in turn.topics:
        leads = leads or await list_own(turn, ("lead",))
        return leads[0].number if leads else None
    if named or turn.entities.has(*_ELSEWHERE):
        return None
    at_hand = find_at_hand(turn, "request")
    if at_hand is None and turn.record.latest_focus is None and turn.topics >= _OF_LEADS:
        leads = await list_own(turn, ("lead",))  # "until when can we quote on it", as the first message
        return leads[0].number if len(leads) == 1 else None
    return at_hand.number if at_hand else None


async def find_last_trade(turn: Turn) -> str | None:
    """Returns the number of the order or lead at hand. If a question is at hand, returns the number of the order or
    lead that the question is about."""
    found = find_at_hand(turn, "order", "request", "question", past=PARTS)
    if found is None or found.kind != "question" or found.number is None:
        return found.number if found else None
    try:
        return (await turn.market.questions.access_question(turn.account, found.number)).about
    except NotFound:
        return None


async def find_named_trades(turn: Turn) -> list[Own]:
    """Returns the orders and leads that the message names by the end of their number, their goods, their buyer or the
    place where they go. Returns an empty list if it names none in these ways, even if it contains a complete number."""
    return await find_trades_in_question(turn) if await find_named(turn, _KINDS) else []


async def find_chosen_trade(turn: Turn, asked: bool) -> Own | None:
    """Returns the one order or lead that the message names by its number, its goods or its buyer. If the contact was
    `asked` which one is meant, its place in the list counts, too. Returns None if several fit or none does."""
    fit = await find_trades_in_question(turn)
    is_named = turn.entities.has("order_number", "rfq_number") or await find_named(turn, _KINDS)
    if is_named and len(fit) == 1:
        return fit[0]
    places = turn.cues.find_chosen(min(len(fit), SHOWN)) if asked else []
    return fit[places[0]] if len(places) == 1 else None


async def _access_named(turn: Turn, number: str) -> list[Own]:
    """Returns the supplier's order or lead of that number. If there is none, tells the contact so and returns an empty
    list."""
    found = [each for each in await list_own(turn, _KINDS) if each.number == number]
    if not found:
        response = "utter_rfq_not_found" if number.startswith("RFQ-") else "utter_order_not_found"
        turn.say(response, {"number": number}, buttons=[button("button.my_orders", "list_orders")])
    return found
