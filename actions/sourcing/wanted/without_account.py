"""Answers a visitor's words about the goods on the screen that could also be about an order or a request. A visitor has
neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, NEED_ACCOUNT, reading
from actions.dialogue.said.entities import Entities
from actions.dialogue.saying_back import BETWEEN
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.words.likeness import mentions_kind
from actions.marketplace.goods.words.words import find_attributes, words
from actions.replies import one_after_another, several, term, text
from actions.sourcing.at_hand.basket import list_counted
from actions.sourcing.at_hand.best import focus_on
from actions.sourcing.at_hand.conditions import describe_conditions, describe_delivery, describe_for_request
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.earlier_searches import list_goods_before, names_search
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.at_hand.which_listing import find_listings_of_named, find_pointed_listings
from actions.sourcing.searching.narrowing import narrow
from actions.sourcing.searching.results import say_so_far
from actions.sourcing.suppliers import say_listing_on_record
from actions.sourcing.wanted.together import TOGETHER, describe_together, list_wanted_together

_OF_AN_ACCOUNT = (
    "order_number",
    "rfq_number",
    "claim_number",
    "sample_number",
    "question_number",
    "quotation",
)
_OF_REQUEST = ("quantity", "certification")
"""The conditions of a search that a request takes over and that suppliers may know."""
_FOLLOWS = ("ask", "condition", "correct", "go_on")
_OF_GOODS = frozenset(("ask_price", "ask_moq", "ask_lead_time", "request_sample", "supplier_details"))
_LIKELY = 0.1


@reading
async def goods_and_a_request(turn: Turn) -> list[Event] | None:
    """Shows a visitor the goods for which they want quotations, and then asks them to sign in: "quote solar inverters,
    40 pcs"."""
    if turn.is_signed_in or turn.is_pressed or turn.task is not None or turn.intent != "request_quote":
        return None
    search = find_current_search(turn)
    if not turn.entities.products or (search is not None and names_search(turn, search)):
        return None
    turn.apply(await HANDLERS["find_supplier"](turn))
    if len(turn.entities.products) > 1 and len(list_counted(turn)) > 1:
        return [] if turn.asks else await _keep_together(turn)  # 能报价不 is answered by the prices
    return await _ask_to_sign_in(turn)


@reading
async def request_for_the_screen(turn: Turn) -> list[Event] | None:
    """Keeps what a visitor says of the request that is to be sent for the goods on the screen, says what is kept, and
    asks the visitor to sign in: "800 pcs, ask for prices"."""
    if turn.is_signed_in or turn.is_pressed or turn.task is not None or turn.intent != "request_quote":
        return None
    search = find_current_search(turn)
    if turn.entities.has(*_OF_AN_ACCOUNT):
        return None
    if search is not None and (chosen := await _find_chosen(turn)):
        return await _keep_for(turn, search, chosen)
    if await list_wanted_together(turn):
        return await _keep_together(turn)
    if search is None or not search.text:
        return None
    turn.note("search", search.with_entities(turn.entities).dump())
    return await _ask_to_sign_in(turn)


async def _find_chosen(turn: Turn) -> list[Listing]:
    """Returns the listings of the companies that the message names, or else those at which its words point, one of each
    supplier."""
    if turn.entities.has("company"):
        found = await find_listings_of_named(turn)
    else:
        found = [] if turn.entities.products else await find_pointed_listings(turn)
    return list({listing.supplier.slug: listing for listing in reversed(found)}.values())[::-1]


async def _keep_for(turn: Turn, search: SearchState, chosen: Sequence[Listing]) -> list[Event]:
    """Says for which suppliers and goods a request is kept, and with which values, and asks the visitor to sign in."""
    search = search.with_entities(turn.entities)
    turn.note("search", search.dump())
    goods = list(dict.fromkeys(listing.product for listing in chosen))
    named = {word for name in goods for word in words(f"{name.en} {name.zh}")}
    described = [clause.strip() for clause in turn.cues.attribute_clauses if find_attributes(clause)]
    more = [each for each in described if not set(words(each)) <= named]
    conditions = describe_conditions(search)
    said = [conditions[name] for name in _OF_REQUEST if name in conditions]
    said = [*said, *describe_delivery(search), *more]
    names = several(map(text, goods))
    values = {
        "suppliers": several(text(listing.supplier.name) for listing in chosen),
        "goods": term("search.with_conditions", product=names, conditions=one_after_another(said)) if said else names,
    }
    if not turn.context.is_paused:
        turn.say("utter_request_kept_for", values)
    kept: dict[str, Any] = {"note": BETWEEN.join(more)} if more else {}
    if len(chosen) == 1:
        turn.apply(focus_on(chosen[0]))
        kept["product_id"] = str(chosen[0].product_id)
    else:
        kept["suppliers"] = [listing.supplier.slug for listing in chosen]
    return await HANDLERS["request_quote"](turn.with_entities(**kept))


async def _keep_together(turn: Turn) -> list[Event]:
    """Says which goods are kept for the visitor's request for all of them, and asks the visitor to sign in."""
    turn.say("utter_request_kept_together", {"goods": await describe_together(turn)})
    return await HANDLERS["request_quote"](turn.with_entities(use=TOGETHER))


async def _ask_to_sign_in(turn: Turn) -> list[Event]:
    """Says which goods and conditions are kept for the visitor's request, and asks the visitor to sign in."""
    search = find_current_search(turn)
    if search is not None and not turn.context.is_paused:
        turn.say("utter_request_kept", {"search": describe_for_request(search)})
    return await HANDLERS["request_quote"](turn)


@reading
async def what_is_on_the_screen(turn: Turn) -> list[Event] | None:
    """Answers words that usually only make sense from somebody with an account ("battery included?", "really none? I
    saw some last time"). If the NLU finds it likelier, they are taken as a question about the listings at hand, or as a
    condition of the search."""
    if turn.is_signed_in or turn.is_pressed or turn.task is not None or turn.intent not in NEED_ACCOUNT:
        return None
    search = find_current_search(turn)
    at_hand = search is not None or turn.record.is_about("listing", "supplier")
    others = [name for name, _ in list_goods_before(turn) if search is None or name != search.text]
    if any(mentions_kind(turn.text, (name,)) for name in others):
        return None  # "now the tumblers", after boxes
    if not at_hand or turn.entities.has("company", *_OF_AN_ACCOUNT) or not turn.acts.are_situated:
        return None
    if turn.acts.share(*_FOLLOWS) <= turn.acts.share("wish", "give_up", "yes"):
        return None
    if turn.acts.share("ask") >= turn.acts.share("condition", "correct"):
        likely = next((name for name, share in turn.ranking if name in _OF_GOODS and share >= _LIKELY), None)
        if likely is not None:
            return await HANDLERS[likely](replace(turn, intent=likely))
        about = tuple(each for each in turn.entities.found if each[0] != "product")
        return await say_listing_on_record(replace(turn, entities=Entities(about)))
    narrowed = await narrow(turn)
    return await say_so_far(turn, search) if narrowed is None and search is not None else narrowed
