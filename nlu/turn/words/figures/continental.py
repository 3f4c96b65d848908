"""Finds amounts that are written in the continental way, with points between the thousands and a comma before the
cents: "3.018,00". Imports nothing of Rasa."""

from __future__ import annotations

import re
from decimal import Decimal

from nlu.understanding.grammar.numerals import as_json

_AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+,\d{2}(?![\d.,]*\d)")


def find_continental(plain: str) -> list[int | float]:
    """Returns these amounts in the order of the text. No other function finds them."""
    amounts = (found[0].replace(".", "").replace(",", ".") for found in _AMOUNT.finditer(plain))
    return [as_json(Decimal(amount)) for amount in amounts]
