"""Finds amounts of money: "$3.20", "3块8", "2万美金". Words that make an amount a limit are part of its span: "under 8
dollars", "九块五以内"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from nlu.understanding.found import Found
from nlu.understanding.grammar.numerals import BEFORE, DIGITS, HAN, TO, WORDS, value_of

_CURRENCIES: dict[str, str] = {
    "HKD": r"hk\$|hkd|hong kong dollars?|港币|港元|港纸|蚊",
    "USD": r"us\s?\$|usd\s?\$|\$|usds?|us dollars?|u\.s\. dollars?|dollars?|dolars?|dollers?|bucks?|美元|美金|美刀|刀",
    "EUR": r"€|euros?|eur|欧元|欧",
    "GBP": r"£|gbp|pounds?(?: sterling)?|英镑",
    "CNY": r"rmb|cny|yuans?|kuai|¥|人民币|块钱|元人民币|元|块",
    "JPY": r"jpy|yen|日元",
    "INR": r"₹|inr|rupees?|rs\.?|卢比",
    "NGN": r"₦|ngn|naira|奈拉",
    "KES": r"kes|ksh",
    "GHS": r"ghs|cedis?",
    "ZAR": r"zar|rands?",
    "AED": r"aed|dirhams?|迪拉姆",
    "SAR": r"sar|riyals?",
    "BRL": r"r\$|brl|reais",
    "RUB": r"₽|rub|rubles?|roubles?|卢布",
    "AUD": r"a\$|aud|澳元",
    "CAD": r"c\$|cad|加元",
    "SGD": r"s\$|sgd|新币|新元",
    "MYR": r"myr|rm|ringgits?|令吉|马币",
    "THB": r"thb|baht|泰铢",
    "VND": r"vnd|dong|越南盾",
    "KRW": r"₩|krw|韩元",
    "TRY": r"₺|try|lira",
    "TWD": r"nt\$|twd|台币|新台币",
    "MXN": r"mxn|pesos?",
    "PKR": r"pkr",
    "BDT": r"bdt|takas?",
    "LKR": r"lkr",
    "IDR": r"idr|rupiahs?",
    "PHP": r"php",
    "EGP": r"egp",
    "PLN": r"zł|pln|zlot(?:ys?|ych)|złot(?:ych|y)",
    "CZK": r"czk|kč",
    "HUF": r"huf|forints?",
    "RON": r"ron",
    "SEK": r"sek",
    "NOK": r"nok",
    "DKK": r"dkk",
    "CHF": r"chf|瑞士法郎",
    "ILS": r"₪|ils|shekels?",
    "TZS": r"tzs",
    "UGX": r"ugx",
    "ETB": r"etb|birr",
    "XOF": r"xof|fcfa|cfa",
}
_BEFORE_AMOUNT = re.compile("|".join(f"(?P<{code}>{spelling})" for code, spelling in _CURRENCIES.items()))
_FIRST = "".join(sorted({name.removeprefix("\\")[0] for names in _CURRENCIES.values() for name in names.split("|")}))
_ANY = rf"(?=[{_FIRST}])(?:{'|'.join(_CURRENCIES.values())})"
_MARKS = r"us\s?\$|hk\$|nt\$|[arcs]\$|\$|€|£|¥|₹|₦|₽|₩|₺|rs\.?|rm|[a-z]{3}\s?\$?|人民币|新?台币|港币"
_AMOUNT = rf"(?:{DIGITS}(?:\s?m(?![a-z]))?|{HAN}|{WORDS})"
_LIMIT = (
    r"(?:(?=[abclmnouw])(?:under|below|less than|lower than|cheaper than|no more than|not more than|at most|not over|"
    r"max(?:imum)?|up to|upto|within|over|above|more than|at least|min(?:imum)?)\s(?:of\s)?|"
    r"(?=[不低少最高超至])(?:不超过|不高于|不到|低于|少于|最多|最高|高于|超过|至少)\s?)?"
)
_LIMIT_AFTER = r"(?:\s?(?:以内|以下|之内|以上|之下|or less|or below|or under|max(?![a-z])))?"

# In 三块五, 3块8, 12块5毛, 3刀5, 五毛 and 两毛五, the digit after the unit means tenths, and a second digit means
# hundredths. But 38块一公斤 means 38 for one kilogram, not 38.1.
_TENTH = r"(?:[二两三四五六七八九\d]|一(?![\u4e00-\u9fff])|一(?=[毛角]))"
_UNITS = {"块": "CNY", "元": "CNY", "刀": "USD", "蚊": "HKD"}
_NO_TENTH = r"(?![\d十百千万个件只条台套双箱吨月天年点次])"
_YUAN = re.compile(
    rf"{_LIMIT}{BEFORE}(?P<yuan>{DIGITS}|{HAN})(?P<unit>[{''.join(_UNITS)}])(?P<jiao>{_TENTH})(?P<fen>{_TENTH})?(?:毛|角)?"
    rf"{_NO_TENTH}{_LIMIT_AFTER}"
)
_JIAO = re.compile(
    rf"{_LIMIT}{BEFORE}(?P<jiao>{DIGITS}|{HAN})(?:毛|角)(?:(?P<fen>{_TENTH}){_NO_TENTH}|钱)?{_LIMIT_AFTER}"
)
_CENTS = re.compile(
    rf"{_LIMIT}{BEFORE}(?P<amount>{DIGITS}|{WORDS})\s?(?:us\s)?(?:cents?|¢|美分)(?![a-z]){_LIMIT_AFTER}"
)
# The name of a currency right after a number belongs to that number: in "6.2 rmb 20 days", the 20 is not an amount.
_NOT_AFTER_AMOUNT = r"(?:(?<!\d)(?<!\d\s)|(?=(?:us\s?|hk|nt|[arcs])?\$|[€£¥₹₦₽₩₺]))"
# "try" before a number is the verb ("let's try 500"). After a number it means Turkish lira ("500 try").
_MARK_FIRST = re.compile(
    rf"{_LIMIT}(?<![a-z])(?!try(?![a-z])){_NOT_AFTER_AMOUNT}(?P<currency>(?={_MARKS}){_ANY}(?![a-z]))\s?(?:{_AMOUNT}{TO})?"
    rf"(?P<amount>{DIGITS}(?:\s?m(?![a-z]))?)(?![a-z]{0, 9}\d)"
    rf"(?:\s?(?:usd|美元|美金|块钱|[元块蚊圆])(?![a-z]))?{_LIMIT_AFTER}"
)
_MARK_LAST = re.compile(
    rf"{_LIMIT}{BEFORE}(?P<amount>{_AMOUNT})(?:{TO}(?P<last>{_AMOUNT}))?(?:\s?[来多])?\s?(?P<currency>{_ANY})"
    rf"(?:(?<![a-z])|(?![a-z]))(?!(?<=[$€£¥])\d){_LIMIT_AFTER}"
)


# "a dollar" means one dollar only after a word that sets a limit, as in "under a dollar".
_A_DOLLAR = re.compile(
    r"(?:under|below|less than|lower than|cheaper than|no more than|not more than|at most|not over|max(?:imum)?|up to|within|over|above)"
    r"\san?\s(?P<currency>us dollar|dollar|buck|euro|pound|yuan)(?![a-z])"
)


# A number needs no currency if words say that it is a price: "price max 1.80", 单价不超过2, "under 2 each". A number
# with cents after a word that sets a limit ("under 1.80") is a price, too.
_LEADING_TO_PRICE = (
    r"(?:(?:unit |target |max(?:imum)? |my |our |the )?(?:price|budget)|单价|价格|目标价|预算|售价|价位)"
    r"\s?(?:is |of |at |:|：|around |about |up to |upto |max(?:imum)?\.? |under |below |at most |not over |no more than |less than |<=?\s?"
    r"|控制在|不超过|不要超过|最多|最高|低于|大概|大约|在|是|为|到){1,3}\s?"
)
_NO_PRICE = rf"(?!\d)(?![.,]\d)(?!\s?(?:%|percent|days?|weeks?|pcs|pieces?|sets?|units?|pairs?|kgs?|tons?|x\s?\d|[个件只条台张枚套双箱吨天日月号]|{_ANY}))"
_PRICED = re.compile(rf"{_LEADING_TO_PRICE}(?P<amount>{DIGITS}){_NO_PRICE}")
_TARGET = re.compile(
    rf"(?:(?:target|max(?:imum)?) price|budget|目标价|预算|最高价)\s?[:：]?\s?(?P<amount>{DIGITS}){_NO_PRICE}"
)
_PER_ONE = re.compile(
    rf"(?:(?:under|below|less than|at most|no more than|not over|up to|max(?:imum)?)\s)(?P<amount>{DIGITS})"
    r"\s?(?:each(?![a-z])|apiece|a piece|a pop|per (?:piece|pc|unit|set|pair|kg|item)(?![a-z])|/\s?(?:pc|piece|unit|set|pair|kg)(?![a-z]))"
)
_WITH_CENTS = re.compile(
    rf"(?:under|below|at most|max(?:imum)?|不超过|低于)\s?(?P<amount>\d{{1,3}}\.\d{{1,2}}){_NO_PRICE}(?!\s?[a-z\"])"
)

# Matches what may follow "两块" if it means two yuan. It does not match a character that may begin the name of a thing
# that is counted in pieces ("两块瓷砖").
_NO_THING = re.compile(r"[^\u4e00-\u9fff]|[钱以之左上下一每到至吧行就的呢啊吗卖能可比太贵成包含/]|$")


class _Worth(NamedTuple):
    amount: str
    currency: str
    is_vague: bool = False
    """Whether the text is like "一块", which is not always money: "一块" also means "together"."""
    may_count: bool = False
    """Whether the text is like "两块", which counts pieces if the name of a thing follows ("两块瓷砖")."""


def find(text: str) -> Iterator[Found]:
    """Yields the amounts of money in a folded text, those of the most specific patterns first. The value of each is
    `{"amount", "currency"}`: the amount as a decimal string, and the ISO 4217 code of the currency or None. Matches may
    overlap."""
    for matched, worth in _worths(text):
        if worth is not None:
            start, end = matched.span()
            vague = worth.is_vague or (worth.may_count and not _NO_THING.match(text, end))
            yield Found("price", start, end, {"amount": worth.amount, "currency": worth.currency}, not vague)
    for matched in (each for pattern in (_PRICED, _TARGET, _PER_ONE, _WITH_CENTS) for each in pattern.finditer(text)):
        amount = _amount(matched["amount"])
        if amount:
            yield Found("price", *matched.span("amount"), {"amount": _plain(amount), "currency": None})


def _worths(text: str) -> Iterator[tuple[re.Match[str], _Worth | None]]:
    for matched in _A_DOLLAR.finditer(text):
        yield matched, _worth("1", matched["currency"])
    for matched in _YUAN.finditer(text):
        yield matched, _change(*matched.group("unit", "yuan", "jiao", "fen"))
    for matched in _JIAO.finditer(text):
        yield matched, _change("块", "零", *matched.group("jiao", "fen"))
    for matched in _CENTS.finditer(text):
        yield matched, _cents(matched["amount"])
    for matched in _MARK_FIRST.finditer(text):
        yield matched, _worth(*matched.group("amount", "currency"))
    for matched in _MARK_LAST.finditer(text):
        first, last, currency = matched.group("amount", "last", "currency")
        yield matched, _worth(last or first, currency)


def bare(text: str) -> dict[str, str | None] | None:
    """Returns the value of a folded text without a currency that the entity tagger calls a price, as `{"amount",
    "currency": None}`. The last number of the text counts. Returns None if the text has no number."""
    numbers = re.findall(_AMOUNT, text)
    amount = _amount(numbers[-1]) if numbers else None
    return None if amount is None else {"amount": _plain(amount), "currency": None}


@lru_cache(maxsize=4096)
def _worth(number: str, currency: str) -> _Worth | None:
    amount = _amount(number)
    if amount is None:
        return None
    may_count = currency in ("块", "元", "刀", "欧")
    return _Worth(_plain(amount), _code(currency), may_count and amount == 1, may_count and amount <= 10)


@lru_cache(maxsize=4096)
def _change(unit: str, whole: str, tenth: str, hundredth: str | None) -> _Worth | None:
    parts = [value_of(whole), value_of(tenth), value_of(hundredth or "零")]
    known = [part / 10**place for place, part in enumerate(parts) if part is not None]
    return _Worth(_plain(sum(known, Decimal(0))), _UNITS[unit]) if len(known) == len(parts) else None


@lru_cache(maxsize=4096)
def _cents(number: str) -> _Worth | None:
    amount = value_of(number)
    return None if amount is None else _Worth(_plain(amount / 100), "USD")


def _amount(number: str) -> Decimal | None:
    if number.endswith("m"):
        millions = value_of(number[:-1].strip())
        return None if millions is None else millions * 1000000
    return value_of(number)


def _code(spelling: str) -> str:
    matched = _BEFORE_AMOUNT.fullmatch(spelling)
    if matched is None or matched.lastgroup is None:
        raise ValueError(f"not a currency: {spelling}")
    return matched.lastgroup


def _plain(amount: Decimal) -> str:
    """Returns the amount as text, without an exponent. An amount that is not whole has at least two decimals ("3.20"
    for 3.2, "900" for 900)."""
    if amount == amount.to_integral_value():
        return str(int(amount))
    return str(amount.quantize(Decimal("0.01")) if -amount.as_tuple().exponent < 2 else amount)
