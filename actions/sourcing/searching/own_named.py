"""Finds the own listings that a supplier names by their goods, or by a word that only some of the listings have in
their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.words.likeness import goods_likeness, mentions_kind
from actions.marketplace.goods.words.words import normalise, words

_SHORTEST = 3
"""The fewest letters of a word by which a listing may be called."""


def find_own_named(turn: Turn, own: Sequence[Listing]) -> list[Listing]:
    """Returns the listings whose goods the message names. If several fit, returns those with the most words of their
    name in the message."""
    said, plain = turn.entities.products, normalise(turn.text)
    named = [
        one
        for one in own
        if any(goods_likeness(each, one.product.both) for each in said) or mentions_kind(turn.text, one.product.both)
    ]
    counts = {one.product_id: sum(word in plain for word in _words(one)) for one in named}
    return [one for one in named if counts[one.product_id] == max(counts.values())]


def find_own_pointed_at(turn: Turn, shown: Sequence[Listing]) -> list[Listing]:
    """Returns those of the listings `shown` that the message means by their place in the list, or by having the lowest
    or the highest price: "the second one", "pause the most expensive one"."""
    places = turn.cues.find_ordinals(len(shown)) or [
        each.number - 1 for each in turn.pointing if each.by == "place" and 0 < each.number <= len(shown)
    ]
    if places:
        return [shown[place] for place in places]
    ends = [end for topic, end in (("cheapest", min), ("priciest", max)) if topic in turn.topics]
    if len(ends) != 1 or not shown or len({each.unit_price.currency for each in shown}) > 1:
        return []
    return [ends[0](shown, key=lambda each: each.unit_price.amount)]


def find_own_called(turn: Turn, own: Sequence[Listing]) -> list[Listing]:
    """Returns the listings that the message names. If it names none, returns those whose names have most of its words;
    words that all listings have do not count: "only strips" means RGB LED strip lights."""
    return find_own_named(turn, own) or find_own_worded(turn, own)


def find_own_worded(turn: Turn, own: Sequence[Listing]) -> list[Listing]:
    """Returns the listings whose names have most of the words of the message, without words that all of them have."""
    often = Counter(word for one in own for word in _words(one))
    said = {word for word in words(turn.text) if not word.isascii() or (len(word) >= _SHORTEST and word.isalpha())}
    hits = {one.product_id: len({word for word in _words(one) & said if often[word] < len(own)}) for one in own}
    most = max(hits.values(), default=0)
    return [one for one in own if most and hits[one.product_id] == most]


def name_better(turn: Turn, listings: Sequence[Listing], others: Iterable[tuple[str, ...]]) -> bool:
    """Returns whether the message has more words of the names of these listings than of the names `others`: "solar
    street lights" beside LED panel lights."""
    return _measure(turn, [one.product.both for one in listings]) > _measure(turn, others)


def _measure(turn: Turn, every: Iterable[tuple[str, ...]]) -> float:
    goods, said = list(every), turn.entities.products
    likeness = [max((goods_likeness(each, names) for each in said), default=0.0) for names in goods if names]
    mentioned = [0.1 for names in goods if names and mentions_kind(turn.text, names)]
    return max([*likeness, *mentioned], default=0.0)


def _words(listing: Listing) -> frozenset[str]:
    return frozenset(word for name in listing.product.both for word in words(name))
