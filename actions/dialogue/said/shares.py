"""Computes quantities from shares of them, as the NLU reads them: "10% more", "double", "half of them"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_WHOLE = frozenset(
    ("piece", "set", "pair", "carton", "dozen", "container", "container_20ft", "container_40ft", "container_40hq")
)
"""Units that are counted in whole numbers only."""
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Share:
    """Holds a share of a quantity. `kind` tells its meaning: the quantity grows by it (`more`), shrinks by it (`less`)
    or becomes it (`to`), or the words speak of this `part` of it, or of so many pieces of it (`count`). A share without
    a direction (`by`) has the direction of the change before it. `number` is a fraction of one, but a number of pieces
    for `count`."""

    kind: str
    number: Decimal


def read_shares(given: object) -> tuple[Share, ...]:
    """Reads the shares in the NLU's output."""
    found: Iterable[Mapping[str, Any]] = given if isinstance(given, list) else ()
    return tuple(Share(str(each["kind"]), Decimal(str(each["number"]))) for each in found)


def change_quantity(shares: Iterable[Share], before: Decimal, unit: str, held: Decimal | None = None) -> Decimal | None:
    """Returns the quantity `before` after the last share in `shares` that changes it, or None if none does. `held` is
    the changed quantity so far: a share without a direction ("no, 5% is enough") changes `before` in the same
    direction."""
    for share in reversed(tuple(shares)):
        factor = _find_factor(share, before, held)
        if factor is not None and factor > 0:
            return _round(before * factor, unit)
    return None


def _find_factor(share: Share, before: Decimal, held: Decimal | None) -> Decimal | None:
    if share.kind == "to":
        return share.number
    falls = share.kind == "less" or (share.kind == "by" and held is not None and held < before)
    rises = share.kind == "more" or (share.kind == "by" and held is not None and held > before)
    return 1 - share.number if falls else 1 + share.number if rises else None


def find_part(shares: Iterable[Share], whole: Decimal, unit: str) -> Decimal | None:
    """Returns how many of the `whole` the words speak of ("half of them", "30 of them"), or None."""
    for share in shares:
        part = share.number if share.kind == "count" else share.number * whole if share.kind == "part" else None
        if part is not None and 0 < part < whole:
            return _round(part, unit)
    return None


def mark_part(shares: Iterable[Share], whole: Decimal, unit: str, words: str) -> str | None:
    """Returns the words with the number of pieces that they speak of in front, so that readers of any language
    understand it: "400/800: half of them in dark blue". Returns None if they speak of no part."""
    part = find_part(shares, whole, unit)
    return None if part is None else f"{part.normalize():f}/{whole.normalize():f}: {words}"


def speaks_of_part(words: str) -> bool:
    """Returns whether `mark_part` has written the words."""
    part, _, rest = words.partition("/")
    whole, colon, _ = rest.partition(": ")
    return bool(colon) and all(number.replace(".", "", 1).isdecimal() for number in (part, whole))


def read_part(words: str) -> tuple[Decimal, Decimal, str] | None:
    """Returns the number of pieces, the number that was ordered, and the words, from a text that `mark_part` has
    written."""
    if not speaks_of_part(words):
        return None
    marked, _, told = words.partition(": ")
    part, whole = map(Decimal, marked.split("/"))
    return part, whole, told


def _round(number: Decimal, unit: str) -> Decimal:
    rounded = number.quantize(Decimal(1) if unit in _WHOLE else _CENT, ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded
