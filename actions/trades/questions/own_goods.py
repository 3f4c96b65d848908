"""Reads a supplier's words about goods as words about its own listings, if none of its orders and requests is for such
goods."""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, in_passing, reading
from actions.dialogue.said.entities import Amount
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.sourcing.own_products import list_shown, say_listed_prices, say_own_listings
from actions.sourcing.searching.own_named import find_own_named, find_own_worded, name_better
from actions.trades.listings.changing import OF_VALUES
from actions.trades.listings.wanted import find_told_apart, read_wanted
from actions.trades.lookup.records import list_own
from actions.trades.questions.to_buyers import find_meant_lead
from actions.trades.quotations.which_request import access_lead

_OF_GOODS = OF_VALUES | {
    *("report_problem", "order_status", "list_orders", "ask_lead_time", "supplier_details", "out_of_scope"),
    *("find_supplier", "own_products", "change_listing"),
}
"""Intents that the NLU may give to words about a supplier's own listings."""
_ASKS = 0.3
_TRADE_NUMBERS = ("order_number", "rfq_number", "claim_number", "sample_number", "question_number", "tracking_number")


@in_passing
async def stock_of_own_goods(turn: Turn) -> list[Event] | None:
    """Says the stock of a supplier's own listings, for 核桃仁那个 还有多少货, even if the supplier also has an order for
    such goods: an order has no stock. Words about an order or about goods that leave ask for what is left of it."""
    asks = turn.is_typed_by_supplier and "stock" in turn.cues.listing_values and turn.intent in _OF_GOODS
    states = turn.numbers or turn.stated or turn.entities.has("quantity", "date")
    if not asks or states or turn.cues.speaks_of_leaving or turn.cues.speaks_of_trades or turn.dictation.is_to_them:
        return None
    if turn.entities.has(*_TRADE_NUMBERS, "company", "country", "region", "certification"):
        return None
    if not (turn.asks or turn.acts.find("own_products", "ask_about") >= _ASKS):
        return None
    named = find_own_named(turn, await turn.market.own_listings.list_own(turn.account))
    return say_own_listings(turn, named) if named else None


@reading
async def own_listing_meant_by_its_goods(turn: Turn) -> list[Event] | None:
    """Shows or changes a supplier's own listings if the message names goods for which the supplier has no order or
    request: 绿葡萄干还剩多少货 and "solar street lights now 48 usd" can then only be about a listing. By its words
    alone, such a message may be about an order or a search."""
    if (
        not turn.is_typed_by_supplier
        or turn.intent not in _OF_GOODS
        or turn.topics & {"counters", "quotes", "request", "wants"}
    ):
        return None
    if turn.entities.has(*_TRADE_NUMBERS, "company", "country", "region", "certification"):
        return None
    named = find_own_named(turn, await turn.market.own_listings.list_own(turn.account))
    traded = [trade.goods for trade in await list_own(turn, ("order", "lead"))] if named else []
    asks_stock = turn.asks and "stock" in turn.cues.listing_values and not turn.cues.speaks_of_leaving
    if not named or not (asks_stock or name_better(turn, named, traded)):
        return None
    if turn.asks and not turn.stated:
        return say_own_listings(turn, named)
    return await HANDLERS["change_listing"](turn) if turn.intent in OF_VALUES and read_wanted(turn) else None


@in_passing
async def price_in_own_shop(turn: Turn) -> list[Event] | None:
    """Says the listed prices of a supplier's own goods, for the quantity that the message names: "what's my list price
    at 20t, drums", 我们那个丝巾挂的价是多少 600条的话. The goods are those that the message names, else those that the
    request at hand wants, else those that were shown last. Without this, such a question would be about a request."""
    if not (turn.is_supplier and turn.is_signed_in) or turn.is_pressed or not turn.cues.asks_list_price:
        return None
    if turn.entities.has("order_number", "claim_number", "sample_number", "tracking_number"):
        return None
    own = await turn.market.own_listings.list_own(turn.account)
    wanted = await _list_wanted(turn, own)
    named = (
        find_own_worded(turn, wanted) or find_own_worded(turn, find_own_named(turn, own)) or find_own_named(turn, own)
    )
    meant = named or wanted or list_shown(turn, own)
    meant = find_told_apart(turn, meant) or meant
    return say_listed_prices(turn, meant, _find_amount(turn)) if meant else None


def _find_amount(turn: Turn) -> Amount | None:
    """Returns the quantity for which a listed price is asked for: 20 in "my list price at 20t"."""
    counted = [each for each in turn.figures if each.kind in ("count", "bare")]
    if counted:
        return Amount(counted[-1].value, counted[-1].unit)
    return Amount(turn.numbers[0], None) if len(turn.numbers) == 1 else turn.entities.quantity


async def _list_wanted(turn: Turn, own: Sequence[Listing]) -> list[Listing]:
    """Returns the listings of such goods as the request at hand wants."""
    number = await find_meant_lead(turn)
    lead = await access_lead(turn, {"rfq_number": number}) if number else None
    return [each for each in own if lead and any(goods_likeness(n, each.product.both) for n in lead.product.both)]
