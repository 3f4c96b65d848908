"""Finds the goods that a message names, where the NLU marked none, or only a part of their name."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from actions.dialogue.events import Event
from actions.dialogue.turn import Turn
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.search.spelling import goods_in, name_in_place
from actions.marketplace.goods.words.other_names import find_whole_name, is_name_of_goods
from actions.marketplace.goods.words.words import is_han, phrase, words
from actions.sourcing.at_hand.current_search import PRESSED, find_current_search, is_about_search
from actions.sourcing.at_hand.said_goods import find_goods_instead, with_goods
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.searching.results import show

LONGEST_GOODS = 40
"""The most characters of a text that is taken as a name of goods."""
_MOST_WORDS = 4
"""The most words at the end of a message that are tried as a name of goods."""
_SURELY_GOODS = 0.7
"""The least similarity in meaning to some goods of the catalogue at which several words that the NLU did not understand
are taken for goods. Six of 509 messages of test conversations reach it; five of these six do speak of such goods."""
_MOST_FOLLOWING = 2
"""The most characters after recognised goods that are tried as a part of their name."""


async def with_known_goods(turn: Turn) -> Turn:
    """Returns the turn with goods of the catalogue that the sentence names, when nobody offers those that the NLU
    marked in it ("after promo umbrellas, prob 800"), or when the NLU marked none and no goods are on the screen."""
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


async def add_misspelt_word(turn: Turn, search: SearchState) -> SearchState:
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
        is_noun = turn.market.search.is_noun_of_goods(longer)  # 红酒杯, but not the 花椒一 of 花椒一直
        if page.match == "exact" and is_noun and phrase(longer).heads[0] != phrase(goods).heads[0]:
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
    ):  # the goods that a contact looks for come at the end of the sentence
        page = await turn.market.search.find_listings(SearchRequest(text=goods, limit=1, kinds=0))
        if page.corrections or page.match == "exact" or (goods == named and is_name_of_goods(goods)):
            return await show(turn, _begin(turn, goods).with_entities(turn.entities))
    return await _answer_described_goods(turn, named)


def _begin(turn: Turn, goods: str) -> SearchState:
    """Returns a new search for these goods, with the order and the conditions of the one before if the message keeps them: "same but
    rabbit"."""
    before = find_current_search(turn)
    if before is None or "same_but" not in turn.topics:
        return SearchState(text=goods)
    return replace(before, text=goods, base="", offset=0, shown=(), unwanted=())


async def _answer_described_goods(turn: Turn, described: str) -> list[Event] | None:
    """Answers words that describe goods without naming them, such as "something to keep wine cool".

    Returns None when no goods have a similar meaning, or when the contact probably does not ask for goods.
    """
    page = await turn.market.search.find_listings(SearchRequest(text=described, limit=1))
    if page.match != "near":
        return None
    asked_for = turn.intent == "find_supplier" or (
        turn.intent != "out_of_scope"
        and len(words(described)) > 1  # an unknown single word ("qwer") is similar to anything
        and page.kinds[0].likeness >= _SURELY_GOODS
        and find_current_search(turn) is None
    )
    return await show(turn, SearchState(text=described).with_entities(turn.entities)) if asked_for else None
