"""Finds bare numbers that the words around them call a price: "the price can go to 14", 单价别超过6, "no more than 11
each". Tells the 块 of money from the 块 that counts pieces. Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from nlu.turn.words.figures.figures import find_counted
from nlu.turn.words.topics import find_currency
from nlu.understanding.grammar.numerals import NUMBER, value_of

_UNIT = r"\s?(?:%|percent|pcs|pieces?|pairs?|sets?|units?|cartons?|boxes|tons?|tonnes?|mt|kg|days?|weeks?|months?|stars?|cm|mm|ml|[lw]\b|[个個件套组組只双雙条條台箱吨噸公斤千克天日周月号號年张張平米把床瓶盒支根]|点[前后])"
_BESIDE = 4
"""The most characters between the name of goods and their price."""
_PRICED = (
    re.compile(
        rf"(?<![a-z])(?:price|budget|cost|target|ceiling|pay)(?:\slimit|\srange)?(?![a-z])[^,.;?!\d]{{0,24}}?(?<![a-z])(?:to|at|under|below|than|max(?:imum)?|most|is|exceed|over)\s(?P<n>{NUMBER})(?!\d)(?!{_UNIT})"
    ),
    re.compile(
        rf"(?<![a-z])(?:no(?:t)? more than|under|below|at most|max(?:imum)?|up to|less than|not over|not above)\s(?P<n>{NUMBER})\s(?:each|apiece|a piece|per (?:piece|unit|set|pair|item))(?![a-z])"
    ),
    re.compile(
        rf"(?:单价|單價|价格|價格|价位|價位|价钱|價錢|预算|預算|目标价|目標價)[^,，。；;！!？?\d]{{0,8}}?(?:到|至|过|過|于|於|为|為|是|在|成|最多|最高|要|得)?\s?(?P<n>{NUMBER})(?!\d)(?!{_UNIT})"
    ),
    re.compile(
        r"(?<![\d.])(?P<n>\d+(?:\.\d+)?)(?=\s?[一每](?:[台套件只隻条條把双雙对對支粒张張辆輛吨噸]|[个個](?!月|小时)|公斤)(?![起装裝]))"
    ),  # 150一台可以吗
)
_WOULD_GO = re.compile(
    rf"(?<![a-z])(?:can|could|will|would|might|may|able to|happy to|willing to|i'?ll|we'?ll)\s(?:even\s|maybe\s)?(?:go|stretch)\s(?:up\s)?(?:to|till|until)\s"
    rf"(?P<en>{NUMBER})(?!\d|[.,]\d)(?=\s*(?:$|[,.;!?]|max|tops|each|if|but|and|for))"
    rf"|(?:最多|顶多|可以|能)(?:加|出|给|接受|去|放宽|涨)到\s?(?P<zh>{NUMBER})(?!\d|[.,]\d)(?=\s*(?:$|[,，。;；!！?？]|以内|吧|了|块|元))"
)
"""Matches the most that the writer would pay: "can go to 56", 最多能出到56."""
_RAISED_TO = re.compile(r"(?:加|增|提|多|改|涨)(?:到|成|至)\s?$")
_PER_PIECE = re.compile(r"\s?[一每]\s?[\u4e00-\u9fff]")
"""Matches words behind a price that name the one thing it pays for: 7一套."""


_COLLOQUIAL = re.compile(r"块(?:[\d一二两三四五六七八九]{1,2}[毛角]?|[毛角])?\s?(?:美金|美元|美刀|欧元|英镑|港币|港元)")
"""Matches an amount in 块 with the name of its currency behind it: 4块9美金, 8块5美元."""
_PRICE_BEHIND = re.compile(r"\s?(?:(?:at|is|are|for|要|是|报|就)\s?)?(?P<n>\d+\.\d{1,3})(?![\d.])(?!" + _UNIT + ")")
"""Matches a number with decimals right behind the name of goods."""


def with_named_currency(parsed: Mapping[str, Any], plain: str, currency: str | None) -> dict[str, Any]:
    """Returns those parts of a parse that change if an amount in 块, which is read as yuan, has the name of another
    currency behind it."""
    if currency in (None, "CNY") or not _COLLOQUIAL.search(plain):
        return {}
    entities = [
        {**each, "value": {**each["value"], "currency": currency}} if _is_in_yuan(each) else each
        for each in parsed.get("entities") or []
    ]
    stated = [
        {**each, "currency": currency} if each.get("currency") == "CNY" else each for each in parsed.get("stated") or []
    ]
    return {"entities": entities, "stated": stated}


def _is_in_yuan(entity: Mapping[str, Any]) -> bool:
    value = entity.get("value")
    return entity.get("entity") == "price" and isinstance(value, Mapping) and value.get("currency") == "CNY"


def with_prices_of_each(entities: Sequence[Mapping[str, Any]], plain: str) -> list[dict[str, Any]]:
    """Returns the entities, in which the numbers right behind the names of several goods are all prices if one of them
    is: the 10.5 of 盘子1.35美元 茶具10.5 is a price in dollars, too."""
    goods = [each for each in entities if each.get("entity") == "product" and "end" in each]
    prices = [each for each in entities if each.get("entity") == "price" and "start" in each]
    behind = [price for price in prices for each in goods if 0 <= price["start"] - each["end"] <= _BESIDE]
    kept = [dict(each) for each in entities]
    if not behind or len(goods) < 2:
        return kept
    given = behind[0]["value"]
    currency = given.get("currency") if isinstance(given, Mapping) else None
    for each in goods:
        found = _PRICE_BEHIND.match(plain, each["end"])
        if found is None or any(price["start"] < found.end() and found.start("n") < price["end"] for price in prices):
            continue
        kept = [one for one in kept if one.get("entity") != "quantity" or one.get("start") != found.start("n")]
        start, end = found.span("n")
        value = {"amount": found["n"], "currency": currency}
        kept.append({"entity": "price", "start": start, "end": end, "value": value})
    return sorted(kept, key=lambda one: int(one.get("start", len(plain))))


_DIGITS = {sign: at for at, sign in enumerate("一二三四五六七八九", 1)} | {"半": 5, "两": 2}
_CANTONESE = re.compile(
    r"(?P<n>\d+|[一二两三四五六七八九十]+)[个個](?P<tenth>[一二两三四五六七八九半])(?![\d个個件条條只隻套])"
)
"""Matches a Cantonese price: 五个八 is 5.8, 六个半 is 6.5."""
_ONE_SIGN = 3
_OF_PRICE = re.compile(r"价|價|还|還|倾|傾|蚊|钱|錢|平啲|贵|貴")


def with_spoken_prices(text: str) -> str:
    """Returns the text, as long as before, with Cantonese prices in digits: 5.8 for 五个八."""
    if not _OF_PRICE.search(text):
        return text
    return _CANTONESE.sub(
        lambda found: f"{value_of(found['n'])}.{_DIGITS[found['tenth']]}" if len(found[0]) == _ONE_SIGN else found[0],
        text,
    )


def with_prices(parsed: Mapping[str, Any], plain: str) -> list[dict[str, Any]]:
    """Returns the entities of a parse. A bare number that the words call a price becomes a price without a currency,
    unless the parse already has a price."""
    entities = [_as_count(each, plain) for each in parsed.get("entities") or []]
    if any(each.get("entity") == "price" for each in entities):
        return entities
    if (spoken := _CANTONESE.search(plain)) and _OF_PRICE.search(plain):
        amount = f"{value_of(spoken['n'])}.{_DIGITS[spoken['tenth']]}"
        start, end = spoken.span()
        others = [each for each in entities if not start <= int(each.get("start", -1)) < end]
        price = {"entity": "price", "start": start, "end": end, "value": {"amount": amount, "currency": None}}
        return sorted([*others, price], key=lambda each: int(each.get("start", len(plain))))
    if limit := _WOULD_GO.search(plain):
        start, end = limit.span(limit.lastgroup or 0)
        price = {"entity": "price", "start": start, "end": end, "value": _read_bare(limit[limit.lastgroup or 0])}
        others = [each for each in entities if not start <= int(each.get("start", -1)) < end]
        return sorted([*others, price], key=lambda each: int(each.get("start", len(plain))))
    found = next((each for pattern in _PRICED if (each := pattern.search(plain))), None)
    number = value_of(found["n"]) if found else None
    if found is None or not number:
        return entities
    start, end = found.span("n")
    if find_counted(plain, end) and not _PER_PIECE.match(plain, end):
        return entities  # 价格还一样吗, 价格两家一样吗
    beside = [each for each in entities if start <= int(each.get("start", -1)) < end]
    if any(each.get("entity") != "quantity" or (each.get("value") or {}).get("unit") for each in beside):
        return entities
    price = {"entity": "price", "start": start, "end": end, "value": {"amount": f"{number:f}", "currency": None}}
    kept = [each for each in entities if each not in beside]
    return sorted([*kept, price], key=lambda each: int(each.get("start", len(plain))))


def _read_bare(number: str) -> dict[str, Any]:
    return {"amount": f"{value_of(number) or 0:f}", "currency": None}


def _as_count(entity: Mapping[str, Any], plain: str) -> dict[str, Any]:
    """Returns the entity. A price without a currency to which something is raised is a quantity: 浴巾加到8000啥价."""
    value = entity.get("value")
    is_bare = entity.get("entity") == "price" and isinstance(value, Mapping) and not value.get("currency")
    start = entity.get("start")
    if (
        not is_bare
        or not isinstance(start, int)
        or _SPEAKS_OF_PRICE.search(plain)
        or not _RAISED_TO.search(plain, max(start - 4, 0), start)
    ):
        return dict(entity)
    number = value_of(str(value["amount"])) if isinstance(value, Mapping) else None
    if number is None or number % 1:
        return dict(entity)
    return {**entity, "entity": "quantity", "value": {"value": int(number), "unit": None}}


_OF_MONEY = re.compile(
    rf"(?P<n>{NUMBER})\s?[块塊](?:(?P<tenths>[一二三四五六七八九\d]{{1,2}})(?:毛|角)?)?(?:钱|錢)?的?\s?(?:美金|美元|美刀|人民[币幣]|欧元|歐元|港[币幣元]|英[镑鎊]|usd|rmb|cny)"
)
"""Matches an amount of money in 块 with its currency: 10块美金, 10块4美金."""
_PIECES = re.compile(rf"(?P<n>{NUMBER})\s?[块塊](?![钱錢])")
_FLAT_GOODS = re.compile(r"(?:板|组件|組件|[砖磚]|电池|電池|屏|皂|毯|表|錶|玻璃|石材)$")
"""Matches the names of goods whose pieces are counted with 块."""
_ASKS_TOTAL = re.compile(
    rf"(?:总价|總價|总共|總共|一共|合计|合計)(?:要|是)?多少|{NUMBER}\s?[块塊](?:总价|總價|一共|总共|多少[钱錢]|什么价|啥价|怎么算)"
)
_SPEAKS_OF_PRICE = re.compile(r"单价|單價|每|以内|以內|以下|不超|最多|预算|預算|低于|低於|便宜|价格|價格|目标|目標")


def with_blocks(parsed: Mapping[str, Any], plain: str) -> list[dict[str, Any]]:
    """Returns the entities of a parse. An amount in 块 that is followed by a currency becomes a price in that currency,
    instead of a quantity. A price in 块 becomes a quantity if the text names goods that are counted so, or asks what
    that many cost in all: 单晶组件，大概400块, 总价多少，400块."""
    entities = list(parsed.get("entities") or [])
    if money := _OF_MONEY.search(plain):
        currency = find_currency(money[0])
        if any(_is_price_in(each, money, currency) for each in entities):
            return entities
        value = {"amount": f"{_read_blocks(money):f}", "currency": currency}
        kept = [each for each in entities if not _is_within(each, money)]
        price = {"entity": "price", "start": money.start(), "end": money.end(), "value": value}
        return sorted([*kept, price], key=lambda each: int(each.get("start", len(plain))))
    pieces = _PIECES.search(plain)
    is_flat = any(each.get("entity") == "product" and _FLAT_GOODS.search(str(each.get("value"))) for each in entities)
    if pieces is None or _SPEAKS_OF_PRICE.search(plain) or not (is_flat or _ASKS_TOTAL.search(plain)):
        return entities
    value = {"value": int(value_of(pieces["n"]) or 0), "unit": "piece"}
    count = {"entity": "quantity", "start": pieces.start(), "end": pieces.end(), "value": value}
    return [count if each.get("entity") == "price" and _is_within(each, pieces) else each for each in entities]


def _read_blocks(money: re.Match[str]) -> Decimal:
    """Returns the amount: a digit behind 块 means tenths, and two mean hundredths."""
    tenths = "".join(str(value_of(sign)) for sign in money["tenths"] or "0")
    return (value_of(money["n"]) or Decimal(0)) + Decimal(tenths) / 10 ** len(tenths)


def _is_price_in(entity: Mapping[str, Any], money: re.Match[str], currency: str | None) -> bool:
    value = entity.get("value")
    is_price = entity.get("entity") == "price" and isinstance(value, Mapping) and _is_within(entity, money)
    return is_price and value.get("currency") == currency


def _is_within(entity: Mapping[str, Any], found: re.Match[str]) -> bool:
    start = entity.get("start")
    return isinstance(start, int) and found.start() <= start < found.end()
