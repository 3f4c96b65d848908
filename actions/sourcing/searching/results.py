"""Shows the listings that a search has found, or says that no listing fits, and shows the nearest ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.said.entities import Amount
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.search.records import Kind, Relaxation, SearchPage
from actions.marketplace.goods.words.words import find_sizes
from actions.replies import (
    Button,
    Value,
    button,
    lines,
    money,
    one_after_another,
    search_button,
    several,
    term,
    text,
)
from actions.sourcing.at_hand.basket import keep_shown
from actions.sourcing.at_hand.conditions import describe, describe_amount, describe_conditions, describe_delivery
from actions.sourcing.at_hand.current_search import quote
from actions.sourcing.at_hand.earlier_searches import forget_goods, keep_earlier_search, keep_goods, name_goods
from actions.sourcing.at_hand.search_state import CONDITIONS_ALL, FOR_THE_REQUEST, PAGE, SearchState
from actions.sourcing.cards import listing_card, listing_values, price_for_quantity
from actions.sourcing.searching.dropped import say_left_out
from actions.sourcing.searching.not_stated import say_not_stated

_MOST_KINDS = 3
"""The most kinds of goods that are named when no product has the searched name and only goods of similar meaning were
found."""
_AS_NEAR = 0.1
"""A further kind of goods is named beside the nearest one if its similarity to the searched words is lower by at most
this much."""
_MOST_GOODS = 10
"""The most goods of one message that are searched for."""
_MOST_CARDS = 5
_MOST_SORTED = 50
"""The most listings that are sorted by how near their sizes are to the wanted ones."""
_FAR = 3.0
_LINE_OF_GOODS = ("offer", "supplier", "price", "moq", "lead_time")
_NEAREST_FIRST = {"quantity": "moq", "price": "price", "lead_time": "lead_time", "rating": "rating"}
"""For each condition that the listings may fail to meet, the property by which they are sorted, so that those that
nearly meet the condition come first."""


async def show(turn: Turn, search: SearchState) -> list[Event]:
    """Carries out the search, and shows its results."""
    page = await _find_page(turn, search)
    if len(page.corrections) > 1:
        return _ask_which_spelling(turn, search, page)
    if page.corrections:
        [corrected] = page.corrections
        turn.say("utter_offers_corrected", {"typed": search.text, "product": corrected})
        search = replace(search, text=corrected)
    if page.unknown_regions:
        turn.say("utter_region_unknown", {"region": several(page.unknown_regions)})
        search = replace(search, regions=tuple(r for r in search.regions if r not in page.unknown_regions))
    if page.match == "near" and _was_shown_so(turn, search) and not turn.entities.has("sort", "page", "relax"):
        return say_still_nobody(turn, search)
    if page.total == 0 and not page.relaxations and not await turn.market.suppliers.have_products():
        turn.say("utter_marketplace_empty")
    elif page.relaxations:
        page = await _show_nearest(turn, search, page)
    elif page.total == 0:
        await _say_nothing_found(turn, search, page)
    elif not page.listings:
        turn.say("utter_offers_end", {"count": page.total, "search": describe(search)}, buttons=sort_buttons(search))
    else:
        say_left_out(turn, search)
        _say_listings(turn, search, page)
    if search.budget and search.quantity is None and turn.entities.has("price"):
        turn.say("utter_budget_how_many", {"budget": money(Money(Decimal(search.budget), search.currency))})
    say_not_stated(turn, page.listings, search.text, search.unwanted)
    _say_noted(turn, search)
    shown = tuple(listing.product_id for listing in page.listings)
    if shown:
        turn.show_list("product_id", shown)
    if page.match != "near" and not search.offset:
        keep_shown(turn, search, shown)
    keep_earlier_search(turn, search)
    forget_goods(turn, search.base or search.text)
    stored = replace(search, shown=shown or search.shown).dump()
    return [SlotSet("search", stored), *(SlotSet(name, None) for name in ("product_id", "supplier_id", "rfq_number"))]


async def _find_page(turn: Turn, search: SearchState) -> SearchPage:
    """Returns the page of the search. If no listing has the sizes in the searched words, those with the nearest sizes
    come first: 20 cm for 25 cm."""
    page = await turn.market.search.find_listings(search.request)
    sizes = find_sizes(search.text)
    if page.match != "close" or search.sort != "relevance" or not sizes or not 1 < page.total <= _MOST_SORTED:
        return page
    every = await turn.market.search.find_listings(replace(search.request, offset=0, limit=_MOST_SORTED))
    nearest = sorted(every.listings, key=lambda each: _distance(each, sizes))
    return replace(page, listings=tuple(nearest[search.offset : search.offset + PAGE]))


def _distance(listing: Listing, sizes: Sequence[tuple[str, str]]) -> float:
    """Returns how far the sizes of the listing are from these ones; an unknown one counts as far."""
    own = find_sizes(listing.product.en)
    far = 0.0
    for number, unit in sizes:
        alike = [abs(math.log(float(each) / float(number))) for each, its in own if its == unit and float(each) > 0]
        far += min(alike, default=_FAR)
    return far


def _say_noted(turn: Turn, search: SearchState) -> None:
    """Says which values of a request the message gives along with the search: where the goods go, the Incoterm, and the
    day by which they are needed. They do not limit the results. Says nothing if the message itself requests
    quotations, as the summary of the request names them."""
    if turn.is_pressed or turn.is_supplier or turn.intent == "request_quote":
        return
    said = SearchState().with_entities(turn.entities)
    values = {name: getattr(said, name) for name in FOR_THE_REQUEST}
    noted = describe_delivery(replace(SearchState(), **values))
    if search.text and noted:
        turn.say("utter_search_noted_along", {"noted": one_after_another(noted)})


def _was_shown_so(turn: Turn, search: SearchState) -> bool:
    """Returns whether the same goods, with the same conditions, are on the screen already."""
    before = SearchState.load(turn.slot("search"))
    return (
        before is not None
        and bool(before.shown)
        and replace(before, shown=(), offset=0) == replace(search, shown=(), offset=0)
    )


def say_still_nobody(turn: Turn, search: SearchState) -> list[Event]:
    """Says once more that nobody offers these goods, and what the contact can do; does not show the same list again."""
    values: dict[str, Value] = {"search": describe(search)}
    response = "utter_offers_still_none" if turn.is_signed_in else "utter_offers_still_none_visitor"
    turn.say(response, values, buttons=request_button(turn, search))
    return []


async def show_several(turn: Turn, search: SearchState) -> list[Event]:
    """Searches for each of the goods that the message names, with the conditions of `search`, and says in one reply
    which listings there are for each. The best listing of each is listed, so that "the second one" and "both" can refer
    to them."""
    said, best, buttons = list[Value](), list[Listing](), list[Button]()
    found = list[SearchState]()
    for goods, amount in name_goods(turn)[:_MOST_GOODS]:
        one = _search_for_one(turn, search, goods, amount)
        page = await turn.market.search.find_listings(one.request)
        if page.relaxations:
            sort = _NEAREST_FIRST.get(page.relaxations[0].condition)
            page = await turn.market.search.find_listings(
                one.without(page.relaxations[0].condition).with_sort(sort).request
            )
        is_sold = page.total > 0 and page.match != "near"
        said.append(_describe_goods(one, page, is_sold=is_sold))
        if is_sold:
            best.append(page.listings[0])
            found.append(one)
            buttons.append(_search_for_button(goods))
    turn.say(
        "utter_offers_several",
        {"goods": lines(said)},
        cards=[listing_card(listing) for listing in best[:_MOST_CARDS]],
        buttons=[button("button.request_all", "request_quote"), *buttons[:_MOST_CARDS]],
    )
    shown = tuple(listing.product_id for listing in best)
    if shown:
        turn.show_list("product_id", shown)
    for one, listing in zip(found, best, strict=True):
        keep_shown(turn, one, (listing.product_id,))
    keep_earlier_search(turn, search)
    keep_goods(turn)
    stored = replace(found[0] if found else search, shown=shown).dump()
    return [SlotSet("search", stored), *(SlotSet(name, None) for name in ("product_id", "supplier_id", "rfq_number"))]


def _search_for_one(turn: Turn, search: SearchState, goods: str, amount: Amount | None) -> SearchState:
    """Returns the search for one of several goods, without the conditions that the message sets for the others
    alone."""
    others = turn.entities.said_of(*(name for name in turn.entities.products if name != goods))
    own, left = turn.entities.said_of(goods), turn.entities.without_said_of(*turn.entities.products)
    elsewhere = set(others.certifications) - {*own.certifications, *left.certifications}
    certificates = tuple(code for code in search.certifications if code not in elsewhere)
    away = set(others.regions) - {*own.regions, *left.regions}
    regions = tuple(region for region in search.regions if region not in away)
    one = replace(search, text=goods, quantity=None, unit=None, certifications=certificates, regions=regions)
    if others.has("price") or own.has("price"):
        price = own.highest_price or left.highest_price
        one = replace(
            one, max_price=str(price.amount) if price else None, currency=price.currency if price else one.currency
        )
    return replace(one, quantity=str(amount.value), unit=amount.unit) if amount else one


async def say_so_far(turn: Turn, search: SearchState, response: str = "utter_search_so_far") -> list[Event]:
    """Says which goods are searched for, with all conditions, and how many results there are."""
    page = await turn.market.search.find_listings(search.request)
    if page.kinds:
        values: dict[str, Value] = {"search": describe(search), "kinds": _name_kinds(page)}
        turn.say("utter_offers_not_sold", values, buttons=[*_kind_buttons(page), *request_button(turn, search)])
        return []
    said = {"words": quote(turn)} if response == "utter_search_unread" else {}
    if said and "welcome" in turn.topics:
        response = "utter_search_wish"  # 有防火检测最好 没有也行
    turn.say(response, {"search": describe(search), "count": page.total, **said}, buttons=sort_buttons(search))
    return []


async def say_nobody_has(turn: Turn, search: SearchState, named: Value) -> list[Event]:
    """Says that none of the listings of the search has the property. The search stays as it is."""
    page = await turn.market.search.find_listings(search.request)
    if not page.total and search.quantity is not None:
        search = replace(search, quantity=None, unit=None)  # nobody sells so few, but the property is asked for
        page = await turn.market.search.find_listings(search.request)
    values = {"property": named, "search": describe(search), "count": page.total}
    turn.say("utter_offers_without_property", values, buttons=[*request_button(turn, search), *sort_buttons(search)])
    return []


def _describe_goods(search: SearchState, page: SearchPage, *, is_sold: bool) -> Value:
    """Returns a line that says which listings there are for one of several goods."""
    if is_sold:
        best = page.listings[0]
        values = listing_values(best)
        amount = search.amount
        is_too_few = amount and amount.unit in (None, best.moq.unit) and amount.value < best.moq.value
        return term(
            "search.goods_found_below_moq" if is_too_few else "search.goods_found",
            goods=describe(search),
            count=page.total,
            **{k: values[k] for k in _LINE_OF_GOODS},
        )
    if page.kinds:
        return term("search.goods_near", goods=describe(search), kinds=_name_kinds(page))
    return term("search.goods_none", goods=describe(search))


def _ask_which_spelling(turn: Turn, search: SearchState, page: SearchPage) -> list[Event]:
    """Asks which goods a misspelt name means. A pressed button continues the search with those goods and all
    conditions."""
    buttons = [_search_for_button(name) for name in page.corrections]
    turn.say("utter_offers_which_spelling", {"typed": search.text}, buttons=buttons)
    return [SlotSet("search", replace(search, text="").dump())]


def _say_listings(turn: Turn, search: SearchState, page: SearchPage) -> None:
    values = {
        **listing_values(page.listings[0]),
        "count": page.total,
        "search": describe(search),
        "price": price_for_quantity(page.listings[0]),
    }
    first = search.offset + 1
    if page.match == "near":
        response = "utter_offers_near_more" if search.offset else "utter_offers_near"
        values |= {"kinds": _name_kinds(page), "first": first, "last": search.offset + len(page.listings)}
    elif page.total == 1:
        response = "utter_offer_only"
    elif search.offset:
        response = "utter_offers_more"
        values |= {"first": first, "last": search.offset + len(page.listings)}
    elif page.match == "close":
        response = "utter_offers_close_by_price" if search.sort == "price" else "utter_offers_close"
    elif search.sort == "moq" and search.amount:  # "any maker that takes so few?"
        response = "utter_offers_by_moq_for"
        values["quantity"] = describe_amount(search.amount.value, search.amount.unit)
        values["search"] = describe(replace(search, quantity=None, unit=None))
    else:
        response = f"utter_offers_by_{search.sort}"
    turn.say(
        response,
        values,
        cards=[listing_card(listing) for listing in page.listings],
        buttons=[*_more_button(search, page), *_next_buttons(turn, search, page)],
    )


async def _say_nothing_found(turn: Turn, search: SearchState, page: SearchPage) -> None:
    values: dict[str, Value] = {"search": describe(search)}
    bare = await turn.market.search.find_listings(SearchState(text=search.text).request) if search.text else page
    if bare.total and bare.match != "near":  # only several conditions together leave no listing
        drop = button("button.without_conditions", "find_supplier", relax=CONDITIONS_ALL)
        values |= {"count": bare.total, "product": search.text}
        return turn.say("utter_offers_none_together", values, buttons=[drop, *request_button(turn, search)])
    if page.kinds:
        values["kinds"] = _name_kinds(page)
        return turn.say("utter_offers_not_sold", values, buttons=[*_kind_buttons(page), search_button()])
    return turn.say("utter_offers_none", values, buttons=[search_button()])


async def _show_nearest(turn: Turn, search: SearchState, page: SearchPage) -> SearchPage:
    """Says that no listing meets every condition, and shows those that meet all but one, the nearest to that one first.
    The search keeps the condition. Returns the page that is shown."""
    relaxed = next((hint for hint in page.relaxations if hint.condition == "quantity"), page.relaxations[0])
    without = search.without(relaxed.condition)
    sort = _NEAREST_FIRST.get(relaxed.condition) if search.sort == "relevance" else None
    found = await turn.market.search.find_listings(replace(without.with_sort(sort), offset=search.offset).request)
    relax = [_relax_button(search, hint) for hint in page.relaxations[:4]]
    buttons = [*relax, *_more_button(search, found), *request_button(turn, search)]
    if not found.listings:
        turn.say("utter_offers_end", {"count": found.total, "search": describe(without)}, buttons=buttons)
        return found
    values = listing_values(found.listings[0]) | {
        "search": describe(search),
        "others": describe(without),
        "condition": _describe_condition(search, relaxed),
        "count": found.total,
        "price": price_for_quantity(found.listings[0]),
    }
    if found.match == "near":
        values["kinds"] = _name_kinds(found)
        response, buttons = "utter_offers_near_relax", [*relax, *_next_buttons(turn, search, found)]
    elif relaxed.condition == "quantity" and search.amount:
        values["quantity"] = describe_amount(search.amount.value, search.amount.unit)
        response = "utter_offers_below_moq"
    elif relaxed.condition == "unwanted":
        values["goods"], values["properties"] = describe(without), one_after_another(search.unwanted)
        response = "utter_offers_all_unwanted"
    else:
        response = "utter_offers_none_relax_one" if found.total == 1 else "utter_offers_none_relax"
    turn.say(response, values, cards=[listing_card(listing) for listing in found.listings], buttons=buttons)
    return found


def _name_kinds(page: SearchPage) -> Value:
    return several(text(kind.name) for kind in _nearest_kinds(page))


def _nearest_kinds(page: SearchPage) -> list[Kind]:
    """Returns the kind of goods that is nearest in meaning to the searched words, and the kinds that are nearly as
    near."""
    return [kind for kind in page.kinds if kind.likeness >= page.kinds[0].likeness - _AS_NEAR][:_MOST_KINDS]


def _next_buttons(turn: Turn, search: SearchState, page: SearchPage) -> list[Button]:
    """Returns buttons that narrow the search. When no product has the searched name, returns buttons with which the
    contact says which of the similar kinds of goods is meant."""
    if page.match == "near":
        return [*_kind_buttons(page), *request_button(turn, search)]
    return sort_buttons(search)


def _kind_buttons(page: SearchPage) -> list[Button]:
    """Returns a button for each of the kinds of goods that are nearest in meaning."""
    return [
        button(term("button.search_for", product=text(kind.name)), "find_supplier", product=kind.text)
        for kind in _nearest_kinds(page)
    ]


def request_button(turn: Turn, search: SearchState) -> list[Button]:
    """Returns a list with a button that requests quotations for the searched goods; an empty list for a supplier."""
    if turn.is_supplier or not search.text:
        return []
    return [button("button.request_quote", "request_quote", product=search.text)]


def _search_for_button(name: str) -> Button:
    return button(term("button.search_for", product=name), "find_supplier", product=name)


def _more_button(search: SearchState, page: SearchPage) -> list[Button]:
    if search.offset + len(page.listings) >= page.total:
        return []
    return [button("button.more_results", "find_supplier", page=search.offset // PAGE + 2)]


def sort_buttons(search: SearchState) -> list[Button]:
    buttons = []
    if search.sort != "price":
        buttons.append(button("button.sort_price", "find_supplier", sort="price"))
    if not search.verified:
        buttons.append(button("button.verified_only", "find_supplier", verified=True))
    return buttons


def _relax_button(search: SearchState, relaxation: Relaxation) -> Button:
    if relaxation.condition == "unwanted":
        unwanted = term("button.with_unwanted", properties=one_after_another(search.unwanted), count=relaxation.total)
        return button(unwanted, "find_supplier", relax=relaxation.condition)
    label = term("button.relax", condition=_describe_condition(search, relaxation), count=relaxation.total)
    return button(label, "find_supplier", relax=relaxation.condition)


def _describe_condition(search: SearchState, relaxation: Relaxation) -> Value:
    return describe_conditions(search)[relaxation.condition]
