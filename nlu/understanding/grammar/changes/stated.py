"""Finds the new values that a text gives for a listing (an offer of a supplier), each with the field to which it
belongs: "stock is 640, moq 200", 价格涨8%，起订改100."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from nlu.understanding.found import without_overlaps
from nlu.understanding.grammar import money
from nlu.understanding.grammar.changes.bargains import find_percents
from nlu.understanding.grammar.numerals import BEFORE, NUMBER, as_json, value_of
from nlu.understanding.text.writing import folded

_TABLE = Path(__file__).with_suffix(".yml")
_NUMBER = re.compile(rf"{BEFORE}(?P<number>{NUMBER})(?!-[a-z])")
_UNIT = (
    r"\s?(?:(?:pcs|pieces?|sets?|units?|pairs?|tons?|tonnes?|kgs?|cartons?)(?![a-z])|[个件只条台套双箱吨米张把根支])?"
)
_COUNTED = re.compile(_UNIT)
_PERCENT = re.compile(r"\s?(?:%|percent|per cent|pct|个点)")
_DAYS = re.compile(r"\s?个?(?:(?P<week>weeks?|wks?|周|星期|礼拜)|days?|工作日|天|日)(?![a-z])")
_MOMENT = re.compile(r"\s?(?:号|月|年|点|(?:am|pm|st|nd|rd|th)(?![a-z])|:\d)")
_FEN = re.compile(r"\s?分(?!钟|之)")
_OLD = re.compile(r"(?:instead of|not|rather than|was|were|原来是?|原价|原先|不是|之前是?|本来)\s?$")
_LEAVES = re.compile(r"(?:(?<![a-z])from|从|由)\s?(?:[$€¥]\s?)?$")
_BECOMES = re.compile(r"(?<![a-z])(?:to|now)(?![a-z])|->|[改到成涨降变调→]")
_BY_BEFORE = re.compile(
    r"(?P<up>(?:rais\w+|increas\w+|up|add|plus)(?: \w+){0,4} by|(?<![a-z])(?:up|add|plus)|涨价?了?|加价?|提高|上调|多)\s?(?:[$€¥]\s?)?$"
    r"|(?P<down>(?:lower\w*|reduc\w+|decreas\w+|cut|drop\w*|down)(?: \w+){0,4} by|(?<![a-z])(?:down|minus)|便宜|降价?了?|降低|减价?|下调|少)\s?(?:[$€¥]\s?)?$"
)
_BY_AFTER = re.compile(r"\s?(?:\w+\s)?(?:(?P<up>more|higher|extra)|(?P<down>less|lower|cheaper|off))(?![a-z])")
_UP = re.compile(
    r"(?<![a-z])(?:up|rais\w+|ris\w+|increas\w+|higher|more|dearer|add|plus|bump\w*)(?![a-z])|[涨加提升贵]|上调|上浮"
)
_DOWN = re.compile(
    r"(?<![a-z])(?:down|lower\w*|reduc\w+|decreas\w+|cut|drop\w*|less|off|cheaper|discount|minus)(?![a-z])|[降减让]|便宜|下调|下浮|优惠"
)
_FROM_BEFORE = re.compile(r"(?:(?<![a-z])(?:from|over|above|at least|starting at|for)|>=|[≥>满]|超过)\s?$")
_FROM_AFTER = re.compile(
    rf"{_UNIT}\s?(?:以上|起(?![订批定])|\+|(?:or|and) (?:more|up|above|over)(?![a-z])|upwards?(?![a-z])|up(?![a-z]))"
)
_EACH = re.compile(rf"{_UNIT}\s?(?:(?:per|each|a piece|apiece)(?![a-z])|/|一[个件只条台套双箱吨米张把根支块斤])")
_THEN_NUMBER = re.compile(rf"[^,，.。;；\d]{{0,10}}?{BEFORE}{NUMBER}")
_FREE = re.compile(r"(?<![a-z])(?:free|for nothing|no charge)(?![a-z])|免费|不收|不要钱|白送|唔收")
_NEAR, _FAR = 16, 60
_MOST_NUMBERS = 60
"""The most numbers of a text that are read. Somebody who changes a listing names a few numbers. A text with hundreds of
numbers has another purpose."""
_BESIDE = 3
"""The most characters that may stand between a number and a name after it, as in "640 in stock"."""


@dataclass(frozen=True)
class _Said:
    """Holds a number of the text.

    `kind` is what the words beside the number say: `money` if it is an amount of money, `percent` if it is a
    percentage, `days` if it is a number of days, and `from` if it is the quantity from which a price is valid. `kind`
    is empty if the words say none of these.
    """

    start: int
    end: int
    value: Decimal
    kind: str = ""
    currency: str | None = None


@dataclass(frozen=True)
class _Label:
    start: int
    end: int
    name: str


def find_stated(text: str) -> list[dict[str, Any]]:
    """Returns the values that the raw text gives for a listing, in the order of the text.

    Each has the key `of`, which names its field: `price`, `moq`, `stock`, `lead_time` (in days) or `sample`. It also
    has one of three other keys: the new `value`, the change in percent (`percent`), or the change as a number (`by`). A
    change is negative if it makes the value smaller. An amount of money also has its `currency` if the text names one.
    A price has `from` if it is valid only from a quantity on. If the text gives two values for the same field, the last
    one is returned.
    """
    plain = folded(text).replace("’", "'")
    labels, said = _find_labels(plain), _find_numbers(plain)
    stated: dict[tuple[str, Decimal | None], dict[str, Any]] = {}
    least: Decimal | None = None
    for at, each in enumerate(said):
        if _is_old(plain, each, said[at + 1].start if at + 1 < len(said) else len(plain)):
            continue
        if each.kind == "from":
            least = each.value
            continue
        name = _find_name(plain, each, labels) or _guess_name(plain, each, least)
        if name is None or (value := _read(plain, each, name)) is None:
            continue
        step = least if name == "price" else None
        stated.pop((name, step), None)
        stated[name, step] = {"of": name, **value, **({"from": as_json(step)} if step else {})}
        least = None if name == "price" else least
    if least and ("price", None) in stated:  # the quantity follows the price: "6.80 from 500 up"
        stated["price", least] = {**stated.pop(("price", None)), "from": as_json(least)}
    if any(one.name == "sample" for one in labels) and _FREE.search(plain):
        stated["sample", None] = {"of": "sample", "value": 0}
    if not any(name == "price" for name, _ in stated) and (off := find_percents(text)):  # as in 打九五折
        stated["price", None] = {"of": "price", "percent": -off[-1]}
    return list(stated.values())


@lru_cache(maxsize=1)
def _read_names() -> dict[str, re.Pattern[str]]:
    """Returns, for each field of a listing (`price`, `moq` …), a pattern that matches its names, the longest names
    first."""
    table: dict[str, list[str]] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return {
        of: re.compile("|".join(map(_write_pattern, sorted(map(folded, names), key=len, reverse=True))))
        for of, names in table.items()
    }


def _write_pattern(name: str) -> str:
    return rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])" if name.isascii() else re.escape(name)


def _find_labels(plain: str) -> list[_Label]:
    found = [
        _Label(match.start(), match.end(), name)
        for name, pattern in _read_names().items()
        for match in pattern.finditer(plain)
    ]
    kept: list[_Label] = []
    for label in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or label.start >= kept[-1].end:
            kept.append(label)
    return kept


def _find_numbers(plain: str) -> list[_Said]:
    """Returns the numbers of a folded text in its order, without those of dates and times."""
    said = [
        _Said(find.start, find.end, Decimal(find.value["amount"]), "money", find.value["currency"])
        for find in without_overlaps(money.find(plain))
    ]
    taken = {at for each in said for at in range(each.start, each.end)}
    for match in islice(_NUMBER.finditer(plain), _MOST_NUMBERS):
        value = value_of(match["number"])
        if value is None or not taken.isdisjoint(range(*match.span())) or _MOMENT.match(plain, match.end()):
            continue
        kind = ""
        if _PERCENT.match(plain, match.end()):
            kind = "percent"
        elif days := _DAYS.match(plain, match.end()):
            kind, value = "days", value * 7 if days["week"] else value
        elif _is_step(plain, match):
            kind = "from"
        elif _FEN.match(plain, match.end()):
            kind, value = "money", value / 100
        said.append(_Said(match.start(), match.end(), value, kind))
    return sorted(said, key=lambda each: each.start)[:_MOST_NUMBERS]


def _is_step(plain: str, match: re.Match[str]) -> bool:
    """Returns whether the number is a quantity from which a price is valid: "over 500", 满500, 500个以上."""
    before = plain[max(match.start() - _NEAR, 0) : match.start()]
    return bool(_FROM_AFTER.match(plain, match.end()) or _FROM_BEFORE.search(before))


def _is_old(plain: str, each: _Said, following: int) -> bool:
    """Returns whether the number is the old value, which the text replaces: 5.00 in "from 5.00 to 4.60", 200 in
    原来200. `following` is the position of the next number."""
    before = plain[max(each.start - _NEAR, 0) : each.start]
    leaves = _LEAVES.search(before) and _BECOMES.search(plain[each.end : following])
    return bool(leaves or _OLD.search(before))


def _find_name(plain: str, each: _Said, labels: Sequence[_Label]) -> str | None:
    """Returns the field of the listing to which the number belongs, or None if the text names none.

    It is the field that is named directly after the number or, if there is none, the last one that is named before it.
    An amount of money or a percentage always belongs to `price` or `sample`, and a number of days to `lead_time` if the
    text names that field.
    """
    after = next((one for one in labels if one.start >= each.end), None)
    before = next((one for one in reversed(labels) if one.end <= each.start and each.start - one.end <= _FAR), None)
    if each.kind in ("money", "percent"):
        return "sample" if before and before.name == "sample" else "price"
    if each.kind == "days":
        return "lead_time" if any(one.name == "lead_time" for one in labels) else None
    unit = _COUNTED.match(plain, each.end)
    end = unit.end() if unit else each.end
    if (
        after
        and after.start - end <= _BESIDE
        and not _has_number(plain, after, labels)
        and after.name in ("moq", "stock")
    ):
        return after.name
    if before is None and after and after.name == "stock" and not _NUMBER.search(plain, after.end):
        return "stock"  # the name comes later in the text: "only 80 of the gauges left"
    if before is None and _find_by(plain, each):
        return "price"
    return before.name if before else None


def _guess_name(plain: str, each: _Said, least: Decimal | None) -> str | None:
    """Returns the field to which a number belongs if the text does not name the field. The field is `price` if the
    number has decimals, if it comes after a quantity from which a price is valid, or if it is given for one piece.
    Otherwise returns None."""
    is_price = least is not None or each.value % 1 or _EACH.match(plain, each.end)
    return "price" if not each.kind and is_price else None


def _has_number(plain: str, label: _Label, labels: Sequence[_Label]) -> bool:
    """Returns whether a number comes soon after the name. In that case, the name belongs to this number and not to the
    one before it."""
    following = next((one.start for one in labels if one.start >= label.end), len(plain))
    return _THEN_NUMBER.match(plain, label.end, following) is not None


def _read(plain: str, each: _Said, name: str) -> dict[str, Any] | None:
    around = plain[max(each.start - _FAR, 0) : each.end + _NEAR]
    if each.kind == "percent":
        sign = -1 if _DOWN.search(around) else 1 if _UP.search(around) else 0
        return {"percent": sign * as_json(each.value)} if sign and name == "price" else None
    if sign := _find_by(plain, each):
        money_of = {"currency": each.currency} if each.currency else {}
        return {"by": sign * as_json(each.value), **money_of}
    value: dict[str, Any] = {"value": as_json(each.value)}
    return {**value, "currency": each.currency} if each.currency else value


def _find_by(plain: str, each: _Said) -> int:
    """Returns 1 if the number is an increase ("up by 5"), -1 if it is a decrease, and 0 if it is neither."""
    match = _BY_BEFORE.search(plain[max(each.start - _FAR, 0) : each.start]) or _BY_AFTER.match(plain, each.end)
    if match is None:
        return 0
    return 1 if match["up"] else -1
