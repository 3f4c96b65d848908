"""Reads the entities that the NLU found in a message, or that a button carries. No other module knows the shapes of
their values.

Values arrive normalised (`{"value": 5000, "unit": "piece"}`), or as plain text where the NLU could
not read them. A value that cannot be read is treated as if it had not been said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import dropwhile, takewhile
from typing import Any, TypeGuard, TypeVar

from actions.marketplace.base.records import Destination, Money, Name
from actions.marketplace.goods.catalogue.places import find_place, find_region
from trade.incoterms import incoterms_ending_in_china
from trade.units import units

T = TypeVar("T")
_OUT, _SIZE, _EXCLUDED = "none", "size", "excluded_region"
"""Three roles of entities: a value that the contact does not mean, a number that says how large one piece is, and a
place that goods must not come from."""

_NO_GOODS = frozenset(["左右", "上下", "以内", "以上", "以下", "大概", "大约", "差不多", "about", "around"])
"""Words beside a number that the NLU sometimes takes for goods."""
MEASURES = frozenset(("litre", "metre", "square_metre"))
"""Units in which a quantity may be the size of the goods."""
_SIZES = {"kilogram": 20, "litre": 20, "metre": 10, "square_metre": 10}
"""By its unit, the amount below which a quantity may be the size of one piece."""
LARGEST_AMOUNT = 10**9
"""The largest quantity that is accepted."""


@dataclass(frozen=True)
class Amount:
    """Holds a quantity of goods; `unit` is None when none was given."""

    value: Decimal
    unit: str | None = None


@dataclass(frozen=True)
class Entities:
    """Holds the entities of one message as (name, value), in the order of the text."""

    found: tuple[tuple[str, Any], ...] = ()
    pairs: tuple[tuple[str, Any], ...] = ()
    """The goods of a message with the quantities beside them, as far as the text shows which quantity belongs to which
    goods."""
    of_one: tuple[Decimal, ...] = ()
    """The numbers in the message that say how large one piece is, such as 2 in 2公斤的."""
    places: tuple[tuple[str, Any, int], ...] = ()
    """The entities with the place in the text where each begins."""
    bound: tuple[tuple[str, Any, str], ...] = ()
    """The entities that describe only one of several goods in the message, each with the name of these goods."""

    @classmethod
    def of_message(cls, entities: Iterable[Mapping[str, Any]]) -> Entities:
        """Returns the entities that the contact means. Each is named by its role in the message, such as `excluded_region`
        (nlu/turn/words/roles.py)."""
        given = [(str(each.get("role") or each["entity"]), each) for each in entities if each.get("value") is not None]
        meant = sorted((each for each in given if each[0] not in (_OUT, _SIZE)), key=lambda each: each[0] == _EXCLUDED)
        sizes = [read_amount(each["value"]) for role, each in given if role == _SIZE]
        return cls(
            tuple((role, each["value"]) for role, each in meant),
            _pair_goods([each for _, each in meant]),
            tuple(amount.value for amount in sizes if amount),
            tuple((role, each["value"], int(each["start"])) for role, each in meant if "start" in each),
            tuple((role, each["value"], str(each["of"])) for role, each in meant if each.get("of")),
        )

    @classmethod
    def of_button(cls, entities: Mapping[str, Any]) -> Entities:
        """Returns the entities that a pressed button carries."""
        return cls(tuple(entities.items()))

    def __bool__(self) -> bool:
        return bool(self.found)

    def said_of(self, *names: str) -> Entities:
        """Returns the entities that describe one of these goods alone."""
        return Entities(tuple((role, value) for role, value, of in self.bound if of in names))

    def without_said_of(self, *names: str) -> Entities:
        """Returns the entities without those that describe one of these goods alone."""
        kept, others = list(self.found), tuple(each for each in self.bound if each[2] not in names)
        for pair in self.said_of(*names).found:
            kept.remove(pair)
        return replace(self, found=tuple(kept), bound=others)

    def values(self, name: str) -> list[Any]:
        return [value for entity, value in self.found if entity == name]

    def has(self, *names: str) -> bool:
        return any(entity in names for entity, _ in self.found)

    def word(self, name: str) -> str | None:
        """Returns the first value of the entity `name` as text, such as a company's name or a button's `sort`; None
        without one."""
        return next(iter(self.words(name)), None)

    def words(self, name: str) -> list[str]:
        return [word for word in (_read_word(value) for value in self.values(name)) if word]

    def integer(self, name: str) -> int | None:
        """Returns the whole number that a button carries as the entity `name`, or None for anything but digits."""
        word = self.word(name)
        return int(word) if word and word.isdecimal() else None

    def flag(self, name: str) -> bool:
        return any(value is True or value == "true" for value in self.values(name))

    def record(self, name: str) -> dict[str, Any]:
        """Returns the mapping that a button carries as the entity `name`, or {} without one."""
        return next((dict(value) for value in self.values(name) if isinstance(value, Mapping)), {})

    @property
    def incoterm(self) -> str | None:
        return _upper(self.word("incoterm"))

    @property
    def days(self) -> list[dt.date]:
        return [day for day in map(read_day, self.values("date")) if day]

    @property
    def products(self) -> list[str]:
        return [name for name in self.words("product") if name not in _NO_GOODS]

    @property
    def goods(self) -> list[tuple[str, Amount | None]]:
        """Returns the goods that the message names, each once, with its quantity. If several goods have a quantity
        beside them, each gets that one. Otherwise quantities and goods are paired in the order of the text if there are
        as many of each, and a single product gets the last quantity."""
        if len(self.pairs) > 1:
            beside = {str(name): read_amount(value) for name, value in reversed(self.pairs)}
            return [(name, beside.get(name)) for name in dict.fromkeys(self.products)]
        names = list(dict.fromkeys(self.products))
        counted = [amount for amount in self._amounts if amount.unit not in MEASURES]
        if len(counted) != len(names):
            return [(name, counted[-1] if counted and len(names) == 1 else None) for name in names]
        return list(zip(names, counted, strict=True))

    @property
    def quantity(self) -> Amount | None:
        """Returns the quantity that was said last. A measure such as litres or metres may be the size of the goods, so
        it is returned only when there is no other quantity."""
        amounts = self._amounts
        counted = [amount for amount in amounts if amount.unit not in MEASURES]
        return next(reversed(counted or amounts), None)

    @property
    def _amounts(self) -> list[Amount]:
        return [amount for amount in map(read_amount, self.values("quantity")) if amount]

    @property
    def price(self) -> Money | None:
        return _first(read_money(value) for value in self.values("price"))

    def price_in(self, currency: str) -> Money | None:
        """Returns the price. A bare number is taken to be in `currency`, the currency of the thing that is talked
        about."""
        return next(iter(self.prices_in(currency)), None)

    def prices_in(self, currency: str) -> list[Money]:
        """Returns all prices; those without a currency are in `currency`."""
        prices = []
        for value in self.values("price"):
            if price := read_money(value):
                is_bare = not (isinstance(value, Mapping) and value.get("currency"))
                prices.append(replace(price, currency=currency) if is_bare else price)
        return prices

    @property
    def highest_price(self) -> Money | None:
        """Returns the upper end of a range such as "between $2 and $4", otherwise the only price."""
        return self.highest_price_in("USD")

    def highest_price_in(self, currency: str) -> Money | None:
        """Returns the highest price, where a bare number is in `currency`."""
        prices = self.prices_in(currency)
        return max((p for p in prices if p.currency == prices[0].currency), key=lambda p: p.amount, default=None)

    @property
    def regions(self) -> tuple[str, ...]:
        return tuple(filter(None, map(_read_region, self.values("region"))))

    @property
    def excluded_regions(self) -> tuple[str, ...]:
        """Returns the places that goods must not come from."""
        return tuple(filter(None, map(_read_region, self.values("excluded_region"))))

    @property
    def destination(self) -> Destination | None:
        """Returns the place that the goods are to go to.

        This is a place named as the destination, or the port of an Incoterm under which the seller brings the goods
        there.
        """
        arrival = () if self.incoterm in incoterms_ending_in_china() else self.values("port")
        return _first(read_destination(value) for value in (*self.values("country"), *arrival))

    @property
    def port(self) -> Name | None:
        """Returns the port or city that is named with an Incoterm, as in "FOB Shanghai"."""
        places = map(read_destination, self.values("port"))
        return next((place.city for place in places if place and place.city.en), None)

    @property
    def trade_terms(self) -> dict[str, Any]:
        """Returns the Incoterm and its port under the names `incoterm` and `port`, as tasks store them; an empty
        mapping when the message names no Incoterm."""
        return {"incoterm": self.incoterm, "port": pack_name(self.port)} if self.incoterm else {}

    @property
    def certifications(self) -> tuple[str, ...]:
        return tuple(self.words("certification"))

    @property
    def order_number(self) -> str | None:
        return _upper(self.word("order_number"))

    @property
    def rfq_number(self) -> str | None:
        return _upper(self.word("rfq_number"))

    @property
    def claim_number(self) -> str | None:
        return _upper(self.word("claim_number"))

    @property
    def sample_number(self) -> str | None:
        return _upper(self.word("sample_number"))

    @property
    def question_number(self) -> str | None:
        return _upper(self.word("question_number"))

    @property
    def mapping(self) -> dict[str, Any]:
        """Returns the first value of each entity by its name, as a button carries it, so that a button can ask the same
        again later."""
        return dict(reversed(self.found))


def _pair_goods(entities: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, Any], ...]:
    """Returns the goods with the quantity of their group, in the order of the groups."""
    groups: dict[int, dict[str, Any]] = {}
    for each in entities:
        if "group" in each:
            groups.setdefault(int(each["group"]), {})[each["entity"]] = each["value"]
    return tuple((str(pair["product"]), pair["quantity"]) for _, pair in sorted(groups.items()) if len(pair) > 1)


def is_size(amount: Amount) -> bool:
    """Returns whether the amount is so small a measure that it is the size of one piece, as the 2 metres in "usb cable,
    2 metres" are."""
    return amount.unit in MEASURES and amount.value < _SIZES.get(amount.unit, 0)


def read_amount(value: Any) -> Amount | None:
    """Returns the quantity in `{"value", "unit"}`, in a number, or in text that holds a number."""
    if isinstance(value, Mapping):
        unit = value.get("unit")
        number = _read_decimal(value.get("value"))
        return Amount(number, unit if unit in units() else None) if _is_amount(number) else None
    number = _read_decimal(value)
    return Amount(number) if _is_amount(number) else None


def pack_amount(amount: Amount) -> dict[str, str | None]:
    """Returns the quantity as `read_amount` reads it."""
    return {"value": str(amount.value), "unit": amount.unit}


def _is_amount(number: Decimal | None) -> TypeGuard[Decimal]:
    """Returns whether the number is a possible quantity: more than zero, and at most a thousand
    million."""
    return number is not None and 0 < number <= LARGEST_AMOUNT


def read_money(value: Any) -> Money | None:
    """Returns the price in `{"amount", "currency"}`; a bare number is in US dollars, the
    marketplace's currency."""
    if isinstance(value, Mapping):
        amount = _read_decimal(value.get("amount"))
        return Money(amount, str(value.get("currency") or "USD").upper()) if amount else None
    amount = _read_decimal(value)
    return Money(amount, "USD") if amount else None


def read_day(value: Any) -> dt.date | None:
    """Returns the day that an ISO 8601 text names, or None."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def read_destination(value: Any) -> Destination | None:
    """Returns the destination in a value, or None.

    It reads `{"country": "DE", "city": …}` (with `code` as another name of `country`), a bare
    country code, and a place in China that was found as a region.
    """
    if isinstance(value, Mapping) and "province" in value:
        place, district = find_place_in_china(_read_region(value) or ""), value.get("district")
        return name_district(place, str(district)) if place and district else place
    if not isinstance(value, Mapping):
        return Destination(value.upper(), Name("", "")) if isinstance(value, str) and _is_country(value) else None
    code = value.get("country") or value.get("code")
    return Destination(str(code).upper(), _read_city(value.get("city"))) if _is_country(code) else None


def find_place_in_china(name: str) -> Destination | None:
    """Returns the city or province of this name as a destination. Returns None when there is none, or more than one."""
    place = find_place(name)
    return Destination("CN", place.city or place.province) if place else None


def name_district(place: Destination, district: str) -> Destination:
    """Returns the destination with the district of its city: 上海外高桥, "Shanghai (外高桥)" in English."""
    city = place.city
    return Destination(place.country, Name(f"{city.en} ({district})", f"{city.zh}{district}"))


def find_place_in_address(address: str) -> Destination | None:
    """Returns the Chinese city or province with which the address begins, such as 上海市静安区…; None for any other address."""
    heads = (address[:length] for length in (4, 3, 2))
    return next((found for head in heads if (found := find_place_in_china(head.rstrip("市省")))), None)


def read_name(value: Any) -> Name | None:
    """Returns the name in `{"en", "zh"}`, where one language may stand in for the other."""
    found = _read_city(value)
    return found if found.en else None


def pack_name(name: Name | None) -> dict[str, str] | None:
    """Returns the name as a mapping, as the record stores it; `read_name` reads it again."""
    return asdict(name) if name else None


def _is_country(code: Any) -> bool:
    return isinstance(code, str) and len(code) == 2 and code.isascii() and code.isalpha()


def _read_city(value: Any) -> Name:
    if isinstance(value, Mapping):
        en, zh = str(value.get("en") or ""), str(value.get("zh") or "")
        return Name(en or zh, zh or en)
    return Name(value, value) if isinstance(value, str) else Name("", "")


def _read_region(value: Any) -> str | None:
    """Returns the name of a place that the marketplace can look up.

    This is the city, or its province if the marketplace has no supplier in that city.
    """
    if not isinstance(value, Mapping):
        return _read_word(value)
    named = [_read_word(value.get(key)) for key in ("city", "province", "code", "name")]
    words = [word for word in named if word]
    return next((word for word in words if find_region(word)), words[0] if words else None)


def _read_word(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("code") or value.get("name") or value.get("text") or value.get("value")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None


def _upper(value: str | None) -> str | None:
    return value.upper() if value else None


def _read_decimal(value: Any) -> Decimal | None:
    """Returns the value as a positive number, or None."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        digits = dropwhile(lambda letter: not letter.isdecimal(), value)
        value = (
            "".join(takewhile(lambda letter: letter.isdecimal() or letter in ",.", digits)).replace(",", "").rstrip(".")
        )
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number > 0 else None


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)
