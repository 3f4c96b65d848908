"""Decides which values of the task under way the figures of a message mean: a price, a quantity or a number of days.

The words alone do not show what "10" means. The task does: which value of each kind it holds, which one it has asked
for, and how large these values are. The decision is the same for every task; the task only says what it holds (`Held`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import log
from typing import Any

from actions.dialogue.brief import is_brief
from actions.dialogue.said.entities import MEASURES, Amount, Entities, is_size, read_amount
from actions.dialogue.said.figures import Figure
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.units import convert
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
"""The most words and Chinese characters of a message that says hardly more than a number."""
_NEAR = Decimal("2.5")
"""The largest factor between two amounts that are taken to be in the same currency, however it is called. Amounts in
different currencies differ by more."""
_WEIGHTS = frozenset((*MEASURES, "kilogram", "tonne"))
_BOXES = frozenset(("carton", "container", "container_20ft", "container_40ft", "container_40hq"))


@dataclass(frozen=True)
class Held:
    """Holds the value of one kind that the task has, or that the order or request has which the task is about: the
    quoted price, the ordered quantity. `unit` is a unit of goods or a currency. `value` is None as long as there is
    none."""

    value: Decimal | None = None
    unit: str | None = None
    before: Decimal | None = None
    """The value of the order or request that the task is about, if the task already has a different one."""

    def has(self, value: Decimal) -> bool:
        return value in (self.value, self.before)


def settle(turn: Turn, asked: str | None, held: Mapping[str, Held], goods: Sequence[str] = ()) -> Turn:
    """Returns the turn with its figures settled: `meant` has the figures that mean a value of one of the kinds in
    `held`, and of its entities, only these figures remain as prices and quantities. `goods` are the names of the goods
    that the task is about."""
    if turn.is_pressed:
        turn = replace(turn, figures=())  # a button carries its values as entities
    turn = replace(turn, figures=tuple(_add_to_held(figure, held) for figure in turn.figures))
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


def _add_to_held(figure: Figure, held: Mapping[str, Held]) -> Figure:
    """Returns the figure; one that makes the held number of days longer or shorter, as the number of days that
    results: after 25 days, "3 days less" are 22."""
    days = held.get(DAYS, Held()).value
    changed = days + figure.change * figure.value if days and figure.change else None
    return replace(figure, value=changed, label=DAYS) if changed is not None and changed > 0 else figure


def count_in(turn: Turn, unit: str) -> Decimal | None:
    """Returns the quantity that the figures of a settled turn mean, as a number of `unit`; None if they mean none."""
    figure = turn.meant.get(QUANTITY)
    if figure is None:
        return None
    converted = convert(figure.value, figure.unit, unit)
    return figure.value if converted is None else converted


def _find_told(turn: Turn, kind: str, held: Held) -> Figure | None:
    """Returns the last quantity among the entities that comes from the message before this one, or from a button,
    instead of from the text; None if there is none."""
    others = [value for value in turn.entities.values(kind) if not any(_is_same(value, each) for each in turn.figures)]
    amount = read_amount(others[-1]) if others and kind == QUANTITY else None
    told = Figure(0, 0, amount.value, "count", amount.unit) if amount else None
    return told if told and _fits_unit(told, held) else None


def _find_kind(
    turn: Turn, figure: Figure, asked: str | None, held: Mapping[str, Held], goods: Sequence[str]
) -> str | None:
    """Returns the kind of value that the figure is, or None if the task holds no value of that kind."""
    if figure.label and figure.label not in held and figure.kind in ("bare", "count", "money", "named"):
        return None
    if _is_difference(turn, figure, held):
        return None
    if figure.kind == "money":
        return PRICE if PRICE in held else None
    if figure.kind == "time":
        return DAYS if DAYS in held else None
    if figure.kind == "count":
        return QUANTITY if QUANTITY in held and _fits_unit(figure, held[QUANTITY]) else None
    if figure.kind == "part":  # the number of one variant is the quantity only as long as there is none
        return QUANTITY if QUANTITY in held and held[QUANTITY].value is None else None
    if figure.kind == "named":
        return QUANTITY if QUANTITY in held and _names_goods(figure, turn, goods) else None
    return _find_kind_of_bare(turn, figure, asked, held) if figure.kind == "bare" else None


def _is_difference(turn: Turn, figure: Figure, held: Mapping[str, Held]) -> bool:
    """Returns whether a bare number only says by how much one of the held values changes, as the 25 in "25 cheaper"
    does. It is no value itself, not even of the kind that was asked for."""
    is_held = any(one.value is not None for one in held.values())
    return figure.kind == "bare" and is_held and figure.value in {abs(change) for change in turn.differences}


def _fits_unit(figure: Figure, held: Held) -> bool:
    """Returns whether the count can replace the value that is held."""
    if figure.unit == held.unit or None in (figure.unit, held.unit):
        return not (held.value is None and figure.unit in MEASURES and is_size(_as_amount(figure)))
    return can_replace(figure.unit, held.unit)


def can_replace(new: str | None, held: str | None) -> bool:
    """Returns whether a quantity in the unit `new` can replace one in the unit `held`: a weight does not replace a
    number of pieces, and a number of boxes replaces neither."""
    if new == held or None in (new, held):
        return True
    return (new in _WEIGHTS) == (held in _WEIGHTS) and new not in _BOXES


def _as_amount(figure: Figure) -> Amount:
    return Amount(figure.value, figure.unit)


def _names_goods(figure: Figure, turn: Turn, goods: Sequence[str]) -> bool:
    """Returns whether the words behind the number name goods: the task's goods, or goods that the NLU has marked
    there."""
    named = [
        str(value) for name, value, start in turn.entities.places if name == "product" and 0 <= start - figure.end <= 3
    ]
    if not goods:
        return bool(named)
    return any(goods_likeness(name, goods) for name in (*named, *_cut(figure.name)))


def _cut(name: str) -> list[str]:
    """Returns the words, and every shorter beginning of them, because the name of the goods may end after any of the
    words."""
    words = name.split()
    return [" ".join(words[:length]) for length in range(1, min(len(words), 3) + 1)] if name.isascii() else [name[:4]]


def _find_kind_of_bare(turn: Turn, figure: Figure, asked: str | None, held: Mapping[str, Held]) -> str | None:
    """Returns the kind of a number without a unit: the kind of the number that it replaces, the kind that the words
    name, the kind that was asked for, or else the kind of a value that it could change."""
    for other in turn.figures:
        if other.stance == "out" and other is not figure:
            same = [kind for kind, one in held.items() if one.has(other.value)]
            if len(same) == 1:
                return same[0]
            if not same and other.kind == "named":
                return None  # "grade 316 rather than 304"
        if other.stance == "theirs" and other.kind == figure.kind:
            same = [kind for kind, one in held.items() if one.value == other.value]
            if len(same) == 1:
                return same[0]  # "they won't agree to 270. put 290"
    if figure.label in held:
        return figure.label
    if figure.name == "most" and PRICE in held and asked != QUANTITY:
        return PRICE  # "35 at most" speaks of money
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
    """Returns whether a number that the words do not name may be a new value: the message corrects something, or says
    nothing else."""
    corrects = turn.cues.corrects or turn.acts.share("correct") >= _SURE
    return figure.name not in ("least", "most") and (
        corrects or figure.name == "set" or is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    )


def _is_fraction_of_quantity(figure: Figure, held: Mapping[str, Held]) -> bool:
    """Returns whether a number with decimals is a new weight or measure instead of a price."""
    quantity, price = held.get(QUANTITY, Held()), held.get(PRICE, Held())
    if quantity.unit not in _WEIGHTS or not quantity.value:
        return False
    return price.value is None or abs(log(figure.value / quantity.value)) < abs(log(figure.value / price.value))


def _choose(figures: Sequence[Figure], kind: str, held: Held) -> Figure:
    """Returns the one of several figures of the same kind that counts: usually the last one. A quantity in the unit of
    the goods goes before others, and if the task has no quantity yet, the largest one counts."""
    if kind != QUANTITY or len(figures) == 1:
        return figures[-1]
    if held.value is None:
        return max(figures, key=lambda figure: figure.value)
    others = [figure for figure in figures if not held.has(figure.value)] or figures
    own = [figure for figure in others if figure.unit == held.unit or figure.label == QUANTITY]
    return (own or others)[-1]


def read_currency(figure: Figure, held: Held) -> str | None:
    """Returns the currency of a price, or None if neither the message nor the task shows it. A colloquial name such as
    块 or "bucks" means the currency of the price before, if the two amounts are about as large."""
    before = held.value or held.before
    if figure.unit is None or held.unit in (None, figure.unit) or not figure.is_loose or not before:
        return figure.unit or held.unit
    return held.unit if 1 / _NEAR <= figure.value / before <= _NEAR else figure.unit


def _settle_entities(turn: Turn, kinds: Mapping[Figure, str | None], held: Mapping[str, Held]) -> Entities:
    """Returns the entities of the message. Its prices and quantities are replaced by the figures that mean a price or a
    quantity."""
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
    """Returns the figure as the value of an entity. If the NLU has marked the figure, `said` is the value that it gave,
    which is kept."""
    given = said if isinstance(said, Mapping) else {}
    if name == QUANTITY:
        return {"value": f"{figure.value:f}", "unit": figure.unit or given.get("unit")}
    return {"amount": str(given.get("amount") or f"{figure.value:f}"), "currency": read_currency(figure, held)}
