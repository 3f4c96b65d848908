"""Reads the text of one cell as a value: a number, a date, a unit, a place …

Each reader takes the text, which is not empty and has no spaces at its ends, and raises `BadValue` for a text that is
not a value of its column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from babel.numbers import list_currencies

from actions.marketplace.base.database.columns import SCALE
from actions.marketplace.goods.catalogue.certifications import certification_key
from actions.marketplace.goods.catalogue.records import PriceTier
from actions.marketplace.integrations.importing.problems import BadValue
from actions.marketplace.trades.orders.carriers import find_carrier
from actions.marketplace.trades.orders.tracking import read_tracking_number
from foundation.files.picture_names import ENDINGS, LONGEST, read_picture_name
from trade.certifications import certifications
from trade.incoterms import incoterms
from trade.places import countries
from trade.units import units

Reader = Callable[[str], Any]

LONGEST_ID = 100
MOST_TIERS = 20
MOST_WORDS = 30
LARGEST = Decimal(10) ** 12
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_COMMA = re.compile(r"([+-]?\d+),(\d{1,2})")
_DOTTED = re.compile(r"[1-9]\d{0,2}\.\d\d0")
"""Matches a number such as 1.500, which means one and a half thousand where a dot separates thousands. Workbooks and
JSON write no zero at the end of a fraction, so such a number comes from a text file."""
_ACCOUNT = re.compile(r"[\w.@:-]{1,80}", re.ASCII)
_ORDER = re.compile(r"ORD-?(\d{6})", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YES = frozenset({"yes", "y", "true", "1", "x", "✓", "√", "是", "有", "对"})
_NO = frozenset({"no", "n", "false", "0", "✗", "×", "否", "无", "没有"})
_CURRENCIES = {
    "US$": "USD", "美元": "USD", "美金": "USD", "RMB": "CNY", "人民币": "CNY", "元": "CNY", "欧元": "EUR", "EURO": "EUR",
    "英镑": "GBP", "日元": "JPY", "港币": "HKD", "港元": "HKD", "HK$": "HKD",
}  # fmt: skip
_SPLIT = re.compile(r"[;；\n]+")


def text(most: int) -> Reader:
    """Returns a reader of a text of at most `most` characters."""

    def read(said: str) -> str:
        if len(said) > most:
            raise BadValue("too_long", most=most)
        check_printable(said)
        return " ".join(said.split())

    return read


def check_printable(said: str) -> None:
    if any(
        unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") for character in said if character not in "\n\r\t"
    ):
        raise BadValue("unprintable")


def read_id(said: str) -> str:
    """Reads the id that the operator's own system gives to a row."""
    if len(said) > LONGEST_ID:
        raise BadValue("not_an_id", most=LONGEST_ID)
    check_printable(said)
    return said


def read_account(said: str) -> str:
    """Reads the name of an account, which must be the name in the identities that the operator's site signs."""
    if not _ACCOUNT.fullmatch(said):
        raise BadValue("not_an_account")
    return said


def read_order_number(said: str) -> str:
    if (found := _ORDER.fullmatch(said)) is None:
        raise BadValue("not_an_order_number")
    return f"ORD-{found[1]}"


def read_number(said: str) -> Decimal:
    """Reads "1234.5", "1,234.5" and "１２３４．５". A comma that may be a decimal point is refused."""
    plain = unicodedata.normalize("NFKC", said).replace(" ", "").replace("\u00a0", "")
    if (unclear := _COMMA.fullmatch(plain)) is not None:
        raise BadValue("unclear_number", dot=f"{unclear[1]}.{unclear[2]}", thousands=f"{unclear[1]}{unclear[2]}")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _PLAIN.fullmatch(plain):
        raise BadValue("not_a_number")
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise BadValue("not_a_number") from None


def number(least: Decimal | int, most: Decimal | int = LARGEST, above: bool = False, counts: bool = False) -> Reader:
    """Returns a reader of exact decimals from `least` to `most`. With `above`, a number must be larger than `least`.
    With `counts`, the numbers are quantities, and a dot that may divide thousands is refused."""

    def read(said: str) -> Decimal:
        if counts:
            _refuse_dotted(said)
        value = read_number(said)
        if not least <= value <= most or (above and value == least):
            raise BadValue("out_of_range", least=f"{least:,f}" if least else "0", most=f"{Decimal(most):,f}")
        if round(value, SCALE) != value:
            raise BadValue("too_exact", places=SCALE)
        return _tidy(value)

    return read


def _refuse_dotted(said: str) -> None:
    if _DOTTED.fullmatch(said):
        raise BadValue("unclear_number", dot=str(_tidy(Decimal(said))), thousands=said.replace(".", ""))


def _tidy(value: Decimal) -> Decimal:
    """Returns the number without trailing zeros and without an exponent, so that equal numbers are written alike."""
    return Decimal(f"{value.normalize():f}")


def whole(least: int, most: int) -> Reader:
    """Returns a reader of whole numbers from `least` to `most`."""

    def read(said: str) -> int:
        _refuse_dotted(said)
        value = read_number(said.removesuffix("%").removesuffix("％"))
        if value != value.to_integral_value():
            raise BadValue("not_whole")
        if not least <= value <= most:
            raise BadValue("out_of_range", least=str(least), most=f"{most:,}")
        return int(value)

    return read


def read_rating(said: str) -> float:
    value = read_number(said)
    if not 0 <= value <= 5:
        raise BadValue("out_of_range", least="0", most="5")
    return float(round(value, 1))


def read_yes(said: str) -> bool:
    key = said.casefold()
    if key in _YES or key in _NO:
        return key in _YES
    raise BadValue("not_one_of", choices=("yes, no", "是、否"))


def read_day(said: str) -> date:
    """Reads "2026-12-31", "2026/12/31", "2026年12月31日", also with a time after it."""
    found = _DAY.match(unicodedata.normalize("NFKC", said))
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise BadValue("not_a_day")


def read_moment(said: str) -> datetime:
    """Reads a time by RFC 3339, or a day, which begins at midnight. Without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(said.replace("/", "-"))
    except ValueError:
        try:
            day = read_day(said)
        except BadValue:
            raise BadValue("not_a_moment") from None
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise BadValue("not_a_moment") from None


def one_of(choices: Mapping[str, tuple[str, ...]]) -> Reader:
    """Returns a reader that accepts the choices. Each choice comes with its other spellings. The first of these is the
    Chinese one, which a refusal shows."""
    known = {_key(spelling): name for name, others in choices.items() for spelling in (name, *others)}
    named = (", ".join(choices), "、".join(others[0] for others in choices.values()))

    def read(said: str) -> str:
        if (name := known.get(_key(said))) is None:
            raise BadValue("not_one_of", choices=named)
        return name

    read.__dict__["choices"] = tuple(choices)  # for the description of events (tools/events.py)
    return read


def _key(said: str) -> str:
    return unicodedata.normalize("NFKC", said).casefold().replace("_", " ").replace("-", " ").strip()


@cache
def _units() -> dict[str, str]:
    return {_key(name): unit.name for unit in units().values() for name in (unit.name, *unit.names)}


def read_unit(said: str) -> str:
    if (name := _units().get(_key(said))) is None:
        chinese = (next(name for name in unit.names if not name.isascii()) for unit in units().values())
        named = (", ".join(units()), "、".join(chinese))
        raise BadValue("no_such_unit", choices=named)
    return name


def read_currency(said: str) -> str:
    """Reads a currency's code or usual name. The exchange rate is looked up later."""
    plain = unicodedata.normalize("NFKC", said).upper()
    code = _CURRENCIES.get(plain, plain)
    if code not in _iso_currencies():
        raise BadValue("no_such_code")
    return code


@cache
def _iso_currencies() -> frozenset[str]:
    return frozenset(list_currencies())


@cache
def _countries() -> dict[str, str]:
    return {_key(name): country.code for country in countries() for name in (country.code, *country.names)}


def read_country(said: str) -> str:
    if (code := _countries().get(_key(said))) is None:
        raise BadValue("no_such_country")
    return code


@cache
def _incoterms() -> dict[str, str]:
    return {_key(name): term.code for term in incoterms().values() for name in (term.code, *term.names)}


def read_incoterm(said: str) -> str:
    if (code := _incoterms().get(_key(said))) is None:
        raise BadValue("not_one_of", choices=(", ".join(incoterms()), "、".join(incoterms())))
    return code


def read_carrier(said: str) -> str:
    if (carrier := find_carrier(said)) is None:
        raise BadValue("no_such_carrier")
    return carrier


def read_tracking(said: str) -> str:
    if (tracking := read_tracking_number(said)) is None:
        raise BadValue("no_tracking_number")
    return tracking


@cache
def _certificates() -> dict[str, str]:
    return {certification_key(one.code): one.code for one in certifications()}


def read_certificate(said: str) -> str:
    """Reads the kind of a certificate, in one fixed spelling if it is a known kind."""
    return _certificates().get(certification_key(said)) or str(text(40)(said))


def read_tiers(said: str) -> tuple[PriceTier, ...]:
    """Reads "100=3.20; 500=2.95": 3.20 for each from 100 pieces on, and 2.95 from 500 on."""
    tiers: dict[Decimal, Decimal] = {}
    for part in filter(str.strip, _SPLIT.split(said)):
        minimum, equals, price = unicodedata.normalize("NFKC", part).partition("=")
        if not equals:
            raise BadValue("not_tiers")
        quantity = number(0, above=True, counts=True)(minimum.strip())
        if quantity in tiers:
            raise BadValue("tiers_twice", quantity=f"{quantity:,f}")
        tiers[quantity] = number(0, above=True)(price.strip())
    if not tiers:
        raise BadValue("not_tiers")
    if len(tiers) > MOST_TIERS:
        raise BadValue("too_many_items", most=MOST_TIERS)
    return tuple(PriceTier(minimum, tiers[minimum]) for minimum in sorted(tiers))


def read_picture(said: str) -> str:
    """Reads the name of a picture's file."""
    if (name := read_picture_name(said)) is None:
        raise BadValue("not_a_picture", most=LONGEST, endings=", ".join(ENDINGS))
    return name


def read_words(said: str) -> tuple[str, ...]:
    """Reads a list of names, separated by semicolons or line ends."""
    words = tuple(dict.fromkeys(" ".join(part.split()) for part in _SPLIT.split(said) if part.strip()))
    if len(words) > MOST_WORDS:
        raise BadValue("too_many_items", most=MOST_WORDS)
    for word in words:
        text(80)(word)
    return words
