"""Finds the parts of a message that should be values but have become none of the task under way, so that the contact
always hears of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import accumulate, pairwise
from typing import Any

from actions.dialogue.discourse import Json
from actions.dialogue.said.clauses import divide_clauses
from actions.dialogue.said.dictation import HAN_NUMBERS
from actions.dialogue.said.entities import read_amount, read_day, read_destination, read_money
from actions.dialogue.turn import Turn

_CODES = frozenset(("incoterm", "certification", "carrier", "tracking_number"))

_FIRST_HAN = "\u4e00"
_MANY, _FEW = 8, 5
"""The fewest characters of a value that says other words, too, and the most characters of these."""
_COUNT = 3
"""The most characters of a Chinese number with its unit: 十二套."""


def find_unplaced(turn: Turn, before: Json, after: Json) -> list[str]:
    """Returns the clauses of the message with a value that is neither among the values `after`, nor among the values
    `before`, which a message may name in order to change them: "not 300 but 240"."""
    held = [*_list_leaves(before), *_list_leaves(after)]
    out = [(each.start, each.end) for each in turn.figures if each.stance == "out"]  # 不是七百二 rules a value out
    starts = [
        start
        for name, value, start in turn.entities.places
        if not _is_held(name, value, held) and not any(begin <= start < end for begin, end in out)
    ]
    clauses = [piece for clause in _find_clauses(turn.text) for piece in _divide_at_blanks(*clause)]
    found = [words for words, begin, end in clauses if any(begin <= at < end for at in starts)]
    return _without_held(found, held)


def _divide_at_blanks(words: str, begin: int, end: int) -> list[tuple[str, int, int]]:
    """Returns the pieces of a clause that are divided by blanks before Chinese characters: 是320 有30套要重做."""
    ends = [at for at in range(1, len(words)) if words[at - 1] == " " and words[at] >= _FIRST_HAN]
    cuts = [0, *ends, len(words)]
    return [
        (words[one:other], begin + one, begin + other if other < len(words) else end) for one, other in pairwise(cuts)
    ]


def find_properties(turn: Turn, before: Json, after: Json) -> list[str]:
    """If the message has several clauses, returns those that only name a property of the goods or another short wish,
    and hold none of the values: "navy" in "2 pieces, navy, to Hamburg", "payment 30/70" in "35 days, payment 30/70"."""
    held = [*_list_leaves(before), *_list_leaves(after)]
    clauses = _find_clauses(turn.text)
    named_days = [value for name, value, _ in turn.entities.places if name == "date"]
    says_day = any(read_day(leaf) and leaf not in named_days for leaf in _list_leaves(after))
    if says_day or len(turn.entities.places) < len(turn.entities.found):
        return []  # it is not known which clause holds a value, as in 有效期到年底
    named = {words.strip() for words in (*turn.cues.attribute_clauses, *turn.cues.attribute_parts)}
    starts = [start for _, _, start in turn.entities.places]
    free = [
        words
        for words, begin, end in clauses
        if words.strip() in named
        and any(letter.isalpha() for letter in words)
        and not any(size in words for size in turn.sizes)  # a new size replaces the one before
        and not (words.strip()[0] in HAN_NUMBERS and len(words.strip()) <= _COUNT)
        and not any(begin <= at < end for at in starts)
        and not any(_read_number(number) in map(_read_number, held) for number in _list_numbers(words))
    ]
    return _without_held(free, held) if len(clauses) > 1 else []


def _find_clauses(text: str) -> list[tuple[str, int, int]]:
    """Returns the clauses of the text, each with where it begins and ends."""
    clauses = divide_clauses(text)
    ends = list(accumulate(len(words) + len(sign) for words, sign in clauses))
    return [(words, begin, end) for (words, _), begin, end in zip(clauses, [0, *ends[:-1]], ends, strict=True)]


def _without_held(clauses: list[str], held: list[str]) -> list[str]:
    texts = [leaf.casefold() for leaf in held]
    return [
        words
        for each in clauses
        if (words := each.strip()) and not any(_is_said(words.casefold(), text) for text in texts)
    ]


def _is_said(words: str, text: str) -> bool:
    """Returns whether a value says these words, or nearly all of them: "hm 6500K would be 9.10" without its "hm"."""
    return words in text or (text in words and len(text) > _MANY and len(words) - len(text) <= _FEW)


def _list_numbers(words: str) -> list[str]:
    return "".join(sign if sign.isdigit() or sign == "." else " " for sign in words).split()


def _is_held(name: str, value: Any, held: list[str]) -> bool:
    """Returns whether the entity is one of the values `held`. Also returns True for kinds of entities that cannot be
    compared with them."""
    if name in ("quantity", "price"):
        amount, price = read_amount(value), read_money(value)
        number = amount.value if name == "quantity" and amount else price.amount if price else None
        return number is None or any(_read_number(other) == number or f"{number:f}" in other.split() for other in held)
    if name == "date":
        return value in held
    if name == "country" and (goal := read_destination(value)):
        return (goal.city.en or goal.country) in held
    if name in _CODES:
        return any(str(value).casefold() in other.casefold() for other in held)
    return True


def _list_leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _list_leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _list_leaves(each)
    elif value is not None:
        yield str(value)


def _read_number(words: str) -> Decimal | None:
    try:
        return Decimal(words)
    except InvalidOperation:
        return None
