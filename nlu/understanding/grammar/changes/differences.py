"""Finds by how much a text changes a number ("20 less", "add 50", "without the 20 spare", 便宜25, 再加20套).

It also lists the numbers of a text without their units.
"""

from __future__ import annotations

import re

from nlu.understanding.grammar import quantities
from nlu.understanding.grammar.changes.shares import find_share_spans
from nlu.understanding.grammar.numerals import BEFORE, NUMBER, as_json, value_of
from nlu.understanding.text.writing import folded

_UNIT = r"(?:\s?(?P<cents>cents?|分)(?![a-z])|\s?(?:usd|dollars?|bucks|eur|euros?|pcs|pieces?|units?|sets?|days?|[$€¥]|[块元件个只条套箱天吨])(?![a-z]))?"
_MORE = re.compile(
    rf"\b(?:add|plus|another|raise it by|increase (?:it )?by|up by)\s(?P<a>{NUMBER}){_UNIT}(?![a-z0-9])"
    rf"|\b(?:increas\w+|rais\w+|bump\w*)\b[^,.;]{{1,60}}?\bby\s(?P<d>{NUMBER})(?![a-z0-9])"
    rf"|{BEFORE}(?P<b>{NUMBER})\s?\w{{0,8}}\s?(?:more|extra|on top|higher)\b"
    rf"|(?:再加|加多|多加|多要|追加|再来|涨|提高|加)(?P<c>{NUMBER})(?:(?P<fen>分)|(?P<mao>[毛角]))?(?!点|些)"
)
_LESS = re.compile(
    rf"{BEFORE}(?P<a>{NUMBER})(?:\s?(?P<cents>cents?))?\s?(?:\w{{0,8}}\s)?(?:less|fewer|cheaper|lower|off)\b"
    rf"|\b(?:reduc\w+|lower\w*|decreas\w+|cut)\b[^,.;]{{1,60}}?\bby\s(?P<e>{NUMBER})(?![a-z0-9])"
    rf"|\b(?:minus|less|reduce (?:it )?by|take off|lower (?:it )?by|drop (?:it )?by|down by)\s(?P<b>{NUMBER})(?:\s?(?P<cents2>cents?))?(?![a-z0-9])"
    rf"|\b(?:without|leave out|drop|forget|not) (?:the|those|these) (?P<d>{NUMBER})(?!\s?(?:%|percent|days|weeks|ones?\b))(?![a-z0-9])"
    rf"|(?:便宜|少要|减少|减掉|减|(?<![最至不])少|降价|降|不要[那这](?:多加的|额外的)?)(?P<c>{NUMBER})(?:(?P<fen>分)|(?P<mao>[毛角]))?(?!天|起|家|种|点|些|款|样)"
)


def find_differences(text: str) -> list[int | float]:
    """Returns by how much the raw text changes a number, in the order of the text. A change is negative if it makes the
    number smaller. Cents are converted to whole units of the currency ("5 cents less" is -0.05). Changes by a share of
    the number ("add 10%", 加一成) are left out, because `shares.find_shares` finds them."""
    plain, found = folded(text), []
    of_shares = {at for span in find_share_spans(plain) for at in range(*span)}
    for pattern, sign in ((_MORE, 1), (_LESS, -1)):
        for matched in pattern.finditer(plain):
            groups = matched.groupdict()
            said = next((groups[name] for name in "abcde" if groups.get(name)), None)
            number = value_of(said) if said else None
            if number and of_shares.isdisjoint(range(*matched.span())):
                in_cents = groups.get("cents") or groups.get("cents2") or groups.get("fen")
                by = number / 100 if in_cents else number / 10 if groups.get("mao") else number
                found.append((matched.start(), sign * as_json(by)))
    return [by for _, by in sorted(found)]


def find_numbers(text: str) -> list[int | float]:
    """Returns all numbers of the raw text that count something or have no unit, in the order of the text."""
    plain = folded(text)
    amounts = (*quantities.find(plain), *quantities.find_blocks(plain))
    found = {find.start: find.value["value"] for find in amounts}
    return [found[start] for start in sorted(found)]
