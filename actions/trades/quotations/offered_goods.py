"""Finds out which listing of its own a supplier quotes, if several of them fit the request (青花7件套, "the 36 W
panel"), and at which price the supplier sells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from actions.dialogue.discourse import Json
from actions.dialogue.said.entities import read_money
from actions.dialogue.saying_back import BETWEEN
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money, Name
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.catalogue.units import convert, tier_for
from actions.marketplace.goods.words.likeness import goods_likeness, mentions_kind
from actions.marketplace.goods.words.words import words
from actions.marketplace.trades.requests.records import Rfq
from actions.replies import Value, money, number, term, text

_FAR = Decimal(3)
"""The factor from which a price is suspicious: a price that is at least so many times that of the listing, or at most
that fraction of it, is probably a slip or in another currency."""
_SHORTEST = 2
"""The fewest characters of a word by which the goods may be told apart."""


async def with_variant(turn: Turn, lead: Rfq | None, known: Json, read: Json) -> Json:
    """Returns the values `read` from the message. If the message means one of several listings, its name is added to
    the remarks, because the buyer has to know which goods the price is for."""
    if lead is None or turn.is_pressed or not (read or known):
        return read
    alike = _keep_most_alike(await _list_alike(turn, lead), lead)
    named = _find_called(turn, lead, alike, {**known, **read})
    if named is None:
        return read
    names = {each.product_id: _write(turn, each.product) for each in alike}
    name, others = names[named.product_id], {*names.values()}
    before = str((read if "note" in read else known).get("note") or "")
    kept = [part for part in before.split(BETWEEN) if part and part not in others]
    return {**read, "note": BETWEEN.join([name, *kept])}


async def find_list_price(turn: Turn, lead: Rfq, known: Json) -> tuple[Listing, Money] | None:
    """Returns the listing of its own that the supplier quotes, and its price for the wanted quantity: the listing that
    the remarks of the quotation name, or that was talked about last, or the only one of such goods. Returns None if
    there is no such listing."""
    alike = _keep_most_alike(await _list_alike(turn, lead), lead) if not turn.is_pressed else []
    noted = str(known.get("note") or "")
    named = [each for each in alike if each.product.en in noted or each.product.zh in noted]
    shown = [each for each in await _list_alike(turn, lead) if each.product_id == turn.slot("product_id")]
    chosen = named if len(named) == 1 else shown if len(shown) == 1 else alike if len(alike) == 1 else []
    quantity = convert(lead.quantity.value, lead.quantity.unit, chosen[0].moq.unit) if chosen else None
    if quantity is None or chosen[0].moq.unit != lead.quantity.unit:
        return None
    tier = tier_for(chosen[0].tiers, quantity) or chosen[0].tiers[0]
    return chosen[0], Money(tier.unit_price, chosen[0].unit_price.currency)


async def doubt_by_listing(turn: Turn, lead: Rfq, price: Money) -> list[Value]:
    """Returns a sentence if the price differs much from those at which the supplier sells such goods."""
    alike = await _list_alike(turn, lead)
    own = [each.unit_price for each in alike if each.moq.unit == lead.quantity.unit]
    own = [each for each in own if each.currency == price.currency and each.amount]
    if not own or not price.amount:
        return []
    near = min(own, key=lambda each: abs(price.amount.ln() - each.amount.ln()))
    ratio = price.amount / near.amount
    if 1 / _FAR < ratio < _FAR:
        return []
    times = number(round(ratio if ratio > 1 else 1 / ratio, 1))
    listing = next(each for each in alike if each.unit_price == near)
    name = "price_doubt.above_listing" if ratio > 1 else "price_doubt.below_listing"
    return [term(name, times=times, price=money(price), other=money(near), goods=text(listing.product))]


async def _list_alike(turn: Turn, lead: Rfq) -> list[Listing]:
    own = await turn.market.own_listings.list_own(turn.account)
    wanted = lead.product.both
    return [
        each
        for each in own
        if any(goods_likeness(name, each.product.both) for name in wanted)
        or any(mentions_kind(name, each.product.both) for name in wanted)
    ]


def _keep_most_alike(listings: Sequence[Listing], lead: Rfq) -> list[Listing]:
    """Returns the listings whose names are most like the wanted goods: panel lights rather than light strips."""
    likeness = [max(goods_likeness(name, each.product.both) for name in lead.product.both) for each in listings]
    return [each for each, like in zip(listings, likeness, strict=True) if like == max(likeness)]


def _find_called(turn: Turn, lead: Rfq, alike: Sequence[Listing], values: Json) -> Listing | None:
    """Returns the listing that the message means: the one that has the most of the words that set these listings apart.
    Returns None if no listing has such a word, or several have equally many."""
    if len(alike) < 2:
        return None
    price = read_money(values.get("unit_price"))
    taken = {
        f"{price.amount.normalize():f}" if price else "",
        str(values.get("lead_days") or ""),
        *_words(lead.product),
    }
    own = {each.product_id: _words(each.product) for each in alike}
    often = Counter(word for each in own.values() for word in each)
    said = {word for word in words(turn.text) if len(word) >= _SHORTEST and word not in taken}
    hits = {
        key: sum(often[word] < len(alike) and any(_is_of(one, word) for one in said) for word in each - taken)
        for key, each in own.items()
    }
    most = max(hits.values(), default=0)
    best = [each for each in alike if most and hits[each.product_id] == most]
    return best[0] if len(best) == 1 else None


def _words(name: Name) -> set[str]:
    return {word for each in name.both for word in words(each)}


def _is_of(said: str, word: str) -> bool:
    """Returns whether a word of the message is this word of a name, or its beginning: 青花 for 青花瓷, 36 for 36w."""
    if said == word:
        return True
    begins = word.startswith(said) and (not said.isascii() or said.isdigit())
    return begins and not word[len(said) : len(said) + 1].isdigit() and "x" not in word


def _write(turn: Turn, name: Name) -> str:
    """Returns the name in the language of the contact, and in English as well."""
    own = name.zh if turn.context.language == "zh" else ""
    return " / ".join(dict.fromkeys(filter(None, (own, name.en or name.zh))))
