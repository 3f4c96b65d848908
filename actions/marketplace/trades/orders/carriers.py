"""Recognises the carriers (couriers, airlines, shipping lines) that a supplier may name for a shipment.

Only the carriers that `trade.carriers` lists are accepted. Caravan tells the buyer the carrier's name,
and a supplier must not be able to write anything else in that place. If a carrier is missing, a
member of the staff reports the shipment.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from opencc import OpenCC

from actions.marketplace.base.records import Name
from actions.marketplace.trades.orders.records import ShipmentMode
from trade.carriers import Carrier, carriers

_SHORT = 4
"""A name of at most this many Latin letters, such as "one", "best" or "CR", is taken for a carrier
only if it is the whole text or in capitals."""
_CAPITALS = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]{2,3}(?![A-Za-z0-9])")
"""Finds short names in capitals, as in "by DHL". The pattern is not used for a text that is entirely in capitals."""
_OTHER_SCRIPT = re.compile(r"[^\x00-\x7f]+")
_FORM = re.compile(
    r"\b(?:co|ltd|limited|inc|corp|corporation|company|gmbh|llc|plc|group|sa|bv)\b|(?:股份|集团)?有限(?:责任)?公司"
)


def find_carrier(words: str) -> str | None:
    """Returns the carrier that the words name, as `trade.carriers` writes it, or None if they name none or several."""
    key = _key(words)
    if (alone := _names().get(key)) is not None:
        return alone
    capitals = {} if words.isupper() else dict.fromkeys(_CAPITALS.findall(words))
    said = [name for name in _names() if _is_said(name, key) or name.upper() in capitals]
    longest = {_names()[name] for name in said if not any(name != other and name in other for other in said)}
    return longest.pop() if len(longest) == 1 else None


def is_carrier(canonical: str) -> bool:
    return canonical in _carriers()


def carrier_names(canonical: str) -> Name:
    """Returns the English and the Chinese name of the carrier that `trade.carriers` lists as `canonical`.

    Raises:
        KeyError: there is no such carrier.
    """
    return Name(canonical, _carriers()[canonical].zh)


def usual_mode(canonical: str) -> ShipmentMode:
    """Returns how this carrier usually transports goods, such as "sea" or "express".

    Raises:
        KeyError: there is no such carrier.
    """
    return _carriers()[canonical].mode


@cache
def _carriers() -> dict[str, Carrier]:
    return {carrier.name: carrier for carrier in carriers()}


@cache
def _names() -> dict[str, str]:
    """Returns the carrier for each spelling (after `_key`) of a carrier's name. A spelling that two carriers
    share means the first one in the list."""
    names = dict[str, str]()
    for carrier in carriers():
        for name in (*carrier.names, *carrier.asked):
            names.setdefault(_key(name), carrier.name)
    return names


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def _key(words: str) -> str:
    """Returns the words in a form for comparing: in lower case and simplified Chinese characters, without accents,
    punctuation and legal forms such as "Co., Ltd."."""
    plain = "".join(
        " " if unicodedata.category(c)[0] in "PZSC" else c
        for c in unicodedata.normalize("NFKD", _simplifier().convert(words)).casefold()
        if unicodedata.category(c) != "Mn"
    )
    return " ".join(_FORM.sub(" ", plain).split())


def _is_said(name: str, key: str) -> bool:
    if not name.isascii():
        return len(name) > 1 and name in key
    latin = _OTHER_SCRIPT.sub(" ", key)
    return len(name) > _SHORT and f" {name} " in f" {latin} "
