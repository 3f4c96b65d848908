"""Declares the task of reporting an order, or a part of it, as shipped: it asks for the tracking number, the carrier
and a final "yes", which records the shipment. `actions.trades.orders.selling.correcting` corrects a wrong tracking
number."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from difflib import SequenceMatcher

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.refusals import say_suppliers_only
from actions.dialogue.registry import HANDLERS, answers, in_passing
from actions.dialogue.said.entities import Amount, pack_amount, read_amount, read_day
from actions.dialogue.said.shares import find_part
from actions.dialogue.tasks import Slot, Task, asks, confirm_buttons, declare, name_task, start, store
from actions.dialogue.turn import Turn
from actions.dialogue.values import QUANTITY, Held, settle
from actions.marketplace.base.records import Quantity, WriteKey
from actions.marketplace.trades.orders.carriers import carrier_names, find_carrier
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.lifecycle import TO_RECEIVE as ON_THE_WAY
from actions.marketplace.trades.orders.records import Order, OrderState
from actions.marketplace.trades.orders.tracking import read_tracking_number
from actions.replies import Value, code, date, lines, one_after_another, quantity, term, text
from actions.trades.orders.cards import goods_of_lines, order_card, order_values, payment_line
from actions.trades.orders.money.sums import speaks_of_money
from actions.trades.orders.own_order import access_own, check_own
from actions.trades.orders.selling.asked_changes import ask_to_answer
from actions.trades.orders.selling.confirming import ask_to_confirm
from actions.trades.orders.selling.correcting import TRACKING, begin_values
from actions.trades.orders.selling.correcting_quantities import correct_quantity, read_correction
from actions.trades.orders.selling.producing import (
    PRODUCTION,
    promise_ship_day,
    tell_progress,
)
from actions.trades.orders.selling.reading_reports import (
    LATE,
    SHIP_DAY,
    STARTED,
    is_partly_done,
    tells_more_than_stages,
)
from actions.trades.orders.selling.reading_shipments import MISTYPED, read_lots, read_shipment
from actions.trades.orders.which_order import find_named_orders, find_order_in_question

_MAY_CORRECT = frozenset(
    ("inform", "change_order", "nlu_fallback", "out_of_scope", "report_problem", "contact_supplier")
)
"""Intents that the NLU may find in a message that corrects a tracking number."""
_FEWEST_OF_ENDING = 3
_OF_A_LOT = ("part", "carrier", "tracking_number")
"""The values of one of several shipments that are reported one after the other."""
_BOXES = frozenset(("carton", "container", "container_20ft", "container_40ft", "container_40hq"))
"""Units of packing. If a message also counts pieces, a number with such a unit is no quantity of the order."""
_ALIKE = 0.85
"""The least similarity of two tracking numbers, between 0 and 1, at which the second corrects the first."""
_FEW_COUNTS = 3
"""The most numbers of a message in which two numbers that add up to the quantity are parts of the order."""
_WHEN = frozenset(("when", "until_when", "how_long", "which_day"))
"""The kinds of questions for a day."""
_REPORTED = frozenset(
    (
        *("production_started", "production_progress", "production_finished", "ship_day_set", "late"),
        *("part_shipped", "shipped", "tracking_corrected", "arrival_late"),
    )
)
"""The entries of the timeline of which the buyer is told when the supplier reports them."""
_LIKELY: tuple[OrderState, ...] = ("ready_to_ship", "partly_shipped", "in_production")


@in_passing
async def shipment_amid_a_report(turn: Turn) -> list[Event] | None:
    """Begins to report a shipment if the supplier gives a tracking number while it reports an order's production. The
    report of the production is given up, because the goods have left already; a day for the rest is kept."""
    state = turn.task
    says_how = turn.entities.has("tracking_number") or (turn.entities.has("carrier") and turn.entities.has("quantity"))
    if state is None or state.name != PRODUCTION.name or turn.is_pressed or not says_how:
        return None
    turn.record.task = None
    named = turn.entities.order_number or state.values.get("order_number")
    shipment = turn.as_wish("ship_order")  # the message does not correct the report
    day, is_same = read_day(state.values.get("day")), named == state.values.get("order_number")
    if day and is_same and state.values.get("stage") in (SHIP_DAY, LATE):
        turn.note("rest_day", day.isoformat())
    events = await ship_order(shipment.with_entities(order_number=named))
    turn.note("rest_day", None)
    return events


@in_passing
async def shipment_in_parts(turn: Turn) -> list[Event] | None:
    """Says that an order may leave in parts and begins to report the first one, for "can I ship in two parts?" and
    "300 pcs first, 200 next week, possible?". For 上海那批餐具 先发一部分, only begins to report it."""
    state = turn.task
    is_own = state is None or state.name in (SHIPMENT.name, PRODUCTION.name)
    may_ship = any("may_ship" in clause.things for clause in turn.asked)  # 那400套能不能先发走
    parts = [part for part in turn.cues.parts if not _ends_number(turn, str(part["number"]))]
    first = "leaves_first" in turn.topics and (len(parts) > 1 or (may_ship and parts))
    names_parts = turn.cues.splits or first
    is_heard = turn.is_supplier and turn.is_signed_in and not turn.is_pressed and is_own and names_parts
    if not is_heard or not (
        turn.cues.is_question or may_ship or (turn.cues.splits and state is None and not turn.cues.wishes_to)
    ):
        return None
    if turn.cues.names_sample:
        return None
    if turn.entities.has("rfq_number", "claim_number", "sample_number", "price") or turn.dictation.is_to_them:
        return None
    of_task = str(state.values["order_number"]) if state and state.values.get("order_number") else None
    named = await find_named_orders(turn) or []
    number = turn.entities.order_number or (named[0].number if len(named) == 1 else None)
    number = number or of_task or find_order_at_hand(turn)
    order = await turn.market.orders.access_order(turn.account, number) if number else None
    if order is None or order.state not in TO_SHIP or order.asked:
        return None
    turn.note("order_number", order.number)
    if not (turn.cues.is_question or may_ship):
        return await HANDLERS["ship_order"](turn.as_wish("ship_order").with_entities(order_number=order.number))
    unpaid = order.find_unpaid(turn.today)
    response = "utter_ship_parts_unpaid" if unpaid else "utter_ship_parts"
    turn.say(response, {**order_values(order), "unpaid": lines(payment_line(payment) for payment in unpaid)})
    if order.state == "in_production" and not (state is not None and state.name == SHIPMENT.name):
        return [SlotSet("order_number", order.number)]  # nothing can leave today
    known = {} if state is not None and state.name == SHIPMENT.name else {"order_number": order.number}
    part = _fit_part(turn, order, _read_quantity(turn)) if "leaves_first" in turn.topics else {}
    if state is not None and state.name == SHIPMENT.name:
        store(turn, {"in_parts": True, **part})
    else:
        await start(turn, SHIPMENT, {**known, "in_parts": True, **part}, presumed=("in_parts",))
    return [SlotSet("order_number", order.number)]


def _ends_number(turn: Turn, digits: str) -> bool:
    """Returns whether the digits name an order by the end of its number, as 852 in 852定金没到，能先发吗."""
    number = turn.entities.order_number or find_order_at_hand(turn)
    return number is not None and len(digits) >= _FEWEST_OF_ENDING and number.endswith(digits)


@in_passing
async def number_to_come(turn: Turn) -> list[Event] | None:
    """Keeps what was said of a shipment while its tracking number is not there yet, and says how to go on: "forwarder
    gives it in the afternoon", 单号等货代给 可以先不填吗."""
    state = turn.task
    if state is None or state.name != SHIPMENT.name or turn.is_pressed or state.values.get("tracking_number"):
        return None
    if not turn.cues.number_later or turn.entities.has("tracking_number") or turn.cues.has_long_number:
        return None
    found = {name: value for name, value in (await _read(turn, dict(state.values), None)).items() if value}
    store(turn, {**found, "number_later": True})
    if "tracking_number" not in state.later:
        state.later.append("tracking_number")
    return []


@in_passing
async def day_of_the_rest(turn: Turn) -> list[Event] | None:
    """Says by when the rest of an order is to leave: 剩下的最晚啥时候发, "what is the last day for the rest?"."""
    asks_when = any(_WHEN & set(clause.kinds) for clause in turn.asked)
    if not turn.is_supplier or not turn.is_signed_in or turn.is_pressed or not asks_when or turn.entities.days:
        return None
    if "rest_later" not in turn.topics and "rest" not in turn.topics:
        return None
    number = turn.entities.order_number or find_order_at_hand(turn)
    order = await turn.market.orders.access_order(turn.account, number) if number else None
    if order is None or order.state not in TO_SHIP or speaks_of_money(turn) or turn.intent == "payment_status":
        return None
    turn.say("utter_ship_rest_due", order_values(order))
    return []


@in_passing
async def whether_the_buyer_is_told(turn: Turn) -> list[Event] | None:
    """Says that the buyer learns what is reported of the order at hand: 买家会收到通知吧. Before the report is made, says
    that the buyer learns it after the yes."""
    if not turn.cues.asks_whether_told or not turn.is_supplier or not turn.is_signed_in or turn.is_pressed:
        return None
    state, number = turn.task, find_order_at_hand(turn)
    is_report = state is not None and state.name in (SHIPMENT.name, TRACKING.name, PRODUCTION.name)
    if number is None or (state is not None and not is_report):
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    if not is_report and not any(event.kind in _REPORTED for event in order.events):
        return None
    turn.say("utter_told_after_yes" if is_report else "utter_told_already", order_values(order))
    return []


@answers("ship_order", signed_in=True)
async def ship_order(turn: Turn) -> list[Event]:
    """Begins the task with the values that the message already gives."""
    if not turn.is_supplier:
        return [say_suppliers_only(turn)]
    choosing = (turn.open_choice or {}).get("intent") == "ship_order"
    found = read_shipment(turn, None) | _read_quantity(turn)
    before = turn.slot("shipment_read") if choosing else None
    known = {**(before or {}), **{name: value for name, value in found.items() if value}}
    turn.note("shipment_read", known or None)  # keeps the values while the contact chooses the order
    corrects = not turn.is_pressed and ("wrong" in turn.reports or "ends" in turn.topics or turn.acts.kind == "correct")
    only = ON_THE_WAY if corrects else TO_SHIP
    order = await find_order_in_question(turn, "ship_order", likely=_LIKELY, only=only)
    if order is None:
        return []
    turn.note("shipment_read", None)
    turn.note("order_number", order.number)
    if order.asked:
        return ask_to_answer(turn, order, order.asked)
    if order.on_the_way and (corrected := read_correction(turn)):
        return await correct_quantity(turn, order, *corrected)
    names_number = bool(known.get("tracking_number"))
    if order.on_the_way and (
        corrects or _repeats_number(order, known) or (order.state not in TO_SHIP and names_number)
    ):
        await start(turn, TRACKING, begin_values(turn, order, known))
        return []
    if order.state in TO_CONFIRM:
        return ask_to_confirm(turn, order)
    if order.state not in TO_SHIP:
        turn.say("utter_ship_not_now", order_values(order), cards=[order_card(turn, order)])
        return []
    in_parts = turn.cues.splits or turn.topics & {"rest_later", "leaves_first", "partly"}  # "the rest later"
    slips = "late" in turn.reports and not (names_number or in_parts)  # "so shipping slips. 5th to 10th"
    if (STARTED in turn.reports or slips) and not known:
        return await HANDLERS["report_production"](turn.with_entities(order_number=order.number))
    known = _fit_part(turn, order, known)
    is_part = turn.cues.splits or ("leaves_first" in turn.topics and "partly" in turn.topics)
    if not known.get("part") and is_part:
        known["in_parts"] = True
    splits = bool(known.get("part")) and "rest_later" in turn.topics and not is_partly_done(turn)
    if not names_number and not splits and any(day > turn.today for day in turn.entities.days):
        tells = tells_more_than_stages(turn)
        return await (tell_progress if tells else promise_ship_day)(turn, order)
    if lots := _read_lots(turn, order):
        shown = [_say_lot(lot) for lot in lots]
        turn.say("utter_ship_lots", {**order_values(order), "lots": lines(shown)})
        await start(turn, SHIPMENT, {"order_number": order.number, **lots[0], "then": lots[1:]})
        return []
    rest = _read_rest_day(turn) or turn.word_slot("rest_day") if known.get("part") else None
    await start(turn, SHIPMENT, {"order_number": order.number, **known, "rest_day": rest, **_read_days(turn)})
    return []


def _repeats_number(order: Order, known: Json) -> bool:
    """Returns whether the message gives only a tracking number, which is almost that of a shipment of this order. It is
    then a correction, whatever the words of the message."""
    number = str(known.get("tracking_number") or "")
    if not number or known.get("part"):
        return False
    ratios = [SequenceMatcher(None, number, one.tracking_number or "").ratio() for one in order.on_the_way]
    return any(_ALIKE <= ratio < 1 for ratio in ratios)


def _read_rest_day(turn: Turn) -> str | None:
    """Returns the future day on which the rest of the order leaves, or None: "600 left today, the rest on Monday",
    剩下的月底. The day on which a ship departs does not count, unless the words speak of the rest."""
    if "rest_later" not in turn.topics and (turn.cues.departs or _says_arrival(turn)):
        return None
    coming = [day for day in turn.entities.days if day > turn.today]
    if not coming and "rest_later" in turn.topics and turn.cues.deadline and turn.cues.deadline > turn.today:
        coming = [turn.cues.deadline]
    return max((day.isoformat() for day in coming), default=None)


def _read_days(turn: Turn) -> Json:
    """Returns the days on which the goods of this shipment depart and arrive, as far as the message names them."""
    if turn.is_pressed or "rest_later" in turn.topics:
        return {}
    days, found = sorted(turn.entities.days), Json()
    if days and turn.cues.departs:
        found["departs_on"] = days[0].isoformat()
    if days and _says_arrival(turn) and (len(days) > 1 or not turn.cues.departs) and days[-1] > turn.today:
        found["arrives_on"] = days[-1].isoformat()
    return found


@in_passing
async def number_mistyped(turn: Turn) -> list[Event] | None:
    """Begins to correct a tracking number if the message says that it is wrong, or gives its right ending: "the waybill
    should end in 48", 单号最后 三位写错了，是776. By its words alone, such a message may change an order or be a
    message to the buyer."""
    if not turn.is_typed_by_supplier or turn.intent not in _MAY_CORRECT or turn.asks or turn.dictation.is_to_them:
        return None
    names_it = "waybill" in turn.topics
    says_end = "ends" in turn.topics and (names_it or turn.record.is_about("order"))
    if not says_end and not (names_it and "wrong" in turn.reports):
        return None
    return await HANDLERS["ship_order"](turn.as_wish("ship_order"))


@in_passing
async def another_shipment(turn: Turn) -> list[Event] | None:
    """Reads a message during the correction of a tracking number as a report: a quantity with a carrier or a tracking
    number is one more shipment, and a future day is the day on which the rest of the order leaves."""
    state = turn.task
    if state is None or state.name != TRACKING.name or turn.is_pressed:
        return None
    number = str(state.values["order_number"])
    coming = any(day > turn.today for day in turn.entities.days) and not turn.entities.has("tracking_number")
    if not coming and not (turn.entities.has("quantity") and turn.entities.has("tracking_number", "carrier")):
        return None
    turn.say("utter_task_aside", {"task": name_task(state)})
    turn.record.put_aside()
    wish = "report_production" if coming else "ship_order"
    return await HANDLERS[wish](turn.as_wish(wish).with_entities(order_number=number))


@in_passing
async def lot_that_leaves_later(turn: Turn) -> list[Event] | None:
    """Takes the second of two shipments out of the report, and keeps the day on which it will leave, if the message
    names its carrier and a day: "cosco leaves only on Thursday"."""
    state = turn.task
    lots = state.values.get("then") or [] if state is not None and state.name == SHIPMENT.name else []
    if state is None or len(lots) != 1 or turn.is_pressed or turn.asks:
        return None
    carriers = _read_carriers(turn)
    coming = [day for day in turn.entities.days if day > turn.today]
    names_lot = lots[0].get("carrier") in carriers and state.values.get("carrier") not in carriers
    if not names_lot or len(coming) != 1 or turn.entities.has("tracking_number"):
        return None
    store(turn, {"then": [], "rest_day": coming[0].isoformat()})
    turn.say("utter_ship_lot_waits", {"lot": _say_lot(lots[0]), "day": date(coming[0])})
    return []


def _read_carriers(turn: Turn) -> set[str | None]:
    """Returns the carriers that the message names, even if the NLU has not marked them."""
    return {find_carrier(word) for word in turn.entities.words("carrier")} or {find_carrier(turn.text)} - {None}


@in_passing
async def number_of_an_earlier_lot(turn: Turn) -> list[Event] | None:
    """Begins to correct the tracking number of an earlier shipment, if the message names that shipment's carrier during
    the report of the next one: "scratch the number I gave for Maersk, take 241178834"."""
    state = turn.task
    if state is None or state.name not in (SHIPMENT.name, PRODUCTION.name) or turn.is_pressed or turn.asks:
        return None
    order = await turn.market.orders.access_order(turn.account, str(state.values["order_number"]))
    carriers = _read_carriers(turn)
    meant = [one for one in order.on_the_way if one.carrier in carriers]
    known = {name: value for name, value in read_shipment(turn, None).items() if value} if meant else {}
    corrects = turn.cues.corrects or turn.acts.kind == "correct"
    is_other = corrects if state.name == PRODUCTION.name else state.values.get("carrier") not in (None, *carriers)
    is_other = is_other and not turn.entities.has("quantity")
    if len(meant) != 1 or not known.get("tracking_number") or not is_other:
        return None
    turn.record.put_aside()
    await start(turn, TRACKING, begin_values(turn, order, known))
    return []


@in_passing
async def what_the_buyer_sees(turn: Turn) -> list[Event] | None:
    """Shows the order at hand for "what can the customer see?", also during a report, which the buyer does not see
    yet."""
    state = turn.task
    if not turn.cues.asks_what_they_see or not turn.is_supplier or not turn.is_signed_in or turn.is_pressed:
        return None
    is_report = state is None or state.name in (SHIPMENT.name, TRACKING.name, PRODUCTION.name)
    number = find_order_at_hand(turn) if is_report else None
    if number is None:
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    turn.say("utter_buyer_sees_not_yet" if state else "utter_buyer_sees", order_values(order))
    return await HANDLERS["order_status"](turn.as_wish("order_status").with_entities(order_number=number))


@in_passing
async def lots_the_other_way_round(turn: Turn) -> list[Event] | None:
    """Swaps the quantities of two shipments that the supplier reports one after the other: "the quantities are the
    other way round"."""
    state = turn.task
    if state is None or state.name != SHIPMENT.name or turn.is_pressed or not turn.cues.swaps_two:
        return None
    lots = [state.values, *(state.values.get("then") or [])]
    if len(lots) != 2:
        return None
    first, second = (lot.get("part") for lot in lots)
    store(turn, {"part": second, "then": [{**lots[1], "part": first}]})
    await _show_lots(turn, state.values)
    return []


@in_passing
async def another_lot_first(turn: Turn) -> list[Event] | None:
    """Begins with another one of the shipments that the supplier reports one after the other, if a yes names it: "ok,
    register the second one"."""
    state = turn.task
    if state is None or state.name != SHIPMENT.name or turn.is_pressed or not turn.cues.assents:
        return None
    later: list[Json] = state.values.get("then") or []
    chosen = [place for place in turn.cues.find_ordinals(len(later) + 1) if place > 0]
    if len(chosen) != 1 or not state.values.get("part"):
        return None
    first = {name: state.values.get(name) for name in _OF_A_LOT}
    others = [lot for place, lot in enumerate(later, 1) if place != chosen[0]]
    store(turn, {**dict.fromkeys(_OF_A_LOT), **later[chosen[0] - 1], "then": [first, *others]})
    await _show_lots(turn, state.values)
    return []


async def _show_lots(turn: Turn, values: Json) -> None:
    order = await turn.market.orders.access_order(turn.account, str(values["order_number"]))
    shown = lines(_say_lot(lot) for lot in (values, *values["then"]))
    turn.say("utter_ship_lots", {**order_values(order), "lots": shown})


def _read_lots(turn: Turn, order: Order) -> list[Json]:
    """Returns the shipments that the message names, if it names several and their sum is not more than the quantity
    left to ship."""
    left = order.left_to_ship
    lots = read_lots(turn, left)
    return lots if sum(Decimal(lot["part"]["value"]) for lot in lots) <= left.value else []


def _say_lot(lot: Json) -> Value:
    part = read_amount(lot["part"])
    assert part is not None
    assert part.unit is not None
    sent = quantity(Quantity(part.value, part.unit))
    carrier = text(carrier_names(str(lot["carrier"])))
    if number := lot.get("tracking_number"):
        return term("shipment.lot", quantity=sent, carrier=carrier, tracking_number=code(str(number)))
    return term("shipment.lot_without_number", quantity=sent, carrier=carrier)


def _read_quantity(turn: Turn) -> Json:
    """Returns the quantity in the message, which may be a part of the order: "500 pieces left today"."""
    amounts = [amount for amount in map(read_amount, turn.entities.values("quantity")) if amount]
    unboxed = [amount for amount in amounts if amount.unit not in _BOXES]
    amount = unboxed[-1] if unboxed else turn.entities.quantity
    return {"part": pack_amount(amount)} if amount else {}


def _settle(turn: Turn, order: Order, known: Json) -> Turn:
    """Returns the turn in which `settle` has decided what each number means, so that a number of boxes is no number of
    goods."""
    part, left = read_amount(known.get("part")), order.left_to_ship
    held = Held(part.value if part else left.value, left.unit, left.value)
    figures = tuple(figure for figure in turn.figures if part or figure.kind != "bare")  # it may be of a waybill
    return settle(replace(turn, figures=figures), None, {QUANTITY: held}, order.lines[0].product.both)


def _fit_part(turn: Turn, order: Order, values: Json) -> Json:
    """Returns the values with the quantity in the unit of the order. If the quantity is larger than what is left to
    ship, or in another unit, tells the contact so and leaves the quantity out."""
    part, left = read_amount(values.get("part")), order.left_to_ship
    others = {name: value for name, value in values.items() if name != "part"}
    if (named := _find_part(turn, order, part)) is not None:
        return {**others, "part": {"value": str(named), "unit": left.unit}}
    if part is None:
        return others
    if part.unit in (None, left.unit) and part.value <= left.value:
        return {**others, "part": {"value": str(part.value), "unit": left.unit}}
    turn.say("utter_ship_other_quantity", order_values(order))
    return others


def _find_part(turn: Turn, order: Order, said: Amount | None) -> Decimal | None:
    """Returns the quantity that leaves now, if the message describes it as a part of the order: the first of two
    numbers that add up to the quantity left to ship (先发200，剩下400), a share ("half today"), a number next to the
    whole quantity ("300 of 500"), or the only number of a message about a first part. `said` is the quantity that the
    NLU has found."""
    left, whole = order.left_to_ship, order.whole.value
    counts = [number for number in turn.numbers if 1 < number < left.value and str(number) not in order.number]
    boxed = {
        amount.value
        for amount in map(read_amount, turn.entities.values("quantity"))
        if amount and amount.unit in _BOXES
    }
    of_waybill = turn.cues.waybill or ""
    counts = [number for number in counts if number not in {*turn.cues.made, *boxed}]
    counts = [number for number in counts if str(number) not in of_waybill]
    first = next((number for number in counts if left.value - number in counts), None)
    if first is not None and len(counts) <= _FEW_COUNTS:
        return first
    if said is None and not turn.cues.vague_share and (share := find_part(turn.shares, left.value, left.unit)):
        return share
    names_whole = whole in turn.numbers or left.value in turn.numbers
    beside = names_whole and (said is None or said.value >= left.value)
    dates_rest = "rest_later" in turn.topics and not turn.entities.days  # the number in 剩下的2号发 is a day
    leaves_first = said is None and ("leaves_first" in turn.topics or dates_rest)
    return counts[0] if len(counts) == 1 and (beside or leaves_first) else None


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    read = read_shipment(turn, asked, known.get("carrier"), known.get(MISTYPED))
    if MISTYPED in read and known.get(MISTYPED):
        return read  # the message only corrects the number
    found = {name: value for name, value in read.items() if value or name == MISTYPED}
    if not turn.is_pressed and (order := await access_own(turn, known, "supplier")):
        found |= _fit_part(turn, order, _read_quantity(_settle(turn, order, known)))
        if part := read_amount(found.get("part")):
            found["left"] = str(order.left_to_ship.value - part.value)
    found |= _read_days(turn)
    if found.get("arrives_on") and (order := await access_own(turn, known, "supplier")):
        found["to"] = order.destination.city.en  # the place of arrival is known
    is_partly = bool(found.get("part") or known.get("part")) and not known.get("then")
    if is_partly and (rest := _read_rest_day(turn)):
        found["rest_day"] = rest
    return found


def _says_arrival(turn: Turn) -> bool:
    """Returns whether the day in the message is the day on which goods arrive: "eta 12 jan", 预计12月20到."""
    return turn.cues.asks_arrival or any("arrive" in each.things for each in turn.asked)


def _describe(turn: Turn, values: Json) -> list[Value]:
    words: list[Value] = []
    if number := values.get("tracking_number"):
        words.append(code(str(number)))
    if (carrier := values.get("carrier")) and find_carrier(str(carrier)):
        words.append(text(carrier_names(str(carrier))))
    part = read_amount(values.get("part"))
    if part and part.unit:
        words.append(quantity(Quantity(part.value, part.unit)))
    if rest := read_day(values.get("rest_day")):
        words.append(term("shipment.rest_on", day=date(rest)))
    if departs := read_day(values.get("departs_on")):
        words.append(term("shipment.departs_on", day=date(departs)))
    if arrives := read_day(values.get("arrives_on")):
        words.append(term("shipment.arrives_on", day=date(arrives)))
    return words


async def _ask_tracking_number(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "supplier")
    if values.get("number_later"):
        response = "utter_ship_number_later_again" if again else "utter_ship_number_later"
    else:
        response = "utter_ship_tracking_again" if again else "utter_ship_tracking"
    kept = {"kept": one_after_another(_describe(turn, values))}
    turn.say(response, {**order_values(order), **kept} if order else kept)


async def _ask_part(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "supplier")
    turn.say("utter_ship_part_again" if again else "utter_ship_part", order_values(order) if order else {})


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "supplier")
    assert order is not None
    buttons = confirm_buttons(turn, "button.record", "button.do_not_report")
    unpaid = order.find_unpaid(turn.today)
    response = "utter_ship_confirm_unpaid" if unpaid else "utter_ship_confirm"
    shown = {**_values(order, values), "unpaid": lines(payment_line(payment) for payment in unpaid)}
    turn.say(f"{response}_again" if again else response, shown, buttons=buttons)


async def _record(turn: Turn, values: Json) -> None:
    """Records the shipment, only once even if the turn is repeated.

    A conversation that began with an earlier version of Caravan may contain values that were never checked. The task
    asks again for those that are not valid.
    """
    number, carrier, tracking = (str(values[name]) for name in ("order_number", "carrier", "tracking_number"))
    checked = {"carrier": find_carrier(carrier), "tracking_number": read_tracking_number(tracking)}
    if None in checked.values():
        return await start(turn, SHIPMENT, {"order_number": number, **checked})
    key, part = WriteKey(turn.context.message_id, "ship_order"), read_amount(values.get("part"))
    before = await turn.market.orders.access_order(turn.account, number)
    shown = _values(before, values)
    quantity_sent = part.value if part else None
    ship = turn.market.fulfilment.ship_order
    changed = await ship(
        turn.account,
        number,
        carrier,
        tracking,
        key,
        quantity_sent,
        departs=read_day(values.get("departs_on")),
        eta=read_day(values.get("arrives_on")),
    )
    order = await turn.market.orders.access_order(turn.account, number)
    is_part = order.state == "partly_shipped"
    response = "utter_part_shipped_now" if is_part else "utter_order_shipped_now"
    turn.done.append("record_shipment")
    turn.say(
        response if changed else "utter_ship_not_now",
        {**_values(order, values), "shipped": shown["shipped"]},
        cards=[order_card(turn, order)],
    )
    rest = read_day(values.get("rest_day"))
    if is_part and rest and rest > turn.today:
        await start(turn, PRODUCTION, {"order_number": number, "stage": SHIP_DAY, "day": rest.isoformat()})
    if then := values.get("then"):
        await start(turn, SHIPMENT, {"order_number": number, **then[0], "then": then[1:]})
    return None


def _values(order: Order, values: Json) -> dict[str, Value]:
    carrier = _say_carrier(values)
    part, left = read_amount(values.get("part")), order.left_to_ship
    goods = goods_of_lines(order.lines[0].product, len(order.lines))
    shipped = term("order.goods_line", goods=goods, quantity=quantity(left))
    if part and part.value < left.value:
        rest = Quantity(left.value - part.value, left.unit)
        sent = Quantity(part.value, left.unit)
        more: dict[str, Value] = {"goods": goods, "quantity": quantity(sent), "rest": quantity(rest)}
        day = read_day(values.get("rest_day"))
        shipped = (
            term("shipment.part_with_rest_on", **more, day=date(day))
            if day
            else term("shipment.part_with_rest", **more)
        )
    return {
        **order_values(order),
        "carrier": carrier,
        "tracking_number": code(str(values.get("tracking_number"))),
        "shipped": shipped,
    }


def _say_carrier(values: Json) -> Value:
    """Returns the carrier together with the days on which the goods depart and arrive, as far as these are known."""
    carrier = text(carrier_names(str(values.get("carrier"))))
    departs, arrives = read_day(values.get("departs_on")), read_day(values.get("arrives_on"))
    days = [term("shipment.departs_on", day=date(departs))] if departs else []
    days += [term("shipment.arrives_on", day=date(arrives))] if arrives else []
    return term("shipment.carrier_with_days", carrier=carrier, days=one_after_another(days)) if days else carrier


SHIPMENT = declare(
    Task(
        name="shipment",
        deeds=frozenset(("register", "ship")),
        intent="ship_order",
        slots=(
            Slot("part", "quantity", _ask_part, is_moot=lambda values: not values.get("in_parts")),
            Slot("tracking_number", "number", _ask_tracking_number),
            Slot("carrier", "carrier", asks("utter_ship_carrier")),
        ),
        read=_read,
        describe=_describe,
        confirm=_confirm,
        effect=_record,
        is_there=check_own("supplier", "utter_no_order_to_ship"),
        refused="utter_ship_not_recorded",
        about={"order_number": "order_number"},
    )
)
"""The task of reporting an order as shipped."""
