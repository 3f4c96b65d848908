"""Finds suppliers by a search that is narrowed, sorted and paged over several turns."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from rasa_sdk.events import FollowupAction, SlotSet

from actions.cues import ordinals
from actions.dialogue.entities import Entities
from actions.dialogue.events import Event
from actions.dialogue.history import leave_form
from actions.dialogue.registry import action
from actions.dialogue.turn import Turn
from actions.marketplace.catalogue.places import find_place
from actions.marketplace.records import Quantity
from actions.marketplace.search.records import Kind, Relaxation, SearchPage, SearchRequest
from actions.marketplace.search.spelling import goods_in
from actions.marketplace.words.words import HAN, is_attribute, words
from actions.reading.form_questions import ask_once, forget_asked
from actions.replies import (
    Button,
    Value,
    button,
    certificate,
    days,
    money,
    number,
    one_after_another,
    place,
    quantity,
    rating,
    search_button,
    several,
    term,
    text,
)
from actions.sourcing.cards import offer_card, offer_values, price_for_quantity
from actions.sourcing.search_state import PAGE, SearchState, change_search

PRESSED = ("page", "sort", "relax", "verified")
"""Entities that only buttons of the results carry."""
LONGEST_GOODS = 40
"""Characters of the longest text that is taken as a name of goods."""
_MOST_WORDS = 4
"""The most words at the end of a message that are tried as a name of goods."""
_MOST_KINDS = 3
"""The most kinds of goods that are named when nothing is called by the words."""
_AS_NEAR = 0.1
"""A kind this much less like than the nearest one is named beside it."""
_SURELY_GOODS = 0.7
"""From this likeness to some goods on, several words that were not understood are taken for goods: six of
509 messages of test conversations have it, five of which do speak of such goods."""
OWN_SUBJECT = ("product", "company", "order_number", "rfq_number")
"""Entities that give a message a subject of its own, so that it does not follow up on the
search."""


@action("action_find_supplier")
async def find_supplier(turn: Turn) -> list[Event]:
    """Searches with what is known. When no product is known, the form asks for one."""
    form_product = turn.slot("product") if turn.tracker.active_loop_name is None else None
    entities = turn.entities
    if isinstance(form_product, str) and form_product and not entities.products:
        entities = Entities((*entities.found, ("product", form_product)))
    if not turn.is_pressed and not entities.has("product", *PRESSED) and turn.tracker.active_loop_name is None:
        narrowed = await narrow(turn)
        if narrowed is not None:
            return narrowed
    search = await _add_misspelt_word(turn, change_search(SearchState.load(turn.slot("search")), entities, turn.text))
    leave = [SlotSet("product", None), SlotSet("asked", None), *leave_form(turn.tracker)]
    if not search.is_on:
        named = await answer_bare_goods(turn)
        if named is not None:
            return [*leave, *named]
        return [*leave, SlotSet("search", search.dump()), FollowupAction("sourcing_form")]
    return [*leave, *await show(turn, search, also=entities.products[1:3])]


async def _add_misspelt_word(turn: Turn, search: SearchState) -> SearchState:
    """Adds to the goods a misspelt word beside them that the NLU left out, as in "porcelin tea set"
    or 丝筹围巾."""
    goods = re.escape(search.text)
    found = re.search(rf"[A-Za-z]+ {goods}\b|[{HAN}]*{goods}[{HAN}]*", turn.text) if goods else None
    written = goods_in(found[0]) if found else search.text
    if written == search.text or len(written) > LONGEST_GOODS:
        return search
    page = await turn.market.search.find_listings(SearchRequest(text=written, limit=1, kinds=0))
    return replace(search, text=written) if len(page.corrections) == 1 else search


async def answer_bare_goods(turn: Turn) -> list[Event] | None:
    """Answers a message of nothing but goods that the NLU did not recognise, such as "garlick" or
    番加酱.

    Returns None when nobody offers such goods.
    """
    named = goods_in(turn.text)
    if turn.entities or turn.is_supplier or turn.tracker.active_loop_name or not 0 < len(named) <= LONGEST_GOODS:
        return None
    endings = [goods_in(named[word.start() :]) for word in re.finditer(r"\S+", named)]
    for goods in (
        endings[-_MOST_WORDS:] if turn.intent == "find_supplier" else [named]
    ):  # goods that are looked for stand at the end of the sentence
        page = await turn.market.search.find_listings(SearchRequest(text=goods, limit=1, kinds=0))
        if page.corrections or page.match == "exact":
            return await show(turn, SearchState(text=goods))
    return await _answer_described_goods(turn, named)


async def _answer_described_goods(turn: Turn, described: str) -> list[Event] | None:
    """Answers words that only mean goods, such as "something to keep wine cool".

    Returns None when nothing is near them, and when the contact hardly asks for goods.
    """
    page = await turn.market.search.find_listings(SearchRequest(text=described, limit=1))
    if page.match != "near":
        return None
    asked_for = turn.intent == "find_supplier" or (
        turn.intent != "out_of_scope"
        and len(words(described)) > 1  # a single word that nothing knows ("qwer") is like anything
        and page.kinds[0].likeness >= _SURELY_GOODS
        and find_current_search(turn) is None
    )
    return await show(turn, SearchState(text=described)) if asked_for else None


@action("validate_sourcing_form")
async def validate_sourcing_form(turn: Turn) -> list[Event]:
    """Sets the product: an entity, or the words themselves when they are nothing else that we
    know."""
    product = next(iter(turn.entities.products), None) or await _read_goods(turn)
    if product:
        forget_asked(turn)
    return [SlotSet("product", product)] if product else []


async def _read_goods(turn: Turn) -> str | None:
    """Returns the answer as goods.

    Returns None for words by which nothing is found, or that only follow up on results, such as
    "anything cheaper?" or 第二个.
    """
    answer = read_plain_answer(turn)
    if answer is None or (SearchState().with_follow_up(answer) is None and not ordinals(answer, PAGE)):
        return answer
    page = await turn.market.search.find_listings(SearchRequest(text=answer, limit=1, kinds=0))
    return answer if page.total else None


@action("action_ask_sourcing_form_product")
async def ask_sourcing_form_product(turn: Turn) -> list[Event]:
    return ask_once(turn, "product", "utter_sourcing_form_product", "utter_sourcing_form_product_again")


def read_plain_answer(turn: Turn) -> str | None:
    """Returns a short answer to "What are you looking for?" in which the NLU saw no product, or
    None."""
    bare = turn.intent in ("inform", "find_supplier", "nlu_fallback", "out_of_scope") and not turn.entities
    words = turn.text.strip()
    return words if bare and turn.slot("requested_slot") and 2 <= len(words) <= 40 else None


def find_current_search(turn: Turn) -> SearchState | None:
    """Returns the search whose results are on the contact's screen."""
    search = SearchState.load(turn.slot("search"))
    return search if search and search.is_on else None


async def narrow(turn: Turn) -> list[Event] | None:
    """Answers the message as a follow-up to the current search.

    Returns None when there is no search, or when the message says nothing about it.
    """
    search = find_current_search(turn)
    if search is None:
        return None
    if turn.entities.has("quantity", "price", "region", "certification") or search.with_follow_up(turn.text):
        return await show(turn, change_search(search, turn.entities, turn.text))
    return await _narrow_by_attribute(turn, search)


async def _narrow_by_attribute(turn: Turn, search: SearchState) -> list[Event] | None:
    """Shows the results that also have the property that was named alone, such as "red" or "220
    gsm".

    Returns None when the words are no such property: they mean something else. A size or a colour
    that nobody offers is a property, and is said to be missing.
    """
    refined = None if turn.entities.has(*OWN_SUBJECT) else search.with_attribute(turn.text)
    page = await turn.market.search.find_listings(replace(refined.request, kinds=0)) if refined else None
    if refined is None or page is None or not (page.total or page.relaxations):
        return None
    known = page.match == "exact" or any(is_attribute(word) for word in words(turn.text))
    return await show(turn, refined) if known else None


async def show(turn: Turn, search: SearchState, *, also: list[str] | None = None) -> list[Event]:
    """Searches, and says what was found. `also` are further goods of the message, for each of which
    a button is added."""
    page = await turn.market.search.find_listings(search.request)
    if len(page.corrections) > 1:
        return _ask_which_spelling(turn, search, page)
    if page.corrections:
        [corrected] = page.corrections
        turn.say("utter_offers_corrected", {"typed": search.text, "product": corrected})
        search = replace(search, text=corrected)
    if page.unknown_regions:
        turn.say("utter_region_unknown", {"region": several(page.unknown_regions)})
        search = replace(search, regions=tuple(r for r in search.regions if r not in page.unknown_regions))
    if page.total == 0:
        _say_nothing_found(turn, search, page)
    elif not page.listings:
        turn.say("utter_offers_end", {"count": page.total, "search": describe(search)}, buttons=_sort_buttons(search))
    else:
        _say_offers(turn, search, page, also or [])
    shown = tuple(offer.product_id for offer in page.listings)
    stored = replace(search, shown=shown or search.shown).dump()
    return [SlotSet("search", stored), *(SlotSet(name, None) for name in ("product_id", "supplier_id", "rfq_number"))]


def _ask_which_spelling(turn: Turn, search: SearchState, page: SearchPage) -> list[Event]:
    """Asks which goods were meant. The search goes on, with all its conditions, with the goods that
    are pressed."""
    buttons = [_search_for_button(name) for name in page.corrections]
    turn.say("utter_offers_which_spelling", {"typed": search.text}, buttons=buttons)
    return [SlotSet("search", replace(search, text="").dump())]


def _say_offers(turn: Turn, search: SearchState, page: SearchPage, also: list[str]) -> None:
    values = {
        **offer_values(page.listings[0]),
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
        response = "utter_offers_close"
    else:
        response = f"utter_offers_by_{search.sort}"
    others = [_search_for_button(name) for name in also]
    turn.say(
        response,
        values,
        cards=[offer_card(offer) for offer in page.listings],
        buttons=[*_more_button(search, page), *_next_buttons(turn, search, page), *others],
    )


def _next_buttons(turn: Turn, search: SearchState, page: SearchPage) -> list[Button]:
    """Returns buttons that narrow the search or, when nothing is called by its words, say what is meant."""
    if page.match == "near":
        return [*_kind_buttons(page), *_request_button(turn, search)]
    return _sort_buttons(search)


def _name_kinds(page: SearchPage) -> Value:
    return several(text(kind.name) for kind in _nearest_kinds(page))


def _nearest_kinds(page: SearchPage) -> list[Kind]:
    """Returns the nearest kind and the others that are nearly as near."""
    return [kind for kind in page.kinds if kind.likeness >= page.kinds[0].likeness - _AS_NEAR][:_MOST_KINDS]


def _kind_buttons(page: SearchPage) -> list[Button]:
    """Returns a button for each of the kinds of goods that are nearest in meaning."""
    return [
        button(term("button.search_for", product=text(kind.name)), "find_supplier", product=kind.text)
        for kind in _nearest_kinds(page)
    ]


def _request_button(turn: Turn, search: SearchState) -> list[Button]:
    """Returns a button that asks the suppliers of such goods for a quotation. A supplier gets none."""
    if turn.is_supplier or not search.text:
        return []
    return [button("button.request_quote", "request_quote", product=search.text)]


def _search_for_button(name: str) -> Button:
    return button(term("button.search_for", product=name), "find_supplier", product=name)


def _more_button(search: SearchState, page: SearchPage) -> list[Button]:
    if search.offset + len(page.listings) >= page.total:
        return []
    return [button("button.more_results", "find_supplier", page=search.offset // PAGE + 2)]


def _sort_buttons(search: SearchState) -> list[Button]:
    buttons = []
    if search.sort != "price":
        buttons.append(button("button.sort_price", "find_supplier", sort="price"))
    if not search.verified:
        buttons.append(button("button.verified_only", "find_supplier", verified=True))
    return buttons


def _say_nothing_found(turn: Turn, search: SearchState, page: SearchPage) -> None:
    values: dict[str, Value] = {"search": describe(search)}
    if not page.relaxations and page.kinds:
        values["kinds"] = _name_kinds(page)
        return turn.say("utter_offers_not_sold", values, buttons=[*_kind_buttons(page), search_button()])
    if not page.relaxations:
        return turn.say("utter_offers_none", values, buttons=[search_button()])
    best = page.relaxations[0]
    values |= {"condition": _describe_condition(search, best), "count": best.total}
    response = "utter_offers_none_relax_one" if best.total == 1 else "utter_offers_none_relax"
    relax = [_relax_button(search, relaxation) for relaxation in page.relaxations[:4]]
    return turn.say(response, values, buttons=[*relax, *_request_button(turn, search)])


def _relax_button(search: SearchState, relaxation: Relaxation) -> Button:
    label = term("button.relax", condition=_describe_condition(search, relaxation), count=relaxation.total)
    return button(label, "find_supplier", relax=relaxation.condition)


def _describe_condition(search: SearchState, relaxation: Relaxation) -> Value:
    return describe_conditions(search)[relaxation.condition]


def describe(search: SearchState) -> Value:
    """Returns the goods and the conditions of the search in words."""
    conditions = list(describe_conditions(search).values())
    goods = search.text or term("search.any_goods")
    return (
        term("search.with_conditions", product=goods, conditions=one_after_another(conditions)) if conditions else goods
    )


def describe_conditions(search: SearchState) -> dict[str, Value]:
    """Returns the conditions in words, by their names in the marketplace."""
    words: dict[str, Value] = {}
    amount, limit = search.amount, search.limit
    if amount:
        words["quantity"] = term("condition.quantity", quantity=_describe_amount(amount.value, amount.unit))
    if search.regions:
        words["region"] = term("condition.region", region=several(map(_describe_region, search.regions)))
    if search.certifications:
        words["certification"] = term(
            "condition.certification", certification=several(map(certificate, search.certifications))
        )
    if limit:
        words["price"] = term("condition.price", price=money(limit))
    if search.verified:
        words["verified"] = term("condition.verified")
    if search.factories:
        words["factory"] = term("condition.factory")
    if search.min_rating:
        words["rating"] = term("condition.rating", rating=rating(search.min_rating))
    if search.certified:
        words["certified"] = term("condition.certified")
    if search.max_days:
        words["lead_time"] = term("condition.lead_time", lead_time=days(search.max_days))
    return words


def _describe_region(name: str) -> Value:
    found = find_place(name)
    return place(found) if found else name


def _describe_amount(value: Decimal, unit: str | None) -> Value:
    return quantity(Quantity(value, unit)) if unit else number(value)
