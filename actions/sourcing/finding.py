"""Searches for goods and their suppliers. The contact can narrow, sort and page the search over several messages."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import takewhile

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import answers
from actions.dialogue.tasks import Slot, Task, asks, declare, read_out, start
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.search.records import Kind, Relaxation, SearchPage, SearchRequest
from actions.marketplace.goods.search.spelling import goods_in, name_in_place
from actions.marketplace.goods.words.likeness import mentions_kind
from actions.marketplace.goods.words.other_names import find_whole_name, is_name_of_goods
from actions.marketplace.goods.words.words import (
    find_attributes,
    is_another_variant,
    is_attribute,
    is_han,
    phrase,
    words,
)
from actions.reading.plain import plain_words
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
from actions.sourcing.cards import offer_card, offer_values, price_for_quantity
from actions.sourcing.conditions import describe, describe_amount, describe_conditions
from actions.sourcing.dropped import CARRY, carry_over, say_dropped
from actions.sourcing.earlier_searches import forget_goods, keep_earlier_search, keep_goods, name_goods
from actions.sourcing.said_goods import find_goods_instead, with_goods, with_variant
from actions.sourcing.search_state import CONDITIONS_ALL, PAGE, SearchState, change_search

PRESSED = ("page", "sort", "relax", "verified")
"""Entities that only the buttons below search results carry."""
LONGEST_GOODS = 40
"""Characters of the longest text that is taken as a name of goods."""
_WORD = 4
"""The fewest letters of a word that can name goods, when it stands after a number ("72 panels")."""
_MOST_WORDS = 4
"""The most words at the end of a message that are tried as a name of goods."""
_MOST_KINDS = 3
"""The most kinds of goods that are named when no product has the searched name and only goods of similar meaning were
found."""
_AS_NEAR = 0.1
"""Another kind of goods is named beside the nearest one if it is less similar to the searched words by at most this
much."""
_SURELY_GOODS = 0.7
"""The least similarity in meaning to some goods at which several words that were not understood are taken for goods.
Six of 509 messages of test conversations reach it; five of these six do speak of such goods."""
_FOLLOWS = 0.5
"""From this confidence on that a message without goods follows up on the current search, no new search begins."""
_WANTS, _SURELY_WANTS = 0.4, 0.8
"""From this confidence in a search on, in the conversation or by the words alone, goods that are named are looked for."""
_SURELY_TALK = 0.6
"""From this confidence on that a message is idle talk, a word that describes other goods is no condition of the search."""
_MOST_GOODS = 10
"""The most goods of one message that are searched for."""
_MOST_CARDS = 5
_MOST_FOLLOWING = 2
"""How many characters after recognised goods are tried as a part of their name."""
_LONGEST_QUOTE = 200
"""The most characters of a message that a reply quotes."""
_LINE_OF_GOODS = ("offer", "supplier", "price", "moq", "lead_time")
_NEAREST_FIRST = {"quantity": "moq", "price": "price", "lead_time": "lead_time", "rating": "rating"}
"""How the offers that miss a condition are sorted, so that those which nearly meet it come first."""
OWN_SUBJECT = ("product", "company", "order_number", "rfq_number")
"""Entities that give a message a subject of its own, so that it does not follow up on the
search."""


@answers("find_supplier")
async def find_supplier(turn: Turn) -> list[Event]:
    """Searches with the conditions that are known. When the product is unknown, asks the contact for it."""
    turn = await _with_known_goods(turn)
    entities, before = turn.entities, find_current_search(turn)
    if entities.word("use") == CARRY and before is not None:
        return await show(turn, carry_over(turn, before))
    if not turn.is_pressed and not entities.has("product", *PRESSED):
        narrowed = await narrow(turn)
        if narrowed is not None:
            return narrowed
        current = find_current_search(turn)
        if current is not None and turn.acts.are_situated and turn.acts.share("condition", "ask", "value") > _FOLLOWS:
            named = None if turn.acts.share("condition") > _FOLLOWS else await answer_bare_goods(turn)
            return await say_so_far(turn, current, "utter_search_unread") if named is None else named
    changed = change_search(SearchState.load(turn.slot("search")), turn)
    search = (await _add_misspelt_word(turn, changed)).with_sizes(turn.sizes)
    if len(entities.products) == 1 and not turn.is_pressed:
        search = search.with_sizes(_find_described(turn))  # "ok and the backpacks? kids ones rather"
    if not search.is_on:
        named = await answer_bare_goods(turn)
        if named is not None:
            return named
        if turn.task is not None and turn.task.name != SEARCH.name and turn.acts.kind != "wish":
            await read_out(turn)  # a search for nothing does not put aside what is under way
            return []
        turn.note("search", search.dump())
        await start(turn, SEARCH, {})
        return []
    if turn.task is not None and turn.task.name == SEARCH.name:
        turn.record.task = None
    if len(entities.products) > 1 and not turn.is_pressed:
        return await show_several(turn, search)
    found = await show(turn, search if turn.is_pressed else await with_variant(turn, search))
    say_dropped(turn, before, search)
    return found


async def _with_known_goods(turn: Turn) -> Turn:
    """Returns the turn with goods of the catalogue that the sentence names, when nobody offers those that the NLU marked in it
    ("after promo umbrellas, prob 800"), or when it marked none and no goods are on the screen."""
    goods = turn.entities.products
    if turn.is_pressed or len(goods) > 1 or turn.entities.has(*PRESSED):
        return turn
    if goods and (whole := find_whole_name(turn.text, goods[0])):
        return with_goods(turn, [whole])
    if not goods:
        search = find_current_search(turn)
        named = turn.market.search.find_named(turn.text)
        if not named or (search is not None and search.text and is_about_search(turn, search, named)):
            return turn
    else:
        named = await find_goods_instead(turn, goods[0])
    return with_goods(turn, named) if named else turn


def is_of(search: SearchState, goods: str) -> bool:
    """Returns whether the goods are those of the search: "the panels" of solar panels."""
    return bool(set(words(goods)) & set(words(search.text))) or goods in search.text


def is_about_search(turn: Turn, search: SearchState, named: list[str]) -> bool:
    """Returns whether any of the named goods are those of the search. Whoever says anew that they want goods, of another size or
    colour, wants others: "I need a white wok 20 cm", after blue ones."""
    wants_another = _wants_goods(turn) and is_another_variant(turn.text, [search.text])
    return not wants_another and any(is_of(search, goods) for goods in named)


async def _add_misspelt_word(turn: Turn, search: SearchState) -> SearchState:
    """Adds to the searched goods a misspelt word next to them that the NLU did not mark, as in "porcelin tea set" or
    丝筹围巾."""
    if longer := await _find_longer_name(turn, search.text):
        return replace(search, text=longer)
    written = name_in_place(turn.text, search.text)
    if written == search.text or len(written) > LONGEST_GOODS:
        return search
    page = await turn.market.search.find_listings(SearchRequest(text=written, limit=1, kinds=0))
    return replace(search, text=written) if len(page.corrections) == 1 else search


async def _find_longer_name(turn: Turn, goods: str) -> str | None:
    """Returns the Chinese name of goods of which only the beginning was recognised: 红酒杯 for 红酒."""
    at = turn.text.find(goods) + len(goods)
    if not is_han(goods) or at < len(goods):
        return None
    following = list(takewhile(is_han, turn.text[at : at + _MOST_FOLLOWING]))
    for length in range(len(following), 0, -1):
        longer = goods + turn.text[at : at + length]
        page = await turn.market.search.find_listings(SearchRequest(text=longer, limit=1, kinds=0))
        if page.match == "exact" and phrase(longer).heads[0] != phrase(goods).heads[0]:
            return longer
    return None


async def answer_bare_goods(turn: Turn) -> list[Event] | None:
    """Answers a message of nothing but goods that the NLU did not recognise, such as "garlick" or
    番加酱.

    Returns None when nobody offers such goods.
    """
    counted = turn.counted[0] if len(turn.counted) == 1 and turn.intent == "find_supplier" else None
    named = goods_in(counted[1] if counted else turn.text)
    others = {name for name, _ in turn.entities.found} - ({"quantity", "country"} if counted else set())
    if others or turn.is_supplier or turn.task is not None or not 0 < len(named) <= LONGEST_GOODS:
        return None
    pieces = named.split()
    endings = [goods_in(" ".join(pieces[at:])) for at in range(len(pieces))]
    alone = [each for each in (turn.cues.attribute,) if each and each != named]  # 那无纺布袋呢
    for goods in (
        *(endings[-_MOST_WORDS:] if turn.intent == "find_supplier" else [named]),
        *alone,
    ):  # goods that are looked for stand at the end of the sentence
        page = await turn.market.search.find_listings(SearchRequest(text=goods, limit=1, kinds=0))
        if page.corrections or page.match == "exact" or (goods == named and is_name_of_goods(goods)):
            return await show(turn, SearchState(text=goods).with_entities(turn.entities))
    return await _answer_described_goods(turn, named)


async def _answer_described_goods(turn: Turn, described: str) -> list[Event] | None:
    """Answers words that describe goods without naming them, such as "something to keep wine cool".

    Returns None when no goods have a similar meaning, or when the contact probably does not ask for goods.
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
    return await show(turn, SearchState(text=described).with_entities(turn.entities)) if asked_for else None


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    """Returns the goods in the message: an entity, or the words themselves if they have no other meaning. If there are
    none, returns the search with the conditions in the message added."""
    product = next(iter(turn.entities.products), None) or await _read_goods(turn)
    if product:
        return {"product": product}
    if not turn.entities.has("quantity", "price", "region", "excluded_region", "certification"):
        return {}
    before = SearchState.load(known.get("conditions") or turn.slot("search")) or SearchState()
    return {"conditions": change_search(before, turn).dump()}


def _describe(turn: Turn, values: Json) -> list[Value]:
    search = SearchState.load(values.get("conditions"))
    goods: list[Value] = [str(values["product"])] if values.get("product") else []
    return [*goods, *(describe_conditions(search).values() if search else ())]


async def _search(turn: Turn, values: Json) -> None:
    """Searches for the goods, with the conditions that were given before and in this message."""
    asked = turn if turn.entities.products else turn.with_entities(product=values["product"])
    before = SearchState.load(values.get("conditions") or turn.slot("search"))
    search = change_search(before, asked)
    turn.apply(await show(turn, await _add_misspelt_word(turn, search)))


async def _read_goods(turn: Turn) -> str | None:
    """Returns the contact's answer to "what are you looking for?", if it can name goods that the NLU did not mark.

    Returns None for a longer message, and for a follow-up such as "anything cheaper?" or 第二个, unless the search finds
    something by it.
    """
    answer = plain_words(turn) if not turn.entities else None
    if answer is None or (SearchState().with_follow_up(turn.cues) is None and not turn.points_into_list):
        return answer
    page = await turn.market.search.find_listings(SearchRequest(text=answer, limit=1, kinds=0))
    return answer if page.total else None


SEARCH = declare(
    Task(
        name="search",
        intent="find_supplier",
        slots=(Slot("product", "free", asks("utter_sourcing_form_product")),),
        read=_read,
        effect=_search,
        describe=_describe,
        own=("inform",),
    )
)
"""The task of asking which goods to search for, while they are unknown."""


def find_current_search(turn: Turn) -> SearchState | None:
    """Returns the current search, whose results are on the contact's screen, or None."""
    search = SearchState.load(turn.slot("search"))
    return search if search and search.is_on else None


async def narrow(turn: Turn) -> list[Event] | None:
    """Answers the message as a follow-up to the current search.

    Returns None when there is no current search, or when the message does not change it.
    """
    search = find_current_search(turn)
    if search is None or names_other_goods(turn, search):
        return None
    if (wider := take_back(turn, search)) is not None:
        return await show(turn, wider.with_sort(turn.cues.sort))
    if counted := _count_the_goods(turn, search):
        return await show(turn, replace(search, quantity=str(counted), unit=None, offset=0))
    if turn.entities.has("quantity", "price", "region", "excluded_region", "certification") or search.with_follow_up(
        turn.cues
    ):
        return await show(turn, change_search(search, turn).with_sizes(turn.sizes))
    return await narrow_by_attribute(turn, search)


def names_other_goods(turn: Turn, search: SearchState) -> bool:
    """Returns whether the message, in which the NLU marked no goods, wants goods of the catalogue that are not those of the
    search: "I need a white wok 20 cm", after towels."""
    if turn.is_pressed or turn.entities.has("product") or not search.text:
        return False
    named = turn.market.search.find_named(turn.text)
    if not named or is_about_search(turn, search, named):
        return False
    return _wants_goods(turn)


def _wants_goods(turn: Turn) -> bool:
    """Returns whether the message looks for goods, by its words or by what it does in the conversation."""
    says_so = turn.intent == "find_supplier" and turn.confidence >= _SURELY_WANTS
    return says_so or turn.acts.find("find_supplier") >= _WANTS


def take_back(turn: Turn, search: SearchState) -> SearchState | None:
    """Returns the search without the conditions that the message gives up ("Zhejiang doesn't matter", "never mind the CE", "drop FSC");
    None when it gives up none of the search's."""
    wider, is_given_up = search, "no_matter" in turn.topics
    if is_given_up and set(turn.entities.regions) & set(search.regions):
        wider = wider.without("region")
    said = (turn.text,) if is_given_up or turn.acts.name == "widen" else turn.denied
    kept = tuple(code for code in search.certifications if not any(mentions_kind(words, (code,)) for words in said))
    if len(kept) < len(search.certifications):
        wider = replace(wider, certifications=kept, offset=0)
    return wider if wider != search else None


def _count_the_goods(turn: Turn, search: SearchState) -> Decimal | None:
    """Returns the quantity, when the message gives a number before the name of the searched goods, as in "say 72
    panels" in a search for solar panels; else None."""
    goods = {word.rstrip("s") for word in search.text.casefold().split() if len(word) >= _WORD}
    counts = any(words.casefold().split()[0].rstrip("s") in goods for _, words in turn.counted)
    return turn.numbers[-1] if counts and turn.numbers and not turn.entities.has("quantity") else None


def _find_described(turn: Turn) -> list[str]:
    """Returns the colours and the like that a clause of the message names and nothing else: "forget that, do you have black ones?"."""
    return [word for clause in turn.cues.attribute_clauses for word in find_attributes(clause)]


async def narrow_by_attribute(turn: Turn, search: SearchState) -> list[Event] | None:
    """Shows the results with a further property, when the message names only that property, such as "red" or "220 gsm".

    Returns None when the message is not a property. A size, a colour or what other goods of the catalogue have counts as one
    even if nobody offers it; the contact is then told so.
    """
    own = turn.entities.has(*OWN_SUBJECT) or is_name_of_goods(turn.cues.attribute or "")
    named = turn.cues.attribute
    refined = None
    if named and not own:
        refined = search.with_sizes(turn.sizes) if turn.sizes else search.with_attribute(named)
    described = _find_described(turn)
    if refined is None and not own and described and turn.intent in ("find_supplier", "inform"):
        refined = search.with_sizes(described)  # "forget that, do you have black ones?"
    if refined is None:
        return None
    page = await turn.market.search.find_listings(replace(refined.request, kinds=0))
    known = bool(turn.sizes or described) or page.match == "exact"
    known = known or any(is_attribute(word) for word in words(turn.text)) or _knows_property(turn)
    if not known:
        return None
    before = await turn.market.search.find_listings(replace(search.request, limit=1))
    if before.match == "near":  # nobody offers these goods, and other ones may be nearer now
        alone = turn.cues.attribute or ""
        other = await turn.market.search.find_listings(SearchRequest(text=alone, limit=1, kinds=0))
        return await show(turn, replace(search, text=alone, offset=0) if alone and other.match == "exact" else refined)
    if page.total or page.relaxations:
        return await show(turn, refined)
    return await say_nobody_has(turn, search, turn.cues.attribute or one_after_another(turn.sizes or described))


async def say_nobody_has(turn: Turn, search: SearchState, named: Value) -> list[Event]:
    """Says that none of the offers of the search has the property. The search stays as it is."""
    page = await turn.market.search.find_listings(search.request)
    values = {"property": named, "search": describe(search), "count": page.total}
    turn.say("utter_offers_without_property", values, buttons=[*_request_button(turn, search), *_sort_buttons(search)])
    return []


def _knows_property(turn: Turn) -> bool:
    """Returns whether other goods of the catalogue are described by the message's words, and it is not idle talk. That none of
    those searched for has the property is then an answer."""
    named = turn.cues.attribute
    is_talk = turn.acts.are_situated and turn.acts.share("chatter") >= _SURELY_TALK
    return named is not None and not is_talk and turn.market.search.knows(named)


async def show(turn: Turn, search: SearchState) -> list[Event]:
    """Searches, and says what was found."""
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
    if page.total == 0 and not page.relaxations and not await turn.market.suppliers.have_products():
        turn.say("utter_marketplace_empty")
    elif page.relaxations:
        page = await _show_nearest(turn, search, page)
    elif page.total == 0:
        await _say_nothing_found(turn, search, page)
    elif not page.listings:
        turn.say("utter_offers_end", {"count": page.total, "search": describe(search)}, buttons=_sort_buttons(search))
    else:
        _say_offers(turn, search, page)
    if search.budget and search.quantity is None and turn.entities.has("price"):
        turn.say("utter_budget_how_many", {"budget": money(Money(Decimal(search.budget), search.currency))})
    shown = tuple(offer.product_id for offer in page.listings)
    if shown:
        turn.show_list("product_id", shown)
    keep_earlier_search(turn, search)
    forget_goods(turn, search.base or search.text)
    stored = replace(search, shown=shown or search.shown).dump()
    return [SlotSet("search", stored), *(SlotSet(name, None) for name in ("product_id", "supplier_id", "rfq_number"))]


async def show_several(turn: Turn, search: SearchState) -> list[Event]:
    """Searches for each of the goods that the message names, with the conditions of `search`, and says in one reply
    what there is of each. The best offer of each is listed, so that "the second one" and "both" mean these."""
    said, best, buttons = list[Value](), list[Listing](), list[Button]()
    found = list[SearchState]()
    for goods, amount in name_goods(turn)[:_MOST_GOODS]:
        one = replace(search, text=goods, quantity=None, unit=None)
        if amount:
            one = replace(one, quantity=str(amount.value), unit=amount.unit)
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
        cards=[offer_card(offer) for offer in best[:_MOST_CARDS]],
        buttons=[button("button.request_all", "request_quote"), *buttons[:_MOST_CARDS]],
    )
    shown = tuple(offer.product_id for offer in best)
    if shown:
        turn.show_list("product_id", shown)
    keep_earlier_search(turn, search)
    keep_goods(turn)
    stored = replace(found[0] if found else search, shown=shown).dump()
    return [SlotSet("search", stored), *(SlotSet(name, None) for name in ("product_id", "supplier_id", "rfq_number"))]


def _describe_goods(search: SearchState, page: SearchPage, *, is_sold: bool) -> Value:
    """Returns what there is of one of several goods, in a line."""
    if is_sold:
        values = offer_values(page.listings[0])
        return term(
            "search.goods_found", goods=describe(search), count=page.total, **{k: values[k] for k in _LINE_OF_GOODS}
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


def _say_offers(turn: Turn, search: SearchState, page: SearchPage) -> None:
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
    turn.say(
        response,
        values,
        cards=[offer_card(offer) for offer in page.listings],
        buttons=[*_more_button(search, page), *_next_buttons(turn, search, page)],
    )


def _next_buttons(turn: Turn, search: SearchState, page: SearchPage) -> list[Button]:
    """Returns buttons that narrow the search. When no product has the searched name, returns buttons with which the
    contact says which of the similar kinds of goods is meant."""
    if page.match == "near":
        return [*_kind_buttons(page), *_request_button(turn, search)]
    return _sort_buttons(search)


def _name_kinds(page: SearchPage) -> Value:
    return several(text(kind.name) for kind in _nearest_kinds(page))


def _nearest_kinds(page: SearchPage) -> list[Kind]:
    """Returns the kind of goods that is nearest in meaning to the searched words, and those that are nearly as near."""
    return [kind for kind in page.kinds if kind.likeness >= page.kinds[0].likeness - _AS_NEAR][:_MOST_KINDS]


def _kind_buttons(page: SearchPage) -> list[Button]:
    """Returns a button for each of the kinds of goods that are nearest in meaning."""
    return [
        button(term("button.search_for", product=text(kind.name)), "find_supplier", product=kind.text)
        for kind in _nearest_kinds(page)
    ]


def _request_button(turn: Turn, search: SearchState) -> list[Button]:
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


def _sort_buttons(search: SearchState) -> list[Button]:
    buttons = []
    if search.sort != "price":
        buttons.append(button("button.sort_price", "find_supplier", sort="price"))
    if not search.verified:
        buttons.append(button("button.verified_only", "find_supplier", verified=True))
    return buttons


async def say_so_far(turn: Turn, search: SearchState, response: str = "utter_search_so_far") -> list[Event]:
    """Says what is searched for, with all conditions, and how many results there are."""
    page = await turn.market.search.find_listings(search.request)
    if page.kinds:
        values: dict[str, Value] = {"search": describe(search), "kinds": _name_kinds(page)}
        turn.say("utter_offers_not_sold", values, buttons=[*_kind_buttons(page), *_request_button(turn, search)])
        return []
    said = {"words": quote(turn)} if response == "utter_search_unread" else {}
    turn.say(response, {"search": describe(search), "count": page.total, **said}, buttons=_sort_buttons(search))
    return []


def quote(turn: Turn) -> str:
    """Returns the words of the message as a reply quotes them, so that it says what could not be answered."""
    words = " ".join(turn.text.split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE]}…"


async def _say_nothing_found(turn: Turn, search: SearchState, page: SearchPage) -> None:
    values: dict[str, Value] = {"search": describe(search)}
    bare = await turn.market.search.find_listings(SearchState(text=search.text).request) if search.text else page
    if bare.total and bare.match != "near":  # no condition alone is to blame
        drop = button("button.without_conditions", "find_supplier", relax=CONDITIONS_ALL)
        values |= {"count": bare.total, "product": search.text}
        return turn.say("utter_offers_none_together", values, buttons=[drop, *_request_button(turn, search)])
    if page.kinds:
        values["kinds"] = _name_kinds(page)
        return turn.say("utter_offers_not_sold", values, buttons=[*_kind_buttons(page), search_button()])
    return turn.say("utter_offers_none", values, buttons=[search_button()])


async def _show_nearest(turn: Turn, search: SearchState, page: SearchPage) -> SearchPage:
    """Says that no offer meets every condition, and shows those that meet all but one, the nearest to that one first.
    The search keeps the condition. Returns the page that is shown."""
    relaxed = next((hint for hint in page.relaxations if hint.condition == "quantity"), page.relaxations[0])
    without = search.without(relaxed.condition)
    sort = _NEAREST_FIRST.get(relaxed.condition) if search.sort == "relevance" else None
    found = await turn.market.search.find_listings(replace(without.with_sort(sort), offset=search.offset).request)
    relax = [_relax_button(search, hint) for hint in page.relaxations[:4]]
    buttons = [*relax, *_more_button(search, found), *_request_button(turn, search)]
    if not found.listings:
        turn.say("utter_offers_end", {"count": found.total, "search": describe(without)}, buttons=buttons)
        return found
    values = offer_values(found.listings[0]) | {
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
    else:
        response = "utter_offers_none_relax_one" if found.total == 1 else "utter_offers_none_relax"
    turn.say(response, values, cards=[offer_card(offer) for offer in found.listings], buttons=buttons)
    return found


def _relax_button(search: SearchState, relaxation: Relaxation) -> Button:
    label = term("button.relax", condition=_describe_condition(search, relaxation), count=relaxation.total)
    return button(label, "find_supplier", relax=relaxation.condition)


def _describe_condition(search: SearchState, relaxation: Relaxation) -> Value:
    return describe_conditions(search)[relaxation.condition]
