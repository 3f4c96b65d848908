"""Reads how far the production of an order is in a supplier's words."""

from __future__ import annotations

from decimal import Decimal

from actions.dialogue.discourse import Json
from actions.dialogue.said.entities import read_amount
from actions.dialogue.said.shares import Share, find_part
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Quantity
from actions.marketplace.trades.orders.records import Order
from actions.marketplace.trades.requests.held_words import find_in

PROGRESS = "progress"
"""The stage of a report that says how much is made, or which step the work has reached."""


def read_progress(turn: Turn, order: Order, known: Json) -> Json:
    """Returns how much of the order is made (`made`, a quantity) and which step the work has reached (`step`), as far as
    the message says it. `known` has the values of the report under way: once it says how much is made, a bare number or
    share is the corrected one, or the answer to the question for it. Returns {} for an order of several goods, because
    a number does not say which of them it counts."""
    if turn.is_pressed or len(order.lines) > 1:
        return {}
    said, whole = turn.cues.progress, order.lines[0].quantity
    made = _compute(turn, whole) if said else None
    is_under_way = known.get("stage") == PROGRESS or known.get("made") is not None
    if made is None and is_under_way and not turn.asks and not turn.entities.has("date", "price"):
        before = read_amount(known.get("made"))
        made = _read_bare(turn, whole, before.value if before else None)
    found: Json = {}
    if made is not None and 0 < made <= whole.value:
        found["made"] = {"value": str(made), "unit": whole.unit}
    steps = [str(said[name]) for name in ("step", "rest") if said.get(name)]
    if (step := "; ".join(steps)) and not find_in(step):
        found["step"] = step
    return found


def _compute(turn: Turn, whole: Quantity) -> Decimal | None:
    said = turn.cues.progress
    if share := said.get("share"):
        return _take_share(Decimal(str(share)), whole)
    if (count := said.get("count")) is None:
        return None
    return Decimal(str(count)) if said.get("of") is None or Decimal(str(said["of"])) == whole.value else None


def _read_instead(turn: Turn, made: Decimal | None) -> Decimal | None:
    """Returns the number that the message puts in the place of the reported one: 320 in 不是350 是320 有30套要重做."""
    at = next((at for at, each in enumerate(turn.figures) if each.stance == "out" and each.value == made), None)
    later = [each for each in turn.figures[at + 1 :] if each.stance == "said"] if at is not None else []
    return later[0].value if later else None


def _read_bare(turn: Turn, whole: Quantity, made: Decimal | None = None) -> Decimal | None:
    """Returns the quantity that the message gives as a bare share or number: 大概一半, "sorry, 320"."""
    if turn.cues.share_made:
        return _take_share(Decimal(turn.cues.share_made), whole)
    if (instead := _read_instead(turn, made)) is not None:
        return instead if 0 < instead < whole.value else None
    numbers = [number for number in turn.numbers if number not in turn.cues.ruled_out and number != whole.value]
    amount = turn.entities.quantity
    if amount is not None and amount.unit not in (None, whole.unit):
        return None
    is_alone = len(numbers) == 1 and not (turn.shifts or turn.cues.duration)
    return numbers[0] if is_alone and 0 < numbers[0] < whole.value else None


def _take_share(share: Decimal, whole: Quantity) -> Decimal | None:
    if share == 1:
        return whole.value
    return find_part([Share("part", share)], whole.value, whole.unit)


def is_whole(order: Order, report: Json) -> bool:
    """Returns whether the report says that everything is made."""
    made = read_amount(report.get("made"))
    return made is not None and made.value >= order.lines[0].quantity.value
