"""Finds goods of a supplier that the message names, where the NLU marks no goods in its words: 景德镇御窑坊那边青花茶具7件套有没有."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, reading
from actions.dialogue.turn import Turn
from actions.marketplace.goods.search.records import SearchRequest
from actions.sourcing.at_hand.which_listing import find_listings_of_named

_ASKS_FOR_GOODS = frozenset(("find_supplier", "ask_price", "ask_moq", "ask_lead_time", "request_sample", "inform"))
_UNCLEAR = frozenset(("faq_fees", "out_of_scope", "nlu_fallback"))
"""Intents of questions that mean the goods of a company if they name one: "what would fangyan charge?"."""
_OF_LISTING = ("ask_price", "ask_moq", "ask_lead_time")
_SHOWS = frozenset(("find_supplier", "inform", *_UNCLEAR))
_LONGEST = 60


@reading
async def goods_of_a_named_supplier(turn: Turn) -> list[Event] | None:
    """Answers about those goods of the named supplier that the words fit best. Returns None if the supplier has no
    goods with such a name."""
    is_free = not turn.is_pressed and turn.task is None and not turn.is_supplier
    is_meant = turn.intent in _ASKS_FOR_GOODS or (turn.intent in _UNCLEAR and turn.asks)
    if not is_free or not is_meant or turn.entities.has("product"):
        return None
    company = turn.entities.word("company") or await _find_known(turn)
    if turn.slot("search") and (named := await find_listings_of_named(turn)):
        likely = max(_OF_LISTING, key=turn.acts.find)  # "how fast is ronggui"
        intent = likely if turn.intent in _SHOWS else turn.intent
        return await HANDLERS[intent](turn.with_entities(product_id=named[0].product_id))
    if turn.intent in _UNCLEAR:
        return None
    words = turn.text.replace(company, " ").strip() if company else ""
    if not company or not 0 < len(words) <= _LONGEST:
        return None
    found = await turn.market.suppliers.find_suppliers(company, limit=1)
    if not found:
        return None
    request = SearchRequest(text=words, supplier=found[0].slug, limit=1, kinds=0)
    page = await turn.market.search.find_listings(request)
    if not page.listings or page.match != "exact":
        return None
    listing = page.listings[0]
    intent = turn.intent if turn.intent not in ("find_supplier", "inform") else "ask_price"
    return await HANDLERS[intent](turn.with_entities(product_id=listing.product_id))


async def _find_known(turn: Turn) -> str | None:
    """Returns the supplier of one of the account's orders that the message calls by its name."""
    if not turn.is_signed_in:
        return None
    return next(iter((await turn.market.orders.find_mentioned(turn.account, turn.text)).companies), None)
