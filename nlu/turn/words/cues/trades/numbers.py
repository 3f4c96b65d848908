"""Finds numbers of orders, quotations or shipments that the NLU has not marked. Imports nothing of Rasa."""

from __future__ import annotations

import re
from typing import Any

from nlu.turn.words.cues.finder import Finder, has
from nlu.understanding.grammar.codes import find_bare_order
from nlu.understanding.text.writing import folded

_UNKNOWN_NUMBER = re.compile(
    r"(?:\b(?:order|po|p\.o\.)|订单|单)\s?(?:号码?|编号|number|num|no\.?)?\s?[#:：是]?\s?"
    r"(?P<number>(?:[A-Za-z]{1,6}(?:-[A-Za-z]{1,6})*[-/#]\d{3,}|[A-Za-z]{1,4}\d{4,}|\d{4,12})(?:[-/]\d+)*)(?![A-Za-z\d])"
    r"(?!\s?(?:pcs|pieces?|sets?|units?|pairs?|kgs?|tons?|tonnes?|cartons?|usd|[件个只条套箱双台吨米元块年月]))"
    r"|(?<![A-Za-z\d])(?P<bare>(?:PO|SO)[-#]?\d{4,}(?:[-/]\d+)*)(?![A-Za-z\d])",
    re.I,
)
_QUOTATION = re.compile(r"(?<![A-Za-z])QUO-\d{4,9}(?!\d)", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")
_WAYBILL = "单号"
"""A word that may introduce the number of an order or of a shipment."""
_CODE = re.compile(r"(?<![A-Za-z0-9-])(?!ORD|RFQ|QUO)[A-Za-z]{0,6}-?\d[\dA-Za-z-]{4,28}(?![A-Za-z0-9-])", re.I)


def find_unknown_order(text: str) -> dict[str, Any] | None:
    """Returns the `number` of an order in the words, such as "order SO-4711" or 订单88121. `as_waybill` says whether
    the word before it may also introduce the number of a shipment."""
    found = _UNKNOWN_NUMBER.search(text)
    number = found and (found["number"] or found["bare"])
    if not found or not number or _YEAR.fullmatch(number):
        return None
    return {"number": number.upper(), "as_waybill": found[0].startswith(_WAYBILL)}


def find_quotation(text: str) -> str | None:
    found = _QUOTATION.search(text)
    return found[0].upper() if found else None


def find_code(text: str) -> str | None:
    """Returns the word that looks like the number of a shipment."""
    found = _CODE.search(text)
    return found[0] if found else None


_GROUPS = re.compile(
    r"(?:单号|运单号?|快递号|物流号|提单号|追踪号|(?<![A-Za-z])(?:tracking(?: ?(?:number|no\.?|code))?|awb|waybill|way bill|b/?l|consignment)(?![A-Za-z]))"
    r"(?:\s|是|为|号|[:：#]|is(?![A-Za-z])){0,4}(?P<number>[A-Za-z]{0,4}\d{2,}(?:[ -]\d{2,}){1,6})(?![\dA-Za-z])",
    re.I,
)
"""Matches the number of a shipment that is written in groups: 单号 5518 2073 46."""
_LEAST, _MOST = 8, 22


def find_waybill(text: str) -> str | None:
    """Returns the number of a shipment that stands in groups behind a word for it, without the spaces between them."""
    found = _GROUPS.search(text)
    number = re.sub(r"[ -]", "", found["number"]) if found else ""
    return number.upper() if _LEAST <= len(number) <= _MOST else None


FINDERS: dict[str, Finder] = {
    "bare_order": lambda text: find_bare_order(folded(text)),
    "unknown_order": find_unknown_order,
    "quotation": find_quotation,
    "shipment_code": find_code,
    "waybill": find_waybill,
    "has_long_number": has(r"\d(?:[\s.-]?\d){7}"),
    "speaks_of_tracking": has(r"track\w*|waybill|awb|b/?l\b|number|no\.?|单号|运单|提单|号码|快递|物流"),
}
