"""Changes the search on the screen when a message adds, takes back or exchanges a condition."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from actions.dialogue.events import Event
from actions.dialogue.said.entities import Entities
from actions.dialogue.turn import Turn
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.words.likeness import mentions_kind
from actions.marketplace.goods.words.other_names import is_name_of_goods
from actions.marketplace.goods.words.words import is_attribute, words
from actions.replies import one_after_another
from actions.sourcing.at_hand.current_search import (
    OWN_SUBJECT,
    find_current_search,
    find_described_by,
    names_other_goods,
)
from actions.sourcing.at_hand.search_state import SearchState, change_search, join
from actions.sourcing.searching.budgets import with_total_budget
from actions.sourcing.searching.results import say_nobody_has, show

_WORD = 4
"""The fewest letters of a word that can name goods, when it stands after a number ("72 panels")."""
_FLAT_GOODS = ("板", "砖", "电池", "屏", "皂", "毯", "表", "玻璃", "石材", "组件")
"""The ends of names of goods whose pieces are counted with 块."""
_MANY = 100
_SURELY_TALK = 0.6
"""If the confidence that a message is idle talk is at least this, a word that describes other goods is no condition of
the search."""


async def narrow(turn: Turn) -> list[Event] | None:
    """Answers the message as a follow-up to the current search.

    Returns None when there is no current search, or when the message does not change it.
    """
    search = find_current_search(turn)
    if search is None or names_other_goods(turn, search):
        return None
    turn = with_limit(with_count(turn, search), search)
    if (wider := take_back(turn, search)) is not None:
        return await show(turn, with_the_rest(turn, wider).with_sort(turn.cues.sort))
    if counted := _count_the_goods(turn, search):
        return await show(turn, replace(search, quantity=str(counted), unit=None, offset=0))
    if turn.entities.has(
        "quantity", "price", "region", "excluded_region", "excluded_company", "certification"
    ) or search.with_follow_up(turn.cues):
        changed = await with_total_budget(turn, change_search(search, turn))
        return await show(turn, await _with_sizes(turn, changed))
    return await narrow_by_attribute(turn, search)


def with_the_rest(turn: Turn, wider: SearchState) -> SearchState:
    """Returns the search without a condition that the message gives up, and with those that it sets besides: "forget
    LFGB, who else is under 6 bucks"."""
    gone = {*turn.denied, *turn.removals}
    kept = tuple(each for each in turn.entities.found if str(each[1]) not in gone and each[0] != "product")
    rest = replace(turn, entities=Entities(kept), text="")  # the text names what is given up, too
    return change_search(wider, rest) if rest.entities.has("quantity", "price") else wider


async def _with_sizes(turn: Turn, search: SearchState) -> SearchState:
    """Returns the search with the sizes of the message, of the variant that was chosen before or else of its goods in
    general: the boards of 38x28, after sets of boards."""
    sizes = [await _as_listed(turn, search, size) for size in turn.sizes]
    narrowed = search.with_sizes(sizes)
    if not sizes or not search.base or search.base == search.text:
        return narrowed
    general = replace(search, text=search.base)
    other = general.with_sizes([await _as_listed(turn, general, size) for size in turn.sizes])
    pages = [
        await turn.market.search.find_listings(replace(SearchState(text=each.text).request, limit=1, kinds=0))
        for each in (narrowed, other)
    ]
    return other if pages[0].match != "exact" and pages[1].match == "exact" else narrowed


async def _as_listed(turn: Turn, search: SearchState, size: str) -> str:
    """Returns the size with the unit with which the goods are listed, if the message gives only the sides: 38x28的."""
    if "x" not in size or not size[-1:].isdecimal():
        return size
    for unit in ("厘米", " cm", "毫米", " mm"):
        named = SearchState(text=search.text).with_sizes([f"{size}{unit}"])
        page = await turn.market.search.find_listings(replace(named.request, limit=1, kinds=0))
        if page.match == "exact" and page.total:
            return f"{size}{unit}"
    return size


def with_count(turn: Turn, search: SearchState) -> Turn:
    """Returns the turn with an amount in 块 as its quantity, if the goods of the search are counted so and it is no
    amount that anybody pays for one: 2000块呢, of boards."""
    price = turn.entities.price
    counted = [figure for figure in turn.figures if figure.kind == "money" and figure.is_loose]
    if price is None or len(counted) != 1 or turn.is_pressed or price.currency != "CNY" or price.amount % 1:
        return turn
    is_many = search.text.endswith(_FLAT_GOODS) and price.amount >= _MANY and not turn.cues.speaks_of_budget
    if not is_many or turn.limits:
        return turn
    kept = tuple(each for each in turn.entities.found if each[0] != "price")
    return replace(turn, entities=Entities((*kept, ("quantity", {"value": str(price.amount), "unit": "piece"}))))


def with_limit(turn: Turn, search: SearchState) -> Turn:
    """Returns the turn with a bare number as its price, if the message sets this number as a limit ("and under 10") or
    corrects the last limit with it ("no, make that 45")."""
    if turn.is_pressed or turn.mentions or turn.bounds or turn.cues.max_days or turn.cues.min_rating:
        return turn
    amount, corrects = turn.entities.quantity, turn.acts.name == "correct" and _has_just_limited_the_price(turn)
    meant = tuple(number for number in turn.numbers if str(number) not in turn.denied)
    numbers = turn.limits or (meant if corrects and len(meant) == 1 else ())
    if not numbers or turn.entities.has("price") or (amount and (amount.unit or amount.value not in numbers)):
        return turn
    kept = tuple(each for each in turn.entities.found if each[0] != "quantity")
    limit = {"amount": str(numbers[-1]), "currency": search.currency}
    return replace(turn, entities=Entities((*kept, ("price", limit))))


def _has_just_limited_the_price(turn: Turn) -> bool:
    """Returns whether the message before this one set a price limit and no quantity."""
    return "price" in turn.record.last.entities and "quantity" not in turn.record.last.entities


def take_back(turn: Turn, search: SearchState) -> SearchState | None:
    """Returns the search without the conditions that the message gives up ("Zhejiang doesn't matter", "never mind the
    CE", "drop FSC"), and with a certificate that the message names instead of another one; None when it gives up no
    condition of the search."""
    wider, is_given_up = search, "no_matter" in turn.topics
    if is_given_up and set(turn.entities.regions) & set(search.regions):
        wider = wider.without("region")
    said = (turn.text,) if is_given_up or turn.acts.name == "widen" else turn.denied
    wider = _without_words(turn, wider)
    kept = tuple(code for code in search.certifications if not any(mentions_kind(words, (code,)) for words in said))
    if len(kept) < len(search.certifications):
        instead = (code for code in turn.entities.certifications if code not in search.certifications)
        wider = replace(wider, certifications=(*kept, *instead), offset=0)
    return wider if wider != search else None


def _without_words(turn: Turn, search: SearchState) -> SearchState:
    """Returns the search without those describing words of its goods that the message gives up, and with the words that
    it names instead: "scrap terracotta, grey" changes terracotta flower pots to grey ones."""
    gone = {word for words_out in (*turn.removals, *turn.denied) for word in words(words_out)}
    heads = set(words(search.text)[-1:])
    pieces = search.text.split()
    kept = [each for each in pieces if not set(words(each)) or not set(words(each)) <= gone - heads]
    if len(kept) == len(pieces) or not kept:
        return search
    instead = [word for word in find_described_by(turn) if word not in gone]
    text = " ".join(kept)
    for word in instead:
        text = join(text, word)
    return replace(search, text=text, offset=0)


def _count_the_goods(turn: Turn, search: SearchState) -> Decimal | None:
    """Returns the quantity, when the message gives a number before the name of the searched goods, as in "say 72
    panels" in a search for solar panels; else None."""
    goods = {word.rstrip("s") for word in search.text.casefold().split() if len(word) >= _WORD}
    counts = any(words.casefold().split()[0].rstrip("s") in goods for _, words in turn.counted)
    return turn.numbers[-1] if counts and turn.numbers and not turn.entities.has("quantity") else None


async def narrow_by_attribute(turn: Turn, search: SearchState) -> list[Event] | None:
    """Shows the results with a further property, when the message names only that property, such as "red" or "220 gsm".

    Returns None when the message is not a property. A size, a colour, or a property that other goods of the catalogue
    have counts even if nobody offers these goods with it; the contact is then told so.
    """
    if (without := _without_words(turn, search)) != search:
        return await show(turn, without)
    own = turn.entities.has(*OWN_SUBJECT) or is_name_of_goods(turn.cues.attribute or "")
    named = turn.cues.attribute
    refined = None
    if named and not any(map(str.isalpha, named)):
        return None  # a date or another figure without a unit: "15.12."
    if named and not own:
        sizes = (*find_described_by(turn), *turn.sizes)
        refined = search.with_sizes(sizes) if turn.sizes else search.with_attribute(named)
    described = find_described_by(turn)
    if refined is None and not own and described and turn.intent in ("find_supplier", "inform"):
        refined = search.with_sizes(described)  # "forget that, do you have black ones?"
    if refined is None:
        return None
    page = await turn.market.search.find_listings(replace(refined.request, kinds=0))
    if turn.sizes and named and not own and page.match != "exact":  # 四件套 may be written with 四 or with 4
        as_said = search.with_attribute(named)
        said = await turn.market.search.find_listings(replace(as_said.request, kinds=0))
        refined, page = (as_said, said) if said.match == "exact" else (refined, page)
    known = bool(turn.sizes or described) or page.match == "exact"
    known = known or any(is_attribute(word) for word in words(turn.text)) or _knows_property(turn)
    if not known:
        return None
    before = await turn.market.search.find_listings(replace(search.request, limit=1))
    if before.match == "near":  # nobody offers these goods, and other ones may fit better now
        alone = turn.cues.attribute or ""
        other = await turn.market.search.find_listings(SearchRequest(text=alone, limit=1, kinds=0))
        return await show(turn, replace(search, text=alone, offset=0) if alone and other.match == "exact" else refined)
    if page.total or page.relaxations:
        return await show(turn, refined)
    return await say_nobody_has(turn, search, turn.cues.attribute or one_after_another(turn.sizes or described))


def _knows_property(turn: Turn) -> bool:
    """Returns whether the message is not idle talk, and its words describe other goods of the catalogue. Then it is a
    good answer that none of the goods searched for has this property."""
    named = turn.cues.attribute
    is_talk = turn.acts.are_situated and turn.acts.share("chatter") >= _SURELY_TALK
    return named is not None and not is_talk and turn.market.search.knows(named)
