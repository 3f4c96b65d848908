"""Reads what a supplier wants to change in its own listings, and computes the new values of a listing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from actions.dialogue.discourse import Json
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Name
from actions.marketplace.goods.catalogue.records import Listing, PriceTier
from actions.marketplace.integrations.correcting.own_listings import ListingChange
from actions.sourcing.searching.own_named import find_own_named, find_own_pointed_at

STEPS = ("pause", "resume")
BEYOND = "other"
"""The value of the choice `listing_step` for a change that the chat cannot make, such as a picture."""
_ZERO = Decimal(0)
_SAME_CURRENCY = Decimal("2.5")
"""If a new price is more than so many times the present one, or less than that fraction of it, the two are not in the
same currency, whatever the message calls it."""
_LONGEST_DAYS = 1000
_KILOGRAMS = 1000
"""The number of kilograms in a tonne."""
_LEAST_PLACES, _MOST_PLACES = 2, 4
_ALL = "all"
COUNTED = ("moq", "stock")
"""The properties of a listing that are quantities."""
WEIGHTS = ("kilogram", "tonne")
Wanted = list[dict[str, Any]]
"""The wanted changes. Each entry names the property under `of` and holds its new value or the difference
(`nlu.understanding.grammar.changes.stated`). The property `step` stands for pausing or resuming."""


def read_wanted(turn: Turn, known: Sequence[Mapping[str, Any]] = (), *, asked: bool = False) -> Wanted:
    """Returns the `known` changes with those of the message, or [] if the message has none. Of two changes of the same
    property, the last counts. A bare number corrects the last change. A message that is nothing but a price counts if
    the change was `asked` for, or if no change is known."""
    said: Wanted = [dict(each) for each in turn.stated]
    if (step := turn.choices.get("listing_step")) in STEPS:
        said.append({"of": "step", "value": step})
    elif not said and turn.cues.takes_off:
        said.append({"of": "step", "value": "pause"})
    if not said and (price := turn.entities.price) and (asked or not known):
        said.append({"of": "price", "value": str(price.amount), "currency": price.currency})
    if not said and known and "percent" in known[-1] and len(turn.shares) == 1:  # "only 3%"
        falls = Decimal(str(known[-1]["percent"])) < 0
        share = abs(turn.shares[0].number) * 100
        said.append({**known[-1], "percent": str(-share if falls else share)})
    if per := turn.choices.get("per"):
        said = [{**each, "per": per} if each["of"] == "price" and "value" in each else each for each in said]
    amount = turn.entities.quantity
    if amount is not None and amount.unit in WEIGHTS:
        said = [
            {**each, "unit": amount.unit}
            if each["of"] in COUNTED and Decimal(str(each.get("value", 0))) == amount.value
            else each
            for each in said
        ]
    loose = {each.value for each in turn.figures if each.is_loose}
    said = [{**each, "loose": True} if _is_loose(each, loose) else each for each in said]
    said = [_as_change(each, known) for each in said if str(each.get("value")) not in turn.cues.kept_steps]
    if turn.cues.kept_steps:
        said = _keep_steps(turn.cues.kept_steps, said, known)
    numbers = [number for number in turn.numbers if number not in turn.cues.ruled_out]  # "not 20, 21"
    named = {each.value for each in turn.figures if each.kind == "named" and each.name[:1].isdigit()}  # "the 36w"
    numbers = [number for number in numbers if f"{number:f}" not in turn.cues.kept_steps and number not in named]
    asks = turn.asks or turn.cues.is_question or turn.cues.asks_if_so  # 500公斤那档价格还在不在 gives no value
    if not said and known and not asks and len(numbers) == 1 and known[-1]["of"] != "step":
        said.append({**known[-1], "value": str(numbers[0])})
        for changed in ("by", "percent"):
            said[-1].pop(changed, None)
    if not said:
        return []
    news = {(each["of"], str(each.get("from"))) for each in said}
    return [*(dict(each) for each in known if (each["of"], str(each.get("from"))) not in news), *said]


def _keep_steps(kept: Sequence[str], said: Wanted, known: Sequence[Mapping[str, Any]]) -> Wanted:
    """Returns the changes that the message says. Those of the price, else the known ones, leave the prices from the
    quantities `kept` on as they are."""
    prices = [each for each in (*said, *known) if each["of"] == "price" and not each.get("from")]
    new = [{**each, "kept": list(dict.fromkeys((*each.get("kept", ()), *kept)))} for each in prices[:1]]
    return [*(each for each in said if each not in prices), *new]


def _as_change(each: Mapping[str, Any], known: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Returns the value of the message. A price that is as large as the wanted change names that once more, with its
    currency: 美金0.1, after every price is to rise by 0.1."""
    before = next((one for one in known if one["of"] == each["of"] == "price" and "by" in one), None)
    if before is None or "value" not in each or abs(Decimal(str(before["by"]))) != Decimal(str(each["value"])):
        return dict(each)
    return {**before, **({"currency": each["currency"]} if each.get("currency") else {})}


def _is_loose(each: Mapping[str, Any], loose: Collection[Decimal]) -> bool:
    """Returns whether the price names its currency only in a colloquial way: 1块99."""
    return each["of"] == "price" and "value" in each and Decimal(str(each["value"])) in loose


def find_meant(turn: Turn, own: Sequence[Listing], offered: Sequence[Listing] = ()) -> list[Listing]:
    """Returns the supplier's listings that the message means: it may point at some in the list `offered`, or name their
    goods (preferably of listings in `offered`), or mean all of `offered`."""
    if pointed_at := find_own_pointed_at(turn, offered):
        return pointed_at
    named = find_own_named(turn, own)
    places_of = {one.product_id for one in offered}
    found = [one for one in named if one.product_id in places_of] or named
    found = find_told_apart(turn, found or offered) or found
    return found or (list(offered) if _ALL in turn.reports else [])


def find_told_apart(turn: Turn, offered: Sequence[Listing]) -> list[Listing]:
    """Returns the one of the listings in `offered` whose name alone holds a word of the message, such as 碎仁 among
    two kinds of walnuts; [] if there is none, or several."""
    if called := _find_called(turn, offered):
        return called
    said = turn.text.casefold()
    separate = frozenset(said.replace(",", " ").split())
    names = {one.product_id: _list_words(one.product) for one in offered}
    fits = []
    for one in offered:
        others = frozenset[str]().union(*(names[each.product_id] for each in offered if each is not one))
        own = names[one.product_id] - others
        if any(word in separate if word.isascii() else word in said for word in own):
            fits.append(one)
    return fits if len(fits) == 1 and len(offered) > 1 else []


def _find_called(turn: Turn, offered: Sequence[Listing]) -> list[Listing]:
    """Returns the only one of the listings whose name has the size, the colour or the grade by which the message chooses
    it: "the 60w", 22的, 绿的, 是特级. A number with which the message gives a value chooses none."""
    given = {str(each.get("value", each.get("by", each.get("percent")))) for each in turn.stated}
    called = [each for each in turn.cues.called_by if each not in given]
    fits = [one for one in offered if any(_is_called(one.product, each) for each in called)]
    return fits if len(fits) == 1 and len(offered) > 1 else []


def _is_called(name: Name, said: str) -> bool:
    written = f"{name.en} {name.zh}".casefold()
    if not said[0].isdigit():
        return any(said in word[: len(said) + 1] for word in name.zh.split())
    parts = "".join(sign if sign.isdigit() or sign == "." else " " for sign in written).split()
    return said in [part.strip(".") for part in parts]


def _list_words(name: Name) -> frozenset[str]:
    words = f"{name.en} {name.zh}".casefold().replace(",", " ").split()
    return frozenset(word for word in words if len(word) > 1 and not word.isdigit())


def pack_ids(listings: Iterable[Listing]) -> str:
    """Returns the ids of listings in the form in which a task keeps them."""
    return ",".join(str(each.product_id) for each in listings)


def read_ids(ids: object) -> list[int]:
    return [int(each) for each in str(ids or "").split(",") if each.isdecimal()]


def pack_names(listings: Iterable[Listing]) -> dict[str, Json]:
    """Returns the names of listings by their ids. A task keeps them to say which listings it is about."""
    return {str(each.product_id): {"en": each.product.en, "zh": each.product.zh} for each in listings}


def read_name(packed: Any) -> Name:
    """Returns the name that `pack_names` packed. Tasks from before 28 November 2026 hold it as a pair, in English and
    in Chinese."""
    return Name(**packed) if isinstance(packed, dict) else Name(*packed)


def work_out(listing: Listing, wanted: Sequence[Mapping[str, Any]]) -> ListingChange:
    """Returns the new values of the listing, without those that it has already. A new price is the price of the minimum
    order; the prices of larger quantities change in the same ratio, unless the contact names them. If the minimum order
    grows, the listing's present price for the new minimum becomes its first price."""
    change = ListingChange()
    for each in wanted:
        name = each["of"]
        if name == "price":
            change = _change_price(listing, change, each)
        elif name == "step":
            change = replace(change, paused=each["value"] == "pause")
        elif name == "moq" and (moq := _find_amount(each, listing.moq.value, listing)) > 0:
            change = replace(change, moq=moq)
        elif (
            name == "stock"
            and (stock := _find_amount(each, listing.stock.value if listing.stock else _ZERO, listing)) >= 0
        ):
            change = replace(change, stock=stock)
        elif (
            name == "lead_time" and 0 <= (days := _find_number(each, Decimal(listing.lead_time_days))) <= _LONGEST_DAYS
        ):
            change = replace(change, lead_time_days=int(days))
        elif name == "sample":
            now = listing.sample_price.amount if listing.sample_price else _ZERO
            change = replace(change, sample_price=max(_find_number(each, now), _ZERO))
    if change.moq is not None:
        change = replace(change, tiers=_begin_at(change.tiers or listing.tiers, change.moq))
    return _without_same(listing, change)


def restore(listing: Listing, change: ListingChange) -> Wanted:
    """Returns the change that undoes this change of the listing. If a stock or the price of a sample was unknown
    before, it keeps its new value."""
    currency = listing.unit_price.currency
    first, *rest = listing.tiers
    prices: Wanted = [{"of": "price", "value": str(first.unit_price), "currency": currency}]
    prices += [
        {"of": "price", "value": str(tier.unit_price), "from": str(tier.minimum), "currency": currency} for tier in rest
    ]
    wanted: Wanted = prices if change.tiers is not None or change.currency is not None else []
    known = {
        "moq": (change.moq, listing.moq.value),
        "stock": (change.stock, listing.stock.value if listing.stock else None),
        "lead_time": (change.lead_time_days, listing.lead_time_days),
        "sample": (change.sample_price, listing.sample_price.amount if listing.sample_price else None),
    }
    wanted += [
        {"of": name, "value": str(old)} for name, (new, old) in known.items() if new is not None and old is not None
    ]
    if change.paused is not None:
        wanted.append({"of": "step", "value": "resume" if change.paused else "pause"})
    return wanted


def _find_number(each: Mapping[str, Any], now: Decimal) -> Decimal:
    """Returns the new value in the entry `each`. If the entry holds a difference, returns the present value `now`
    changed by it."""
    return now + Decimal(str(each["by"])) if "by" in each else Decimal(str(each["value"]))


def _find_amount(each: Mapping[str, Any], now: Decimal, listing: Listing) -> Decimal:
    """Returns the new quantity in the unit of the listing: 8 tonnes are 8,000 of a listing in kilograms."""
    units = each.get("unit"), listing.moq.unit
    if "value" in each and units == ("tonne", "kilogram"):
        return Decimal(str(each["value"])) * _KILOGRAMS
    if "value" in each and units == ("kilogram", "tonne"):
        return Decimal(str(each["value"])) / _KILOGRAMS
    return _find_number(each, now)


def _change_price(listing: Listing, change: ListingChange, each: Mapping[str, Any]) -> ListingChange:
    """Returns the change with the new prices. With `alone`, only the first price changes, and the prices from the
    quantities `kept` on stay."""
    changed = _change_prices(listing, change, each)
    if changed.tiers is None or changed.currency not in (None, listing.unit_price.currency):
        return changed
    kept = {Decimal(number) for number in each.get("kept") or () if number != "last"}
    kept |= {listing.tiers[-1].minimum} if "last" in (each.get("kept") or ()) else set()
    if each.get("alone") and ("percent" in each or "by" in each):
        kept |= {tier.minimum for tier in changed.tiers[1:]}
    before = {tier.minimum: tier for tier in change.tiers or listing.tiers}
    return replace(
        changed, tiers=tuple(before[t.minimum] if t.minimum in kept & set(before) else t for t in changed.tiers)
    )


def _change_prices(listing: Listing, change: ListingChange, each: Mapping[str, Any]) -> ListingChange:
    tiers = change.tiers or listing.tiers
    currency = each.get("currency") or change.currency or listing.unit_price.currency
    if each.get("loose") and _is_near(Decimal(str(each["value"])), tiers[0].unit_price):
        currency = listing.unit_price.currency  # 1块99, of a listing at US$2.09
    if "percent" in each:
        ratio = 1 + Decimal(str(each["percent"])) / 100
        return replace(change, tiers=_scale(tiers, ratio))
    if "by" in each:
        by = Decimal(str(each["by"]))
        if all(tier.unit_price + by > 0 for tier in tiers):
            return replace(change, tiers=tuple(replace(tier, unit_price=tier.unit_price + by) for tier in tiers))
        each = {**each, "value": abs(by)}  # "down 3.50" can only give the new price when the price is 2.80
    price = _weigh(Decimal(str(each["value"])), each.get("per"), listing)
    if price <= 0:
        return change
    least = Decimal(str(each["from"])) if each.get("from") else tiers[0].minimum
    if least > tiers[0].minimum:
        others = [tier for tier in tiers if tier.minimum != least]
        stepped = sorted((*others, PriceTier(least, price)), key=lambda tier: tier.minimum)
        return replace(change, tiers=tuple(stepped), currency=currency)
    first, *rest = tiers if each.get("alone") else _scale(tiers, price / tiers[0].unit_price)
    return replace(change, tiers=(replace(first, unit_price=price), *rest), currency=currency)


def _is_near(price: Decimal, now: Decimal) -> bool:
    return now > 0 and 1 / _SAME_CURRENCY <= price / now <= _SAME_CURRENCY


def _weigh(price: Decimal, per: object, listing: Listing) -> Decimal:
    """Returns the price for the unit of the listing, for a price that the contact names `per` another unit of
    weight."""
    units = per, listing.moq.unit
    if units == ("kg", "tonne"):
        return price * _KILOGRAMS
    return price / _KILOGRAMS if units == ("tonne", "kg") else price


def _scale(tiers: Sequence[PriceTier], ratio: Decimal) -> tuple[PriceTier, ...]:
    return tuple(replace(tier, unit_price=_round(tier.unit_price * ratio, tier.unit_price)) for tier in tiers)


def _round(price: Decimal, like: Decimal) -> Decimal:
    """Returns the price, rounded to as many decimal places as `like` has, but to at least two, and to more if it would
    otherwise become 0."""
    exponent = like.as_tuple().exponent
    places = max(_LEAST_PLACES, -exponent if isinstance(exponent, int) else 0)
    for each in range(min(places, _MOST_PLACES), _MOST_PLACES + 1):
        rounded = price.quantize(Decimal(1).scaleb(-each), ROUND_HALF_UP)
        if rounded > 0:
            return rounded
    return Decimal(1).scaleb(-_MOST_PLACES)


def _begin_at(tiers: Sequence[PriceTier], moq: Decimal) -> tuple[PriceTier, ...]:
    """Returns the prices of a listing whose minimum order becomes `moq`."""
    reached = [tier for tier in tiers if tier.minimum <= moq]
    first = replace(reached[-1] if reached else tiers[0], minimum=moq)
    rest = tiers[len(reached) :] if reached else tiers[1:]
    return first, *rest


def _without_same(listing: Listing, change: ListingChange) -> ListingChange:
    same: dict[str, Any] = {
        "tiers": listing.tiers,
        "currency": listing.unit_price.currency,
        "moq": listing.moq.value,
        "stock": listing.stock.value if listing.stock else None,
        "lead_time_days": listing.lead_time_days,
        "sample_price": listing.sample_price.amount if listing.sample_price else None,
        "paused": listing.is_paused,
    }
    return replace(change, **{name: None for name, now in same.items() if getattr(change, name) == now})
