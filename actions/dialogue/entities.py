"""Reads the entities that the NLU found in a message, or that a button carries. No other module knows the shapes of
their values.

Values arrive normalised (`{"value": 5000, "unit": "piece"}`), or as plain text where the NLU could
not read them. A value that cannot be read is treated as if it had not been said.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, TypeGuard, TypeVar

from actions.cues.ruling_out import is_denied, is_own_business, is_own_place
from actions.marketplace.base.records import Destination, Money, Name
from actions.marketplace.goods.catalogue.places import find_place, find_region
from trade.incoterms import incoterms
from trade.units import units

T = TypeVar("T")

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_COUNTRY_CODE = re.compile(r"[A-Za-z]{2}")

_ENDING_IN_CHINA = frozenset(code for code, term in incoterms().items() if term.port == "leaving")
"""The Incoterms that name the port where the goods leave, in China, and not where they arrive."""
_BESIDE_TERM = re.compile(r"[\s,，(（]*(?:(?:from|at|to|in)\s)?(?:port of\s)?\s*", re.I)
_BEFORE_TERM = re.compile(r"\s?(?:港口?|市)?\s?(?:port)?[\s,，]*的?\s*", re.I)
_HEADING_FOR = re.compile(
    r"(?<!limit )(?<!down )(?<!stick )(?<!close )(?<!near )(?<!next )(?<!only )\bto (?:the |our |my )?(?:port of |port |city of )?$"
    r"|\b(?:destination|address|port|delivery|place)\s(?:of delivery\s)?(?:is |should be |must be |becomes |is now )$"
    r"|\b(?:reach(?:es)?|arriv\w+ (?:in|at)|deliver\w* (?:in|at)|destination(?: port)?(?: is|:)?) $"
    r"|(?:(?<![找搜看遇得来想提说谈直])到|发[到往至]|(?<!开)发|运[到往至]?|送[到往至]?|寄[到往]?|至|目的[地港][是为:：]?|收货[地址]{1,2}[是为:：]?|(?:地址|目的[地港]|收货地|目的港口|港口)(?:也|就|都|要)?(?:换|改)(?:成|到|为|去)?|(?:改|转)(?:送|发|寄|运)(?:到|去|往)?|交货地点?[是为:：]?)$",
    re.I,
)

_BESIDE = 6
"""How many characters may stand between goods and their quantity."""
_PARTS = frozenset(",;，；、。\n")

_GOODS_EDGES = re.compile(r"^(?:(?:like|such as|some|any|maybe|e\.g\.)\s+)+|[\s/&+,;:，、(（]+$", re.I)
"""What may stand before or behind a name of goods and belongs to the sentence."""
_NO_GOODS = frozenset(["左右", "上下", "以内", "以上", "以下", "大概", "大约", "差不多", "about", "around"])
"""Words beside a number that are sometimes taken for goods."""
_LED_BY_NO = re.compile(r"\b(?:no|not|without)\s", re.I)

_JOINS = re.compile(r"\s*(?:,\s*)?(?:or|nor|and)\s(?:from\s|in\s)?|\s*[、/]\s*|\s*(?:和|或者?|跟|与|與|同|及)\s*", re.I)
"""What joins two values of a kind, so that what rules out the first also rules out the second."""
_SUPPOSES = re.compile(
    r"\b(?:if|when|once|later|next time|next order|next year|afterwards|in future|eventually)\b|如果|要是|若|假如|下次|以后|后面|之后|将来|第二批|卖得好|賣得好",
    re.I,
)
_CLAUSE_ENDS = re.compile(r"[,.;!?，。；！？\n]{1,4}\s|[，。；！？\n]{1,4}|\s(?=but\b|and\b|then\b)")
_MOST_GOODS = 40
"""The most goods of a message that are compared with each other."""
_COMMA = re.compile(r"\s*[,，]\s*")
"""What joins two values of a list that an "or" ends; alone, it leads to a correction ("not from Zhejiang, Fujian")."""
_RULED_OUT = {"region": "excluded_region"}
"""The new name of an entity that the words rule out, such as the region in "not from Hebei"."""

_NEAR = 80
"""How many characters before a place are searched for words such as "deliver to", and how far from it an Incoterm may
stand."""

MEASURES = frozenset(("litre", "metre", "square_metre"))
"""Units in which a quantity may be the size of the goods."""
_SIZES = {"kilogram": 20, "litre": 20, "metre": 10, "square_metre": 10}
"""Below how much of a unit a quantity may be the size of one piece."""
_SIZE_UNIT = re.compile(r"毫升|厘米|公分|毫米|英寸|寸|瓦|盎司|毫安|克重|ml\b|cm\b|mm\b|oz\b|inch", re.I)
"""A unit after a number that says how large one piece is."""
_AFTER_SIZE = frozenset("的床款装裝")
"""What follows a size in Chinese: 2斤的, 1.8米床."""
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
    """The goods of a message with the quantities beside them, as far as the text shows which belongs to which."""
    of_one: tuple[Decimal, ...] = ()
    """The numbers in the message that say how large one piece is, such as 2 in 2公斤的."""

    @classmethod
    def of_message(
        cls, entities: Iterable[Mapping[str, Any]], text: str = "", unwanted: Sequence[str] = ()
    ) -> Entities:
        """Returns the entities that the contact means. `unwanted` are words of the text that it sets against what it wants.

        A value that the words rule out is left out when another of its kind is named instead: of
        "600 not 500" only 600 remains. A region that is ruled out becomes an `excluded_region`.
        """
        given = [entity for entity in entities if entity.get("value") is not None]
        valued = _without_own_business([entity for entity in given if not _is_no_condition(entity, text)], text)
        of_one = [read_amount(each["value"]) for each in given if each["entity"] == "quantity" and each not in valued]
        valued = _name_in_full(_without_supposed(valued, text))
        denied = [
            is_denied(text, int(entity.get("start") or 0), int(entity.get("end") or 0))
            or _is_no_goods(entity, text)
            or _is_place_in(entity, unwanted, text)
            for entity in valued
        ]
        denied = _with_coordinated(valued, denied, text)
        instead = {entity["entity"] for entity, out in zip(valued, denied, strict=True) if not out}
        meant = [
            entity
            for entity, out in zip(valued, denied, strict=True)
            if not out or (entity["entity"] not in instead and not _is_bare_number_beside(entity, text))
        ]
        terms = [entity for entity in meant if entity["entity"] == "incoterm" and "start" in entity]
        terms.sort(key=lambda term: int(term["start"]))
        ruled_out = [
            entity for entity, out in zip(valued, denied, strict=True) if out and entity["entity"] in _RULED_OUT
        ]
        out_of_play = {id(entity) for entity in ruled_out}
        kept = [entity for entity in meant if id(entity) not in out_of_play]
        return cls(
            (
                *((_name_in_context(entity, terms, text), entity["value"]) for entity in kept),
                *((_RULED_OUT[entity["entity"]], entity["value"]) for entity in ruled_out),
            ),
            _pair_goods(kept, text),
            tuple(amount.value for amount in of_one if amount),
        )

    @classmethod
    def of_button(cls, entities: Mapping[str, Any]) -> Entities:
        """Returns the entities that a pressed button carries."""
        return cls(tuple(entities.items()))

    def __bool__(self) -> bool:
        return bool(self.found)

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
        names = (_GOODS_EDGES.sub("", word) for word in self.words("product"))
        return [name for name in names if name and name not in _NO_GOODS]

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
        """Returns the price. A bare number is in `currency`, that of what is talked about."""
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
        prices = [price for price in map(read_money, self.values("price")) if price]
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

        That is a place named as the destination, or the port of an Incoterm under which the seller
        brings the goods there.
        """
        arrival = () if self.incoterm in _ENDING_IN_CHINA else self.values("port")
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


def _without_supposed(entities: Sequence[Mapping[str, Any]], text: str) -> list[Mapping[str, Any]]:
    """Returns the entities without the quantity of a later order, when the present one is named beside it: "350 to start, if it sells
    2,000 next time"."""
    counts = [each for each in entities if each["entity"] == "quantity" and "start" in each]
    if len(counts) < 2:
        return list(entities)
    ends = [0, *(each.end() for each in _CLAUSE_ENDS.finditer(text)), len(text)]
    supposes = [_SUPPOSES.search(text, *clause) is not None for clause in pairwise(ends)]
    supposed = {id(each) for each in counts if supposes[min(bisect_right(ends, int(each["start"])), len(supposes)) - 1]}
    return [each for each in entities if id(each) not in supposed] if len(supposed) < len(counts) else list(entities)


def _name_in_full(entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Returns the entities with goods in full that are named in short as well: in "ceramic flower pots sold well … I want 1,200
    pots", the pots are ceramic flower pots, and paper bags that become "paper bags with handles" are these."""
    goods = [each for each in entities if each["entity"] == "product" and "start" in each][:_MOST_GOODS]
    full = {id(each): other["value"] for each in goods for other in goods if _is_short_for(each, other)}
    return [{**each, "value": full[id(each)]} if id(each) in full else each for each in entities]


def _is_short_for(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Returns whether the first names goods in short that the other names in full: with the end of the name, if it comes later, or
    with the beginning of the name, if it comes before."""
    short, full = str(one["value"]).casefold(), str(other["value"]).casefold()
    if len(short) < 2 or short == full:
        return False
    if int(one["start"]) > int(other["start"]):
        return full.endswith(f" {short}" if short.isascii() else short)
    return full.startswith((f"{short} with ", f"{short} for ", f"{short} in "))


def _with_coordinated(entities: Sequence[Mapping[str, Any]], denied: Sequence[bool], text: str) -> list[bool]:
    """Returns `denied` with what an "or" joins to a value that is ruled out: both places of "not from Guangdong or Jiangsu"."""
    out = list(denied)
    placed = sorted(
        (each for each in enumerate(entities) if "start" in each[1] and "end" in each[1]),
        key=lambda each: int(each[1]["start"]),
    )
    gaps = [text[int(before["end"]) : int(after["start"])] for (_, before), (_, after) in pairwise(placed)]
    for at, ((first, before), (second, after)) in enumerate(pairwise(placed)):
        in_list = _COMMA.fullmatch(gaps[at]) is not None and any(map(_JOINS.fullmatch, gaps[at + 1 : at + 2]))
        is_joined = in_list or _JOINS.fullmatch(gaps[at]) is not None
        out[second] |= out[first] and is_joined and before["entity"] == after["entity"]
    return out


def _is_no_goods(entity: Mapping[str, Any], text: str) -> bool:
    """Returns whether the words rule out these goods by a "no" in their name or right before it: "no socks. slippers"."""
    if entity["entity"] != "product" or "start" not in entity:
        return False
    start = int(entity["start"])
    return bool(_LED_BY_NO.match(text, start) or _LED_BY_NO.match(text, max(start - 3, 0), start))


def _is_place_in(entity: Mapping[str, Any], unwanted: Sequence[str], text: str) -> bool:
    """Returns whether the place stands in words that say what is not wanted: "I don't want anything from Shenzhen"."""
    if entity["entity"] != "region" or "start" not in entity:
        return False
    spans = ((at, at + len(words)) for words in unwanted if (at := text.find(words)) >= 0)
    return any(start <= int(entity["start"]) < end for start, end in spans)


def _without_own_business(entities: list[Mapping[str, Any]], text: str) -> list[Mapping[str, Any]]:
    """Returns the entities without the goods that only say what kind of company the writer has, if others are named: "we are a
    furniture store and need lamps"."""
    own = [
        each
        for each in entities
        if each["entity"] == "product"
        and "start" in each
        and is_own_business(text, int(each["start"]), int(each["end"]))
    ]
    goods = [each for each in entities if each["entity"] == "product"]
    return [each for each in entities if each not in own] if len(own) < len(goods) else entities


def _pair_goods(entities: Sequence[Mapping[str, Any]], text: str) -> tuple[tuple[str, Any], ...]:
    """Returns pairs of goods and the quantity beside them, before or after ("500 bulbs", "bulbs: 500"). The closest
    pairs are formed first. A comma between the two prevents a pair."""
    goods = [each for each in entities if each["entity"] == "product" and "start" in each]
    counts = [each for each in entities if each["entity"] == "quantity" and "start" in each]
    names_first = bool(goods and counts) and int(goods[0]["start"]) < int(counts[0]["start"])
    near = []
    for first, second in pairwise(sorted((*goods, *counts), key=lambda each: int(each["start"]))):
        between = text[int(first["end"]) : int(second["start"])]
        if first["entity"] == second["entity"] or len(between) > _BESIDE or set(between) & _PARTS:
            continue
        before = first["entity"] == "quantity"
        name, count = (second, first) if before else (first, second)
        near.append((len(between), before == names_first, name, count))
    taken: set[int] = set()
    pairs: list[tuple[str, Any]] = []
    for _, _, name, count in sorted(near, key=lambda each: each[:2]):
        if not {id(name), id(count)} & taken:
            taken |= {id(name), id(count)}
            pairs.append((str(name["value"]), count["value"]))
    return tuple(pairs)


def is_size(amount: Amount) -> bool:
    """Returns whether the amount is so small a measure that it is the size of one piece, as in "usb cable, 2 metres"."""
    return amount.unit in MEASURES and amount.value < _SIZES.get(amount.unit, 0)


def _is_bare_number_beside(entity: Mapping[str, Any], text: str) -> bool:
    """Returns whether the value is a number alone, beside another one: the 12 in "the 8oz ones, not 12" is no quantity."""
    value = entity["value"] if entity["entity"] == "quantity" else None
    alone = isinstance(value, Mapping) and value.get("unit") is None
    return alone and len(_NUMBER.findall(text)) > 1


def _is_no_condition(entity: Mapping[str, Any], text: str) -> bool:
    """Returns whether the value does not say what is wanted: it is the place where the writer is, or the size of one
    piece (2斤的)."""
    if "start" not in entity:
        return False
    if entity["entity"] == "region":
        return is_own_place(text, int(entity["start"]))
    if entity["entity"] != "quantity":
        return False
    amount, end = read_amount(entity["value"]), int(entity.get("end") or 0)
    if amount is not None and amount.unit is None and _SIZE_UNIT.match(text, end):
        return True
    is_small = amount is not None and amount.unit in _SIZES and amount.value < _SIZES[amount.unit]
    return is_small and text[end : end + 1] in _AFTER_SIZE


def _name_in_context(entity: Mapping[str, Any], terms: Sequence[Mapping[str, Any]], text: str) -> str:
    """Returns the name of the entity, corrected by the words around its value. `terms` are the message's Incoterms in
    the order of the text.

    A place beside an Incoterm is its `port`, unless it lies abroad and the Incoterm ends in China. A place that goods go to
    is a `country`, even if it is a city or lies in China. Any other place in China is where goods come from and stays a `region`.
    """
    name = str(entity["entity"])
    if name not in ("region", "country") or "start" not in entity:
        return name
    start = int(entity["start"])
    is_goal = _HEADING_FOR.search(text, max(start - _NEAR, 0), start) is not None
    first = bisect_left(terms, start - _NEAR, key=_get_start)
    near = terms[first : bisect_right(terms, int(entity.get("end", start)) + _NEAR, key=_get_start)]
    beside = [term for term in near if _is_beside(entity, term, text)]
    leaves_china = beside and all(term.get("value") in _ENDING_IN_CHINA for term in beside)
    if name == "country" and ((is_goal and not beside) or leaves_china):
        return "country"  # "to Hamburg, FOB", "FOB Hamburg": FOB names a port in China, so that is where the goods go
    return "port" if beside else "country" if is_goal else name


def _get_start(entity: Mapping[str, Any]) -> int:
    return int(entity["start"])


def _is_beside(place: Mapping[str, Any], term: Mapping[str, Any], text: str) -> bool:
    """Returns whether only linking words stand between the place and the Incoterm."""
    after = term["end"] <= place["start"] and _BESIDE_TERM.fullmatch(text, term["end"], place["start"])
    return bool(after or (place["end"] <= term["start"] and _BEFORE_TERM.fullmatch(text, place["end"], term["start"])))


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
        return find_place_in_china(_read_region(value) or "")
    if not isinstance(value, Mapping):
        return Destination(value.upper(), Name("", "")) if isinstance(value, str) and _is_country(value) else None
    code = value.get("country") or value.get("code")
    return Destination(str(code).upper(), _read_city(value.get("city"))) if _is_country(code) else None


def find_place_in_china(name: str) -> Destination | None:
    """Returns the city or province of this name as a destination. Returns None when there is none, or more than one."""
    place = find_place(name)
    return Destination("CN", place.city or place.province) if place else None


def read_name(value: Any) -> Name | None:
    """Returns the name in `{"en", "zh"}`, where one language may stand in for the other."""
    found = _read_city(value)
    return found if found.en else None


def pack_name(name: Name | None) -> dict[str, str] | None:
    """Returns the name as a mapping, as the record stores it; `read_name` reads it again."""
    return asdict(name) if name else None


def _is_country(code: Any) -> bool:
    return isinstance(code, str) and _COUNTRY_CODE.fullmatch(code) is not None


def _read_city(value: Any) -> Name:
    if isinstance(value, Mapping):
        en, zh = str(value.get("en") or ""), str(value.get("zh") or "")
        return Name(en or zh, zh or en)
    return Name(value, value) if isinstance(value, str) else Name("", "")


def _read_region(value: Any) -> str | None:
    """Returns the name of a place that the marketplace can look up.

    That is the city, or its province where the marketplace has no supplier in that city.
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
        match = _NUMBER.search(value)
        value = match.group().replace(",", "") if match else ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number > 0 else None


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)
