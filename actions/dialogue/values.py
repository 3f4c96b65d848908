"""Decides what the figures of a message mean to the task under way: a price, a quantity or a number of days.

The words alone do not tell what "10" means. What the task knows does: which value of each kind it holds, which one was asked for, and
how large such values are here. The decision is the same for every task; the task only says what it holds (`Held`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import log
from typing import Any

from actions.dialogue.brief import is_brief
from actions.dialogue.entities import MEASURES, Amount, Entities, is_size, read_amount
from actions.dialogue.figures import Figure
from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.likeness import goods_likeness

PRICE, QUANTITY, DAYS = "price", "quantity", "lead_time"
"""The kinds of values, by the names that label a figure."""
_OF_SLOT = {
    "unit_price": PRICE,
    "quantity": QUANTITY,
    "sample_quantity": QUANTITY,
    "lead_days": DAYS,
    "affected": QUANTITY,
}
"""The kind of value that a slot holds."""
_SURE = 0.5
_FEW_WORDS, _FEW_HAN = 6, 8
"""How long a message may be that says hardly more than a number."""
_NEAR = Decimal("2.5")
"""By how many times two amounts may differ that are said in the same currency, whatever its name. Currencies differ by more."""
_WEIGHTS = frozenset((*MEASURES, "tonne"))
_BOXES = frozenset(("carton", "container", "container_20ft", "container_40ft", "container_40hq"))


@dataclass(frozen=True)
class Held:
    """Holds the value of a kind that the task has, or that of what the task is about: the price that was quoted, the quantity that
    was ordered. `unit` is a unit of goods or a currency. `value` is None as long as there is none."""

    value: Decimal | None = None
    unit: str | None = None
    before: Decimal | None = None
    """The value of what the task is about, when the task has another one already."""

    def has(self, value: Decimal) -> bool:
        return value in (self.value, self.before)


def settle(turn: Turn, asked: str | None, held: Mapping[str, Held], goods: Sequence[str] = ()) -> Turn:
    """Returns the turn with its figures settled: `meant` has those that mean a value of one of the kinds `held`, and its entities are
    a price or a quantity only where that is so. `goods` are the names of what the task is about."""
    if turn.is_pressed:
        turn = replace(turn, figures=())  # what a button says is in its entities
    kinds = {figure: _find_kind(turn, figure, _OF_SLOT.get(asked or ""), held, goods) for figure in turn.figures}
    out = {figure.value for figure in turn.figures if figure.stance == "out"}
    meant: dict[str, Figure] = {}
    for kind in held:
        if own := [
            figure
            for figure, its in kinds.items()
            if its == kind and figure.stance == "said" and figure.value not in out
        ]:
            meant[kind] = _choose(own, kind, held[kind])
    for kind in held:
        if told := _find_told(turn, kind, held[kind]):
            meant[kind] = told
    settled = replace(turn, meant=meant)
    return replace(settled, entities=_settle_entities(settled, kinds, held))


def _find_told(turn: Turn, kind: str, held: Held) -> Figure | None:
    """Returns the last quantity that does not stand in this message, but in the one before it or in a button; None if there is none."""
    others = [value for value in turn.entities.values(kind) if not any(_is_same(value, each) for each in turn.figures)]
    amount = read_amount(others[-1]) if others and kind == QUANTITY else None
    told = Figure(0, 0, amount.value, "count", amount.unit) if amount else None
    return told if told and _fits_unit(told, held) else None


def _find_kind(
    turn: Turn, figure: Figure, asked: str | None, held: Mapping[str, Held], goods: Sequence[str]
) -> str | None:
    """Returns the kind of value that the figure is, or None if it is none that the task holds."""
    if figure.label and figure.label not in held and figure.kind in ("bare", "count", "money", "named"):
        return None
    if figure.kind == "money":
        return PRICE if PRICE in held else None
    if figure.kind == "time":
        return DAYS if DAYS in held else None
    if figure.kind == "count":
        return QUANTITY if QUANTITY in held and _fits_unit(figure, held[QUANTITY]) else None
    if figure.kind == "named":
        return QUANTITY if QUANTITY in held and _names_goods(figure, turn, goods) else None
    return _find_kind_of_bare(turn, figure, asked, held) if figure.kind == "bare" else None


def _fits_unit(figure: Figure, held: Held) -> bool:
    """Returns whether the count can be a new value of what is held: weights do not take the place of pieces, nor boxes that of either."""
    if figure.unit == held.unit or None in (figure.unit, held.unit):
        return not (held.value is None and figure.unit in MEASURES and is_size(_as_amount(figure)))
    groups = [unit in _WEIGHTS for unit in (figure.unit, held.unit)]
    return groups[0] == groups[1] and figure.unit not in _BOXES


def _as_amount(figure: Figure) -> Amount:
    return Amount(figure.value, figure.unit)


def _names_goods(figure: Figure, turn: Turn, goods: Sequence[str]) -> bool:
    """Returns whether the words behind the number name goods: those of the task, or those that the NLU finds right there."""
    named = [
        str(value) for name, value, start in turn.entities.places if name == "product" and 0 <= start - figure.end <= 3
    ]
    if not goods:
        return bool(named)
    return any(goods_likeness(name, goods) for name in (*named, *_cut(figure.name)))


def _cut(name: str) -> list[str]:
    """Returns the words, and the shorter ones with which they begin, since the name of the goods may end anywhere in them."""
    words = name.split()
    return [" ".join(words[:length]) for length in range(1, min(len(words), 3) + 1)] if name.isascii() else [name[:4]]


def _find_kind_of_bare(turn: Turn, figure: Figure, asked: str | None, held: Mapping[str, Held]) -> str | None:
    """Returns what a number without a unit is: what the number is that it replaces, what it is called, what was asked for, or else
    the value of which it could be another one."""
    for other in turn.figures:
        if other.stance == "out" and other is not figure:
            same = [kind for kind, one in held.items() if one.has(other.value)]
            if len(same) == 1:
                return same[0]
            if not same and other.kind == "named":
                return None  # "grade 316 rather than 304"
    if figure.label in held:
        return figure.label
    if figure.name == "most" and PRICE in held and asked != QUANTITY:
        return PRICE  # who says "35 at most" speaks of money
    if asked in held:
        return asked
    if not _may_correct(turn, figure):
        return PRICE if figure.value % 1 and PRICE in held else None
    if figure.value % 1 and PRICE in held and not _is_fraction_of_quantity(figure, held):
        return PRICE
    known = {kind: abs(log(figure.value / one.value)) for kind, one in held.items() if one.value and figure.value > 0}
    if not known:
        return next(iter(held)) if len(held) == 1 else None
    return min(known, key=lambda kind: known[kind])


def _may_correct(turn: Turn, figure: Figure) -> bool:
    """Returns whether a number to which the words give no name may be a new value: the message corrects something, or says no more."""
    corrects = turn.cues.corrects or turn.acts.share("correct") >= _SURE
    return figure.name not in ("least", "most") and (
        corrects or figure.name == "set" or is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    )


def _is_fraction_of_quantity(figure: Figure, held: Mapping[str, Held]) -> bool:
    """Returns whether the number with decimals is a new weight or measure, and not a price."""
    quantity, price = held.get(QUANTITY, Held()), held.get(PRICE, Held())
    if quantity.unit not in _WEIGHTS or not quantity.value:
        return False
    return price.value is None or abs(log(figure.value / quantity.value)) < abs(log(figure.value / price.value))


def _choose(figures: Sequence[Figure], kind: str, held: Held) -> Figure:
    """Returns the figure that counts of several that mean the same: the last word, but a quantity in the unit of the goods before
    others, and the largest of a first one."""
    if kind != QUANTITY or len(figures) == 1:
        return figures[-1]
    if held.value is None:
        return max(figures, key=lambda figure: figure.value)
    others = [figure for figure in figures if not held.has(figure.value)] or figures
    own = [figure for figure in others if figure.unit == held.unit or figure.label == QUANTITY]
    return (own or others)[-1]


def read_currency(figure: Figure, held: Held) -> str | None:
    """Returns the currency of a price, None if neither the message nor the task says it. What people call 块 or "bucks" is the currency
    that is spoken of, if the amount is as large as the one before."""
    if figure.unit is None or held.unit in (None, figure.unit) or not figure.is_loose or not held.value:
        return figure.unit or held.unit
    return held.unit if 1 / _NEAR <= figure.value / held.value <= _NEAR else figure.unit


def _settle_entities(turn: Turn, kinds: Mapping[Figure, str | None], held: Mapping[str, Held]) -> Entities:
    """Returns the entities of the message, of which prices and quantities are those that are meant so."""
    kept: list[tuple[str, Any]] = []
    for name, value in turn.entities.found:
        own = [figure for figure in turn.figures if name in held and _is_same(value, figure)]
        if not own or any(kinds[figure] == name and figure.stance == "said" for figure in own):
            kept.append((name, value))
    for name in (PRICE, QUANTITY):
        if figure := turn.meant.get(name):
            said = next((each[1] for each in kept if each[0] == name and _is_same(each[1], figure)), None)
            kept = [each for each in kept if each[0] != name or not _is_same(each[1], figure)]
            kept.append((name, _pack(figure, held[name], name, said)))
    return replace(turn.entities, found=tuple(kept))


def _is_same(value: object, figure: Figure) -> bool:
    number = value.get("value", value.get("amount")) if isinstance(value, Mapping) else value
    try:
        return Decimal(str(number)) == figure.value
    except ArithmeticError:
        return False


def _pack(figure: Figure, held: Held, name: str, said: Any) -> dict[str, Any]:
    """Returns the figure as the value of an entity, with the number as it was `said` if it was marked as one."""
    given = said if isinstance(said, Mapping) else {}
    if name == QUANTITY:
        return {"value": f"{figure.value:f}", "unit": figure.unit or given.get("unit")}
    return {"amount": str(given.get("amount") or f"{figure.value:f}"), "currency": read_currency(figure, held)}
