"""Finds the codes, dates, amounts of money and quantities in a text, by all modules of the grammar whose matches may
become entities."""

from __future__ import annotations

from datetime import date

from nlu.understanding.found import Found, without_overlaps
from nlu.understanding.grammar import codes, dates, festivals, money, quantities
from nlu.understanding.text.writing import folded


def read(text: str, today: date) -> list[Found]:
    """Returns the matches of the grammar in the raw `text`, in the order of the text and without overlaps. Relative
    dates are counted from `today`."""
    plain = folded(text)
    certain = [*codes.find(plain), *dates.find(plain, today), *festivals.find(plain, today)]
    blocks = list(quantities.find_blocks(plain))
    prices = [price for price in _longest_first(money.find(plain)) if not any(map(price.overlaps, blocks))]
    ends = {price.end for price in prices}
    amounts = [found for found in (*quantities.find(plain), *blocks) if not _is_per_one(plain, found, ends)]
    containers, others = _split(amounts)
    ranked = [*certain, *containers, *prices, *others]
    finds = without_overlaps([found for found in ranked if found.sure] + [found for found in ranked if not found.sure])
    return [_strip(found, text) for found in finds]


def _longest_first(finds: object) -> list[Found]:
    return sorted(finds, key=lambda found: found.start - found.end)  # type: ignore[call-overload]


def _split(amounts: list[Found]) -> tuple[list[Found], list[Found]]:
    """Returns the containers and the other quantities, each sorted by length, the longest first.

    Containers take precedence over prices and other quantities: "40HQ" is neither a price nor a quantity of forty.
    """
    containers = [found for found in amounts if found.value["unit"] in quantities.CONTAINERS]
    others = [found for found in amounts if found.value["unit"] not in quantities.CONTAINERS]
    return _longest_first(containers), _longest_first(others)


def _is_per_one(text: str, quantity: Found, ends_of_prices: set[int]) -> bool:
    """Returns whether the quantity is only the unit of a price. This is a quantity of one that follows a price, such as
    一件 in "18块一件", or a word such as "per"."""
    if quantity.value["value"] != 1:
        return False
    end = quantity.start
    while end and text[end - 1] in " /，,":
        end -= 1
    return end in ends_of_prices or text.endswith(("per", "every", "each"), 0, end)


def _strip(found: Found, text: str) -> Found:
    """Returns the match without the white space at the ends of its span."""
    span = text[found.start : found.end]
    if span == span.strip():
        return found
    start = found.start + len(span) - len(span.lstrip())
    return Found(found.entity, start, start + len(span.strip()), found.value, found.sure)
