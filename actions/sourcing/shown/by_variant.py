"""Reads words that occur in the names of some of the goods on the screen as a choice of these goods, whatever the rest
of the sentence says: "10mm嘅呢?", "what is the natural one", 全封闭那种贵多少."""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.events import Event
from actions.dialogue.registry import answer, reading
from actions.dialogue.said.entities import Entities
from actions.dialogue.turn import Turn
from actions.sourcing.at_hand.current_search import find_current_search, is_about_search
from actions.sourcing.at_hand.earlier_searches import names_search
from actions.sourcing.at_hand.listings import access_listing
from actions.sourcing.at_hand.said_goods import with_goods, with_variant
from actions.sourcing.at_hand.search_state import NARROWING, SearchState, change_search
from actions.sourcing.searching.finding import find_supplier
from actions.sourcing.searching.results import show

_NARROWS = frozenset(
    (
        "find_supplier",
        "inform",
        "out_of_scope",
        "nlu_fallback",
        "affirm",
        "deny",
        "negotiate_price",
        "compare_suppliers",
    )
)
_ASKS = frozenset(("ask_price", "ask_moq", "ask_lead_time", "request_sample", "supplier_details"))
_SAYS_LITTLE = frozenset(("inform", "out_of_scope", "nlu_fallback"))
_WISHES = frozenset(("find_supplier", "place_order", "ask_price", "ask_moq", "request_quote"))
_STAYS = frozenset(("ask_price", "ask_moq", "request_quote"))
_OTHER_SUBJECT = ("company", "order_number", "rfq_number", "quotation")
_ORDERS = frozenset(("request_quote", "place_order"))
_SURELY = 0.6
_WANTS = 0.1
_UNSURE = 0.4


@reading
async def one_variant_of_the_goods(turn: Turn) -> list[Event] | None:
    """Shows those of the goods on the screen that have the words of the message in their names, or answers the question about
    the best of these."""
    search = find_current_search(turn)
    if search is None or not search.text or turn.is_pressed or turn.task is not None or turn.is_supplier:
        return None
    changes = turn.acts.are_situated and turn.acts.kind in ("correct", "condition")
    if not (changes or turn.intent in _NARROWS | _ASKS | _ORDERS) or turn.entities.has(*_OTHER_SUBJECT):
        return None
    if turn.acts.kind == "give_up" or turn.acts.share("chatter") >= _SURELY or turn.described.unwanted:
        return None
    if turn.points_into_list or turn.record.is_about("order", "request"):
        return None
    if turn.entities.products and not await _are_the_same(turn, search):
        return None
    if turn.intent in _NARROWS and await _is_property_alone(turn, search):
        return None
    narrowed = await with_variant(turn, search)
    if narrowed.text == search.text or await _is_at_hand(turn, narrowed):
        return None
    wants = not turn.is_signed_in and turn.intent in _ORDERS
    if turn.intent in _ASKS or wants:
        turn.note("search", replace(narrowed, shown=search.shown).dump())
        return await answer(with_goods(turn, [narrowed.text]))
    turn = _without_denied_price(turn)
    if turn.entities.has(*NARROWING):
        narrowed = replace(change_search(narrowed, with_goods(turn, [])), text=narrowed.text)
    return await show(turn, narrowed)


async def _is_property_alone(turn: Turn, search: SearchState) -> bool:
    """Returns whether the message names nothing but a property or a size of goods on the screen, so that another
    function can narrow the search by these words."""
    named = turn.cues.attribute if not turn.entities else None
    said = search.with_attribute(named) if named else None
    refined = search.with_sizes(turn.sizes) if turn.sizes else said
    if refined is None:
        return False
    page = await turn.market.search.find_listings(replace(SearchState(text=refined.text).request, limit=1, kinds=0))
    return page.match == "exact"


def _without_denied_price(turn: Turn) -> Turn:
    """Returns the turn without a number that the message contrasts with the number that it wants: the 5.5 of
    没有5.5的话6.0也行 is no price."""
    price = turn.entities.highest_price
    if price is None or not any(str(price.amount.normalize()) in said for said in turn.denied):
        return turn
    return replace(turn, entities=Entities(tuple(each for each in turn.entities.found if each[0] != "price")))


async def _are_the_same(turn: Turn, search: SearchState) -> bool:
    """Returns whether the message names no other goods than those on the screen: "the natural process" names none."""
    if names_search(turn, search):
        return True
    listings = [await access_listing(turn, each) for each in search.shown]
    names = " ".join(name.casefold() for listing in listings if listing for name in listing.product.both)
    return all(all(word in names for word in goods.casefold().split()) for goods in turn.entities.products)


async def _is_at_hand(turn: Turn, narrowed: SearchState) -> bool:
    """Returns whether the message describes the very listing that is talked about: "is it natural?"."""
    focus = turn.slot("product_id")
    if not isinstance(focus, int) or not turn.record.is_about("listing"):
        return False
    request = replace(SearchState(text=narrowed.text).request, limit=50, kinds=0)
    return any(each.product_id == focus for each in (await turn.market.search.find_listings(request)).listings)


@reading
async def goods_the_catalogue_knows(turn: Turn) -> list[Event] | None:
    """Searches for the goods that a message names and the NLU did not mark: 公司年会要发手链. By its words alone, such
    a message would be out of scope, or be about the goods on the screen."""
    if turn.is_pressed or turn.task is not None or turn.is_supplier or turn.entities.has(*_OTHER_SUBJECT):
        return None
    if turn.open_choice is not None:
        return None  # "the tea sets" says which order is meant
    search = find_current_search(turn)
    shown_listings = search is not None or bool(turn.record.focus)
    writes = "addresses" in turn.topics or turn.entities.has(
        "supplier_id", "company"
    )  # "I want to write to the cup factory"
    asks_for = turn.intent == "contact_supplier" and not shown_listings and not writes  # 想问下有没有蓝牙耳机
    if turn.entities.products and asks_for:
        return await find_supplier(turn)
    if turn.entities.products:
        wants = turn.acts.find("find_supplier", "request_quote", "ask_price", "place_order") >= _WANTS
        return await find_supplier(turn) if wants and turn.intent == "inform" and search is None else None
    is_likely = (
        asks_for or turn.intent in _SAYS_LITTLE | _WISHES or (turn.confidence < _UNSURE and not turn.is_signed_in)
    )
    if not is_likely or (search is not None and turn.described.words) or (turn.is_signed_in and turn.record.focus):
        return None
    asks_of_them = turn.acts.kind in ("ask", "go_on", "give_up") and turn.intent != "find_supplier"
    if search is not None and (asks_of_them or turn.points_into_list):
        return None
    named = turn.market.search.find_named(turn.text)
    if not named or (search is not None and is_about_search(turn, search, named)):
        return None
    meant = with_goods(turn, named)
    return await answer(meant) if turn.intent in _STAYS and not turn.record.focus else await find_supplier(meant)
