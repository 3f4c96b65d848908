"""Begins a request for quotation with the values that are known from the message, the list on the screen, the search,
or an earlier request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answers, in_passing, reading
from actions.dialogue.said.entities import Amount, pack_name
from actions.dialogue.saying_back import BETWEEN
from actions.dialogue.tasks import start
from actions.dialogue.turn import Turn
from actions.dialogue.unplaced import find_properties
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Name
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.search.spelling import goods_in
from actions.marketplace.goods.words.likeness import find_mentioned, goods_likeness
from actions.marketplace.trades.orders.records import Order
from actions.marketplace.trades.requests.records import Rfq
from actions.replies import button, several, text
from actions.sourcing.at_hand.earlier_searches import list_kept_goods, name_goods, with_kept_goods
from actions.sourcing.at_hand.listings import access_listings
from actions.sourcing.at_hand.said_goods import with_goods
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.at_hand.which_listing import (
    find_listing_in_question,
    find_pointed_listings,
    is_pointing_at_one,
)
from actions.sourcing.searching.finding import find_supplier
from actions.sourcing.searching.unmarked_goods import LONGEST_GOODS
from actions.sourcing.wanted.together import list_wanted_together
from actions.sourcing.wanted.without_account import request_for_the_screen
from actions.trades.notes.keeping import without_parts
from actions.trades.quotations.cards import rfq_values
from actions.trades.quotations.which_request import find_rfq_in_question
from actions.trades.requests.own_requests import say_recipients
from actions.trades.requests.reading_requests import LONGEST_NOTE, add_remarks, pack_destination, pack_quantity
from actions.trades.requests.recipients import (
    find_asked,
    find_named_suppliers,
    list_suppliers,
    name_all,
    name_recipients,
    without_recipients,
)
from actions.trades.requests.request_form import complete_from_form
from actions.trades.requests.request_lines import MOST, Line, begin_lines, find_usual_unit, give_terms, pack_lines
from actions.trades.requests.request_terms import read_terms
from actions.trades.requests.requesting import REQUEST
from actions.trades.requests.usual_place import find_usual_place

_PLAIN = ("inform", "request_quote", "out_of_scope", "nlu_fallback")
_OF_QUOTATIONS = ("submit_quote", "check_quotes", "accept_quote", "decline_quote", "withdraw_quote", "my_quotes")
_SURE = 0.5
_SEARCHES = ("find_supplier", "contact_supplier", "supplier_details", "compare_suppliers", "ask_price", *_PLAIN)
_LOOKED_AT = 50
_LIKE_GOODS = 0.6
"""The least similarity in meaning to goods on sale at which unmarked words of a message are read as goods."""


@reading
async def the_same_again(turn: Turn) -> list[Event] | None:
    """Reads "same as last time" as the wish to send a request again, unless an order is talked about."""
    if not turn.repeats or turn.is_pressed or turn.task is not None or not turn.is_signed_in or turn.is_supplier:
        return None
    about_request = turn.entities.rfq_number is not None or turn.record.is_about("request")
    is_lost = turn.intent in (*_PLAIN, "goodbye", "affirm") and not turn.record.is_about("order")
    if (
        turn.entities.order_number
        or turn.cues.repeats_an_order
        or not (is_lost or (about_request and turn.intent in ("place_order", "change_request")))
    ):
        return None
    return await request_quote(turn)


@in_passing
async def one_more_supplier(turn: Turn) -> list[Event] | None:
    """Offers to send the request at hand to one more supplier as a request of its own, for "send it to zhaoming too":
    who has got a request stays as it is."""
    if turn.is_pressed or turn.task is not None or turn.is_supplier or not turn.is_signed_in:
        return None
    adds = [each for each in turn.recipients if each.way == "adds" and each.names]
    if not adds or not turn.record.is_about("request") or turn.entities.has("product", "order_number"):
        return None
    rfq = await find_rfq_in_question(turn, "request_quote")
    if rfq is None:
        return []
    asked = await find_asked(replace(turn, recipients=tuple(adds)), {"product": rfq.product.en or rfq.product.zh})
    found = [*list_suppliers(asked), *map(str, asked.get("extra") or [])]
    if not found:
        return None
    names = await name_all(turn, found)
    focus = SlotSet("rfq_number", rfq.number)
    has_it = [name for name in names if name in list(map(text, rfq.suppliers))]
    if has_it or rfq.state != "open":
        say_recipients(turn, rfq)
        return [focus]
    again: dict[str, Any] = {"rfq_number": rfq.number, "supplier_id": found[0]}
    values = {**rfq_values(rfq), "supplier": names[0], "suppliers": several(map(text, rfq.suppliers))}
    turn.say("utter_request_one_more", values, buttons=[button("button.request_quote", "request_quote", **again)])
    return [turn.propose("request_quote", **again), focus]


@reading
async def quotes_of_several(turn: Turn) -> list[Event] | None:
    """Begins a request for quotations even if the NLU finds another intent: to certain suppliers ("prices from number 1
    and number 4"), for several goods ("quotes for 300 chairs and 150 tents"), or about one listing (便宜的那家 询个价).
    By their words alone, such messages may be comparisons or searches."""
    if "quotes" not in turn.topics or turn.is_pressed or turn.task is not None or turn.is_supplier:
        return None
    if turn.entities.has("order_number", "rfq_number", "quotation"):
        return None
    this_one = "this_one" in turn.topics and turn.record.is_about("listing", "supplier")
    if this_one and not turn.cues.is_question:
        return await HANDLERS["request_quote"](turn)
    if turn.intent in _OF_QUOTATIONS:
        return None
    counted = [amount for _, amount in turn.entities.goods if amount]
    chosen = not turn.entities.products and not _only_asks_which(turn) and await find_pointed_listings(turn)
    named = not turn.entities.products and turn.intent in _SEARCHES and await find_named_suppliers(turn)
    return await HANDLERS["request_quote"](turn) if chosen or named or len(counted) > 1 else None


@reading
async def quotes_of_all_goods(turn: Turn) -> list[Event] | None:
    """Begins a request for quotations for all goods that were talked about, whatever intent the NLU finds: "do request
    for the 3", 都询个价."""
    if turn.is_pressed or turn.task is not None or turn.is_supplier:
        return None
    sends = "sends_requests" in turn.topics or ("quotes" in turn.topics and not turn.cues.is_question)
    if not (sends or turn.intent == "request_quote") or turn.entities.has("order_number", "rfq_number", "quotation"):
        return None
    if not await list_wanted_together(turn):
        return None
    wish = replace(turn, intent="request_quote")
    return await (HANDLERS["request_quote"](wish) if turn.is_signed_in else request_for_the_screen(wish))


def _only_asks_which(turn: Turn) -> bool:
    """Returns whether the message asks which listing is the best, instead of choosing one: "which is the cheapest?"."""
    return turn.cues.is_question and all(each.by == "best" for each in turn.pointing)


@reading
async def a_list_of_goods(turn: Turn) -> list[Event] | None:
    """Searches for goods if the message names several goods with quantities and the NLU is not sure of the intent."""
    counted = [amount for _, amount in turn.entities.goods if amount]
    if len(counted) < 2 or turn.is_pressed or turn.task is not None or turn.is_supplier:
        return None
    if turn.entities.has("order_number", "rfq_number", "quotation") or turn.repeats:
        return None
    is_unsure = turn.confidence < _SURE or turn.intent in _PLAIN
    return await find_supplier(turn) if is_unsure and turn.intent != "request_quote" else None


@answers("request_quote", signed_in=True)
async def request_quote(turn: Turn) -> list[Event]:
    """Begins a request for quotation with the values that are known already."""
    if turn.is_supplier and await _names_lead(turn):
        return await HANDLERS["submit_quote"](turn)
    if turn.is_supplier:
        turn.say("utter_quote_buyers_only", buttons=[button("button.leads", "view_leads")])
        return []
    if turn.entities.rfq_number and not turn.repeats and not turn.is_pressed:
        return await HANDLERS["check_quotes"](turn)  # "quotes for RFQ-10036, please" means those that have come
    before = await _find_repeated(turn)
    if before is None and turn.entities.rfq_number and turn.is_pressed:
        turn.say("utter_rfq_not_found", {"number": turn.entities.rfq_number})
        return []
    known = await _collect_known(turn)
    if turn.is_pressed and turn.entities.has("form"):
        known = complete_from_form(turn, known)
    if before is not None:
        known = _repeat(turn, before.number, _pack_request(turn, before), known)
        turn.say("utter_request_repeats", {"number": before.number})
    if not turn.is_pressed and (list_suppliers(known) or known.get("extra")) and REQUEST.list_missing(known):
        turn.say("utter_request_goes_to", {"suppliers": await name_recipients(turn, known)})
    await start(turn, REQUEST, known)
    return []


async def request_what_was_ordered(turn: Turn, order: Order, supplier: str) -> None:
    """Begins a request for quotation to the supplier with this slug, for the goods of an earlier order with what the
    message changes."""
    before = _pack_order(turn, order) | {"supplier": supplier}
    await start(turn, REQUEST, _repeat(turn, order.number, before, await _collect_known(turn)))


def _repeat(turn: Turn, number: str, before: Json, known: Json) -> Json:
    """Returns the values of the request or order with this number, with those that the message changes."""
    if not turn.entities.products:  # what is on the screen, and the "it" of "repeat it", are no other goods
        supplier = known["supplier"] if turn.entities.has("supplier_id") else None
        known |= {"product": None, "product_id": None, "supplier": supplier}
    known["quantity"] = known["quantity"] or _find_bare_quantity(turn, number, before["quantity"]["unit"])
    return before | {name: value for name, value in known.items() if value is not None}


async def _names_lead(turn: Turn) -> bool:
    """Returns whether a supplier who "asks for a quotation" means a request for which it can quote: "quote the panels
    for nordmarkt"."""
    if turn.is_pressed or turn.asks:
        return False
    leads = await turn.market.rfqs.list_open_leads(turn.account, limit=_LOOKED_AT)
    buyers = {lead.buyer.name.en: lead.buyer.name for lead in leads}
    of_goods = any(goods_likeness(name, lead.product.both) for name in turn.entities.products for lead in leads)
    return of_goods or turn.entities.rfq_number is not None or bool(find_mentioned(turn.text, buyers))


async def _find_repeated(turn: Turn) -> Rfq | None:
    """Returns the request that the buyer wants to send again: the request that the message names, or the one that is
    talked about, or for "same as last time" the latest one."""
    number = turn.entities.rfq_number
    if not number and turn.repeats and not turn.entities.products and turn.record.is_about("request"):
        number = turn.word_slot("rfq_number")
    if number and (turn.is_pressed or turn.repeats):
        try:
            return await turn.market.rfqs.access_rfq(turn.account, number)
        except NotFound:
            return None
    if not turn.repeats or turn.is_pressed:
        return None
    goods = turn.entities.products
    found = await turn.market.rfqs.list_rfqs(turn.account, limit=_LOOKED_AT)
    named = [rfq for rfq in found if any(goods_likeness(words, rfq.product.both) for words in goods)]
    return next(iter(named if goods else found), None)


def _find_bare_quantity(turn: Turn, repeated: str, unit: str) -> Json | None:
    """Returns the only bare number of the message as the quantity, in this unit, of the request or order that is
    `repeated`: "repeat it with 900"."""
    bare = [figure.value for figure in turn.figures if figure.kind == "bare" and figure.stance == "said"]
    bare = [number for number in bare if not repeated.endswith(f"{number:f}")]
    is_one = len(bare) == 1 and not bare[0] % 1 and not turn.is_pressed
    return {"value": str(bare[0]), "unit": unit} if is_one else None


def _pack_request(turn: Turn, rfq: Rfq) -> Json:
    """Returns the values of a sent request in the form in which the task holds them, without its dates."""
    where, target = rfq.destination, rfq.target_price
    terms: Json = {"incoterm": rfq.incoterm, "port": pack_name(rfq.port)} if rfq.incoterm else {}
    if rfq.certifications:
        terms["certifications"] = list(rfq.certifications)
    if target:
        terms["price"] = {"amount": str(target.amount), "currency": target.currency}
    return {
        "product": _in_own_language(turn, rfq.product),
        "product_id": rfq.product_id,
        "quantity": {"value": str(rfq.quantity.value), "unit": rfq.quantity.unit},
        "country": asdict(where) if where else None,
        "terms": terms or None,
        "note": rfq.note,
    }


def _pack_order(turn: Turn, order: Order) -> Json:
    """Returns what was ordered in the form in which the task holds a request, without dates and prices."""
    goods = [
        Line(_in_own_language(turn, line.product), Amount(line.quantity.value, line.quantity.unit))
        for line in order.lines[:MOST]
    ]
    return pack_lines(goods) | {
        "country": asdict(order.destination),
        "terms": {"incoterm": order.incoterm} if order.incoterm else None,
    }


async def _find_unmarked_goods(turn: Turn) -> str | None:
    """Returns words at the end of the message that the NLU has not marked as goods, if the marketplace has goods of
    that name or of a similar meaning: 小学校服 夏装 of 帮我询个价 小学校服 夏装."""
    pieces = goods_in(turn.text).split()
    for goods in (" ".join(pieces[first:]) for first in range(len(pieces))):
        if 0 < len(goods) <= LONGEST_GOODS:
            page = await turn.market.search.find_listings(SearchRequest(text=goods, limit=1))
            if page.match == "exact" or (page.kinds and page.kinds[0].likeness >= _LIKE_GOODS):
                return goods
    return None


async def _collect_known(turn: Turn) -> Json:
    """Returns the values that are known from the message or pressed button, and from the current search."""
    together = await list_wanted_together(turn)
    turn = with_goods(turn, []) if together else turn
    entities, search = turn.entities, SearchState.load(turn.slot("search"))
    supplier = entities.word("supplier_id")
    is_talked_about = not together and (turn.slot("product_id") is not None or await is_pointing_at_one(turn))
    names_one = len(entities.words("company")) == 1 and search is not None and not together
    chosen = entities.has("product_id") or ((is_talked_about or names_one) and not entities.products)
    pointed = [] if entities.products or turn.is_pressed or together else await find_pointed_listings(turn)
    added = await _list_added(turn, pointed)
    pointed = added or pointed
    listing = await find_listing_in_question(turn) if chosen and len(pointed) < 2 else None
    amount = entities.quantity
    if amount is None and search and not entities.products:
        amount = search.amount
    goods = name_goods(turn) if not turn.is_pressed else []
    if together:
        goods, turn = together, with_kept_goods(turn)
    elif not listing and not pointed and not goods and not entities.has("product", "product_id"):
        goods = list_kept_goods(turn)
        turn = with_kept_goods(turn) if goods else turn
    if added and not goods:
        goods = [(_in_own_language(turn, each.product), amount) for each in added]
    lines = await begin_lines(turn, goods) if len(goods) > 1 and not listing else []
    if lines:
        amount = goods[0][1]
    product = next(iter(entities.products), None) or (goods[0][0] if goods else None)
    if listing:
        product, supplier = _in_own_language(turn, listing.product), listing.supplier.slug
    elif len(pointed) > 1 and len({each.product.en for each in pointed}) == 1:
        product = _in_own_language(turn, pointed[0].product)
    elif product is None and search and search.text and supplier is None:
        product = search.text
    elif product is None and not turn.is_pressed:
        product = await _find_unmarked_goods(turn)
    if len(pointed) > 1 and not lines and len({each.supplier.slug for each in pointed}) == 1:
        turn.say("utter_request_one_supplier", {"supplier": text(pointed[0].supplier.name)})
    bare = amount is not None and amount.unit is None
    unit = listing.moq.unit if listing else await find_usual_unit(turn, product) if bare else None
    carried = search if search and not entities.products else SearchState()
    carried_terms: Json = {"incoterm": carried.incoterm, "port": carried.port} if carried.incoterm else {}
    carried_terms |= {"needed_by": carried.needed_by} if carried.needed_by else {}
    known = {
        "product": product,
        "product_id": listing.product_id if listing else None,
        "quantity": pack_quantity(amount, unit) if amount and (amount.unit or unit) else None,
        "country": pack_destination(entities) or await find_usual_place(turn) or carried.destination,
        "supplier": supplier,
        "suppliers": await _find_chosen_suppliers(turn, pointed) or None,
        "terms": carried_terms or None,
    }
    if lines:
        known |= {name: value for name, value in pack_lines(lines).items() if name != "product"}
    if not turn.is_pressed and (asked := await find_asked(turn, known)):
        known |= asked
        turn = without_recipients(turn)
    rest, of_lines = give_terms(turn, known)
    known |= of_lines
    note = BETWEEN.join(filter(None, (entities.word("note"), add_remarks(turn, known)))) or None
    known |= {"terms": read_terms(rest, carried_terms) or None, "note": note}
    return known | _keep_beside(turn, known)


async def _list_added(turn: Turn, pointed: Sequence[Listing]) -> list[Listing]:
    """Returns the listing that was talked about last and the one at which the message points, if it wants this one as
    well: "quote please, and add the first one too". The list is empty if the goods have the same name."""
    last = turn.slot("product_id")
    if len(pointed) != 1 or last in (None, pointed[0].product_id) or not turn.topics & {"adds_goods", "adds"}:
        return []
    before = await access_listings(turn, [int(last)])
    return [*before, *pointed] if before and before[0].product.en != pointed[0].product.en else []


def _keep_beside(turn: Turn, known: Json) -> Json:
    """Returns the note with the other properties of the goods in the message, such as "mesh" in "office chairs, mesh,
    for 80 staff"."""
    if turn.is_pressed or not known.get("product"):
        return {}
    own = [words for name, words in turn.bound if name == known["product"] and not known.get("also")]
    said = [str(words) for words in (known.get("note"), *own) if words]
    more = [words.strip() for words in find_properties(turn, {}, known)]
    return {"note": BETWEEN.join(without_parts([*said, *more]))[:LONGEST_NOTE] or None}


async def _find_chosen_suppliers(turn: Turn, pointed: Sequence[Listing]) -> list[str]:
    """Returns the suppliers that the message names and, if it points at several listings, the suppliers of these."""
    if turn.entities.products and turn.points_into_list and not turn.is_pressed:
        shown = await find_pointed_listings(turn)  # "from the first three suppliers for 600 cups", 向第二家询价200个
        search = SearchState.load(turn.slot("search"))
        sought = [search.text] if search and search.text else []
        are_alike = all(
            any(goods_likeness(name, (*each.product.both, *sought)) for name in turn.entities.products)
            for each in shown
        )
        pointed = shown if are_alike else pointed
    is_chosen = len(pointed) > 1 or turn.entities.products  # else the only one is the listing that is wanted
    chosen = [listing.supplier.slug for listing in pointed] if is_chosen else []
    kept = next((each for each in turn.entities.values("suppliers") if isinstance(each, list)), [])
    return list(dict.fromkeys([*map(str, kept), *chosen, *await find_named_suppliers(turn)]))


def _in_own_language(turn: Turn, name: Name) -> str:
    return name.zh if turn.context.language == "zh" else name.en
