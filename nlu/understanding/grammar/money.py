"""Finds amounts of money together with their limits: "under 8 dollars", "$3.20", "3块8", "九块五以内", "2万美金"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlu.understanding.found import Found
from nlu.understanding.grammar.numerals import BEFORE, DIGITS, HAN, WORDS, value_of

_CURRENCIES: dict[str, str] = {
    "HKD": r"hk\$|hkd|hong kong dollars?|港币|港元|港纸|蚊",
    "USD": r"us\s?\$|usd\s?\$|\$|usds?|us dollars?|u\.s\. dollars?|dollars?|dolars?|dollers?|bucks|美元|美金|美刀|刀",
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
_ANY = "|".join(_CURRENCIES.values())
_MARKS = r"us\s?\$|hk\$|nt\$|[arcs]\$|\$|€|£|¥|₹|₦|₽|₩|₺|rs\.?|rm|[a-z]{3}\s?\$?|人民币|新?台币|港币"
_AMOUNT = rf"(?:{DIGITS}(?:\s?m(?![a-z]))?|{HAN}|{WORDS})"
_RANGE = rf"(?:{_AMOUNT}\s?(?:-|–|~|到|至|to)\s?)?"
_LIMIT = (
    r"(?:(?:under|below|less than|lower than|cheaper than|no more than|not more than|at most|not over|"
    r"max(?:imum)?|up to|upto|within|over|above|more than|at least|min(?:imum)?)\s(?:of\s)?|"
    r"(?:不超过|不高于|不到|低于|少于|最多|最高|高于|超过|至少)\s?)?"
)
_LIMIT_AFTER = r"(?:\s?(?:以内|以下|之内|以上|之下|or less|or below|or under|max(?![a-z])))?"

# In 三块五, 3块8, 12块5毛, 3刀5, 五毛 and 两毛五 tenths follow the unit, then hundredths. But 38块一公斤 means 38 for one
# kilogram, not 38.1.
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
# "try" before a number is the verb ("let's try 500"); after one it means Turkish lira ("500 try").
_MARK_FIRST = re.compile(
    rf"{_LIMIT}(?<![a-z])(?!try(?![a-z]))(?P<currency>(?={_MARKS})(?:{_ANY})(?![a-z]))\s?{_RANGE}(?P<amount>{DIGITS}(?:\s?m(?![a-z]))?)(?![a-z]{0, 9}\d)"
    rf"(?:\s?(?:usd|美元|美金|块钱|[元块蚊圆])(?![a-z]))?{_LIMIT_AFTER}"
)
_MARK_LAST = re.compile(
    rf"{_LIMIT}{BEFORE}{_RANGE}(?P<amount>{_AMOUNT})(?P<about>\s?[来多])?\s?(?P<currency>{_ANY})"
    rf"(?:(?<![a-z])|(?![a-z]))(?!(?<=[$€£¥])\d){_LIMIT_AFTER}"
)


# "a dollar" means one dollar only after the word of a limit, as in "under a dollar".
_A_DOLLAR = re.compile(
    r"(?:under|below|less than|lower than|cheaper than|no more than|not more than|at most|not over|max(?:imum)?|up to|within|over|above)"
    r"\san?\s(?P<currency>us dollar|dollar|buck|euro|pound|yuan)(?![a-z])"
)


def find(text: str) -> Iterator[Found]:
    """Yields the amounts of a folded text, the most specific patterns first. Finds may overlap."""
    for matched in _A_DOLLAR.finditer(text):
        yield _price(matched, Decimal(1), _code(matched["currency"]))
    for pattern in (_YUAN, _JIAO, _CENTS):
        for matched in pattern.finditer(text):
            found = _small_change(matched)
            if found is not None:
                yield found
    for pattern in (_MARK_FIRST, _MARK_LAST):
        for matched in pattern.finditer(text):
            amount = _amount(matched["amount"])
            if amount is not None:
                yield _price(matched, amount, _code(matched["currency"]), sure=not _is_vague(matched, amount))


# Matches, after "两块", whatever cannot begin the name of a thing that comes in pieces.
_NO_THING = re.compile(r"[^\u4e00-\u9fff]|[钱以之左上下一每到至吧行就的呢啊吗卖能可比太贵成包含/]|$")


def _is_vague(matched: re.Match[str], amount: Decimal) -> bool:
    """Returns True for "一块" and "两块瓷砖": they mean "together" or pieces rather than money."""
    if matched["currency"] not in ("块", "元", "刀", "欧"):
        return False
    return amount == 1 or (amount <= 10 and not _NO_THING.match(matched.string, matched.end()))


def bare(text: str) -> dict[str, str | None] | None:
    """Returns the value of a span that the tagger calls a price although it names no currency; None without a number."""
    numbers = re.findall(_AMOUNT, text)
    amount = _amount(numbers[-1]) if numbers else None
    return None if amount is None else {"amount": _plain(amount), "currency": None}


def _amount(number: str) -> Decimal | None:
    if number.endswith("m"):
        millions = value_of(number[:-1].strip())
        return None if millions is None else millions * 1000000
    return value_of(number)


def _small_change(matched: re.Match[str]) -> Found | None:
    groups = matched.groupdict()
    if "amount" in groups:
        cents = value_of(groups["amount"])
        return None if cents is None else _price(matched, cents / 100, "USD")
    yuan = value_of(groups["yuan"]) if groups.get("yuan") else Decimal(0)
    jiao = value_of(groups["jiao"])
    fen = value_of(groups["fen"]) if groups.get("fen") else Decimal(0)
    if yuan is None or jiao is None or fen is None:
        return None
    return _price(matched, yuan + jiao / 10 + fen / 100, _UNITS[groups.get("unit") or "块"])


def _code(spelling: str) -> str:
    matched = _BEFORE_AMOUNT.fullmatch(spelling)
    if matched is None or matched.lastgroup is None:
        raise ValueError(f"not a currency: {spelling}")
    return matched.lastgroup


def _price(matched: re.Match[str], amount: Decimal, currency: str, sure: bool = True) -> Found:
    value = {"amount": _plain(amount), "currency": currency}
    return Found("price", matched.start(), matched.end(), value, sure)


def _plain(amount: Decimal) -> str:
    """Returns "3.20" for 3.2 and "900" for 900: with two digits for cents, and never an exponent."""
    if amount == amount.to_integral_value():
        return str(int(amount))
    return str(amount.quantize(Decimal("0.01")) if -amount.as_tuple().exponent < 2 else amount)
