"""Finds in a message the goods that the catalogue knows, where the NLU marked none of them, and the words in which
goods of one kind differ: their size, material or finish. It looks for both in the catalogue itself, and not in lists of
words."""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.said.entities import Entities
from actions.dialogue.turn import Turn
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.words.other_names import is_name_of_goods, usual_name
from actions.marketplace.goods.words.variants import find_variant
from actions.marketplace.goods.words.words import is_another_variant, is_han, normalise, without_alternatives, words
from actions.sourcing.at_hand.search_state import SearchState, join

_COMPARED = 50
"""The most goods of a search whose names are compared."""
_SHORTEST_HAN = 3
"""The fewest Chinese characters that count as a name of goods without their main noun."""
_SPLITS = frozenset("/:(")
"""Characters that end the name of the goods themselves. A size that contains one of them is put behind the name."""
_SOLD = ("exact", "close")


async def is_sold(turn: Turn, goods: str) -> bool:
    """Returns whether anybody offers goods of this name, written as it is or misspelt."""
    page = await turn.market.search.find_listings(SearchRequest(text=goods, limit=1))
    return page.match in _SOLD or bool(page.corrections)


async def find_goods_instead(turn: Turn, goods: str) -> list[str]:
    """Returns the goods of the catalogue that the message names, when nobody offers those that were marked; an empty list
    otherwise."""
    if turn.is_pressed or is_name_of_goods(goods) or await is_sold(turn, goods):
        return []
    usual = usual_name(goods)
    if usual is not None and await is_sold(turn, usual):
        return []  # the search finds them by their usual name, with all that describes them
    if is_han(goods[:1]) and (longer := await _find_whole_name(turn, goods)):
        return [longer]
    said = normalise(goods)
    return [named for named in turn.market.search.find_named(turn.text, goods) if named not in said]


async def _find_whole_name(turn: Turn, said: str) -> str | None:
    """Returns the whole Chinese name of goods of which the text has only the beginning, among other words: 大红袍花椒
    for 顺便看看大红袍."""
    known = "".join(word for word in words(said) if turn.market.search.knows(word))
    if len(known) < _SHORTEST_HAN or known == normalise(said).strip():
        return None
    page = await turn.market.search.find_listings(SearchRequest(text=known, limit=1, kinds=0))
    names = (listing.product.zh.split()[0] for listing in page.listings)
    return next((name[name.find(known) :] for name in names if known in name), None)


async def with_variant(turn: Turn, search: SearchState) -> SearchState:
    """Returns the search narrowed to the variant of its goods that the message describes by words of their names, such
    as "10 mm" or 全封闭; the unchanged search if it describes none. A new variant replaces the one that was chosen
    before."""
    base = _base_of(search)
    named = [goods for goods in turn.market.search.find_named(turn.text) if _shares_word(goods, base)]
    others = without_alternatives(search.text, turn.text)  # for pots, after a search for grey pots
    for goods in dict.fromkeys((search.text, base, _without_sizes(search.text), _without_sizes(base), others, *named)):
        if is_another_variant(turn.text, [_without_sizes(goods)]):
            continue  # "the black one" is none of the blue woks
        if text := await _find_variant(turn, goods, search.text):
            return replace(search, text=text, base=goods if goods != search.text else base, offset=0)
    return search


async def _find_variant(turn: Turn, goods: str, shown: str) -> str | None:
    """Returns the name of the variant of these goods that the message describes, if fewer listings have that name; else
    None."""
    request = SearchRequest(text=goods, limit=_COMPARED, kinds=0)
    page = await turn.market.search.find_listings(request)
    if page.match not in _SOLD or page.total < 2:
        return None
    said = find_variant(turn.text, [listing.product for listing in page.listings], turn.denied)
    written = {tuple(words(size)): size for size in turn.sizes}
    said = [written.get(tuple(words(word)), word) for word in said]  # 22姆米, not the 22momme of the index
    new = [word for word in said if word.casefold() not in goods.casefold()]
    if not new or all(word.casefold() in shown.casefold() for word in new):
        return None
    for name in dict.fromkeys((goods, _without_sizes(goods))):
        for word in new:
            name = f"{name} {word}" if _SPLITS & set(word) else join(name, word)
        narrower = await turn.market.search.find_listings(SearchRequest(text=name, limit=1, kinds=0))
        if narrower.match == "exact" and narrower.total < page.total:
            return name
    return None


def _shares_word(goods: str, other: str) -> bool:
    return bool(set(words(goods)) & set(words(other)))


def _base_of(search: SearchState) -> str:
    """Returns the name of the goods without the variant that was chosen of them; the goods of the search if none was
    chosen."""
    return (
        search.base if search.base and all(word in words(search.text) for word in words(search.base)) else search.text
    )


def _without_sizes(goods: str) -> str:
    """Returns a name of goods without its sizes and other numbers, however they are written: "yoga mats" for "yoga mats 10 mm"."""
    kept = [word for word in normalise(goods).split() if not any(map(str.isdigit, word))]
    return " ".join(kept) or goods


def with_goods(turn: Turn, goods: list[str]) -> Turn:
    """Returns the turn as one that names these goods and no others."""
    others = tuple(each for each in turn.entities.found if each[0] != "product")
    return replace(turn, entities=Entities((*(("product", name) for name in goods), *others)))
