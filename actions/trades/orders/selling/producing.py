"""Declares the task of reporting how far the production of an order is: that it has started or finished, or the day on
which the goods leave, which may be later than promised. After a final "yes", the buyer is told."""

from __future__ import annotations

from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.refusals import say_suppliers_only
from actions.dialogue.registry import HANDLERS, answers, in_passing
from actions.dialogue.said.entities import read_amount, read_day
from actions.dialogue.tasks import Slot, Task, confirm_buttons, declare, fill, find_task, start, store, tell_passed_on
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Quantity, WriteKey
from actions.marketplace.trades.letters.records import find_language
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM, TO_MAKE, TO_RECEIVE, TO_SHIP
from actions.marketplace.trades.orders.records import Order
from actions.replies import Button, Value, button, date, days, quantity, term
from actions.trades.notes.drafting import say_day
from actions.trades.notes.reasons import leaves_reason_out, read_given_reason, read_reason
from actions.trades.orders.cards import order_card, order_values
from actions.trades.orders.own_order import access_own, check_own
from actions.trades.orders.progress import say_progress
from actions.trades.orders.selling.asked_changes import ask_to_answer
from actions.trades.orders.selling.confirming import ask_to_confirm, find_waiting_at_hand
from actions.trades.orders.selling.reading_progress import PROGRESS
from actions.trades.orders.selling.reading_reports import (
    ARRIVAL,
    FINISHED,
    LATE,
    NEED_DAY,
    NO_DAY,
    OF_PROGRESS,
    SHIP_DAY,
    STAGES,
    STARTED,
    find_promised,
    find_stage,
    is_late,
    possible_stages,
    read_day_ahead,
    read_later_than_promised,
    read_moved_day,
    read_report,
    read_why,
    reports_progress,
    tells_more_than_stages,
)
from actions.trades.orders.told.courses import say_made
from actions.trades.orders.which_order import (
    find_by_ending,
    find_named_orders,
    find_number_without_prefix,
    find_order_in_question,
)

_CONFIRMS = {
    STARTED: "utter_production_started_confirm",
    PROGRESS: "utter_production_progress_confirm",
    ARRIVAL: "utter_production_arrival_confirm",
    FINISHED: "utter_production_finished_confirm",
    SHIP_DAY: "utter_production_ship_day_confirm",
    LATE: "utter_production_late_confirm",
}
_CONFIRMS_WITH_REASON = {
    LATE: "utter_production_late_reason_confirm",
    ARRIVAL: "utter_production_arrival_reason_confirm",
}
_DONE = {
    STARTED: "utter_production_started_now",
    PROGRESS: "utter_production_progress_now",
    ARRIVAL: "utter_production_arrival_now",
    FINISHED: "utter_production_finished_now",
    SHIP_DAY: "utter_production_ship_day_now",
    LATE: "utter_production_late_now",
}
_REPORTS_READ = {
    "en": {
        ARRIVAL: "The goods of order {number} are delayed by {later} days and now arrive on {day}.",
        LATE: "Order {number} is delayed by {later} days and now leaves on {day}.",
        "reason": " Reason: {reason}.",
    },
    "zh": {
        ARRIVAL: "订单{number}的货物晚{later}天，预计{day}到货。",
        LATE: "订单{number}晚{later}天，{day}发货。",
        "reason": "原因：{reason}。",
    },
}
"""How a report of a delay reads, by its language and stage."""
_MAY_BE_LATE = frozenset(
    ("report_problem", "inform", "nlu_fallback", "out_of_scope", "change_order", "ask_lead_time", "faq_shipping_time")
)
"""Intents that the NLU may find in messages about a delay."""
_STORY_WORDS, _STORY_HAN = 25, 40
"""The most words and Chinese characters of a message that only reports. A longer one tells more than the report."""
_OF_OTHER_THINGS = (
    "rfq_number",
    "claim_number",
    "sample_number",
    "question_number",
    "tracking_number",
    "carrier",
    "price",
)
"""Entities of messages that do not tell of the work on an order."""


@answers("report_production", signed_in=True)
async def report_production(turn: Turn) -> list[Event]:
    """Begins the task with the stage and the day that the message gives."""
    if not turn.is_supplier:
        return [say_suppliers_only(turn)]
    late = is_late(turn)  # goods on their way can come late, too
    order = await find_waiting_at_hand(turn) or await find_order_in_question(
        turn, "report_production", likely=TO_MAKE, only=(*TO_SHIP, *TO_RECEIVE) if late else TO_SHIP
    )
    if order is None:
        return []
    turn.apply([SlotSet("order_number", order.number)])
    if turn.asks and any({"how_much", "how_many"} & set(clause.kinds) for clause in turn.asked):
        say_made(turn, order)  # 丝巾还有多少没做完 asks, and reports nothing
        return []
    is_progress, moved = reports_progress(turn, order), read_moved_day(turn, order)
    if tells_more_than_stages(turn) and not is_progress and moved is None:
        return await tell_progress(turn, order)
    if order.asked:
        return ask_to_answer(turn, order, order.asked)
    if order.state in TO_CONFIRM:
        return ask_to_confirm(turn, order)
    if _has_left(order):
        return await report_later_arrival(turn, order)
    if order.state not in TO_SHIP:
        turn.say("utter_production_not_now", order_values(order), cards=[order_card(turn, order)])
        return []
    report = {"stage": SHIP_DAY, "day": moved.isoformat()} if moved else read_report(turn, order, {})
    await start(turn, PRODUCTION, {"order_number": order.number, **report, **read_why(turn, order, report)})
    return []


@in_passing
async def later_than_promised(turn: Turn) -> list[Event] | None:
    """Reads a number of days "later" as a delay of the order that the message names, else of the one at hand: "a week
    later because the dye house is closed". By its words alone, such a message may report a problem."""
    if not turn.is_typed_by_supplier or turn.intent not in _MAY_BE_LATE or turn.asks or turn.dictation.is_to_them:
        return None
    speaks_of_it = is_late(turn) or turn.cues.speaks_of_leaving
    later = turn.shifts[-1] if turn.shifts else turn.cues.duration if is_late(turn) else None
    is_early = bool(turn.shifts) and turn.shifts[-1] < 0  # 800条那单会早5天
    if not (speaks_of_it or is_early) or not later or turn.open_proposal:
        return None
    named = await find_named_orders(turn)
    numbers = (
        [each.number for each in named or []] if turn.entities.order_number is None else [turn.entities.order_number]
    )
    if not numbers and turn.record.is_about("order"):
        numbers = [str(turn.word_slot("order_number"))]
    if len(numbers) != 1:
        return None
    order = await turn.market.orders.access_order(turn.account, numbers[0])
    if order.state not in TO_SHIP or order.ships_on is None:
        return None
    return await HANDLERS["report_production"](turn.with_entities(order_number=order.number))


@in_passing
async def progress_of_production(turn: Turn) -> list[Event] | None:
    """Begins to report how far the production of an order is, if the message says this of the order that it names, or
    of the one that is talked about: "log 300 of 500 done", 600套的那单 上釉了 跟客户报一下. A message that is dictated word
    for word stays a message."""
    if not turn.is_typed_by_supplier or not turn.cues.progress or turn.asks or turn.dictation.is_message:
        return None
    if turn.cues.progress.get("ready"):
        return None  # "only 300 of 500 are ready" may begin a shipment
    if turn.dictation.told or not is_brief(turn.text, _STORY_WORDS, _STORY_HAN) or turn.entities.has(*_OF_OTHER_THINGS):
        return None
    named = await find_named_orders(turn) if turn.entities.order_number is None else None
    at_hand = find_order_at_hand(turn) if not named else None
    number = turn.entities.order_number or (named[0].number if named and len(named) == 1 else at_hand)
    if number is None:
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    if order.asked or not reports_progress(turn, order):
        return None
    return await HANDLERS["report_production"](turn.with_entities(order_number=order.number))


@in_passing
async def later_arrival(turn: Turn) -> list[Event] | None:
    """Begins to report that goods on their way arrive later, if the message says so of the order that it names, or of the
    one that is talked about: 船公司通知晚到6天, "the walnut train is delayed"."""
    if not turn.is_typed_by_supplier or turn.cues.is_question or turn.dictation.is_message:
        return None
    if turn.entities.has(*_OF_OTHER_THINGS) or turn.intent == "contact_supplier":
        return None
    if not is_late(turn) and not (turn.shifts and turn.shifts[-1] > 0):
        return None
    named = await find_named_orders(turn) if turn.entities.order_number is None else None
    at_hand = find_order_at_hand(turn) if not named else None
    number = turn.entities.order_number or (named[0].number if named and len(named) == 1 else at_hand)
    order = await turn.market.orders.access_order(turn.account, number) if number else None
    if order is None or not _has_left(order):
        return None
    turn.apply([SlotSet("order_number", order.number)])
    return await report_later_arrival(turn, order)


async def report_later_arrival(turn: Turn, order: Order) -> list[Event]:
    """Begins the task for the shipment of the order that is on its way, the latest one if there are several."""
    shipment = order.on_the_way[-1]
    known = {"order_number": order.number, "stage": ARRIVAL, "shipment": shipment.id}
    await start(turn, PRODUCTION, {**known, **read_report(turn, order, known), **read_why(turn, order, known)})
    return []


def _has_left(order: Order) -> bool:
    """Returns whether the whole order is on its way, so that it can only arrive later."""
    return bool(order.on_the_way) and order.state not in (*TO_CONFIRM, *TO_SHIP)


@in_passing
async def late_in_a_story(turn: Turn) -> list[Event] | None:
    """Begins to report a delay if a long message speaks of it, with much else that is not for the buyer. The task asks
    for the new day, because a day in such a message may be another one."""
    is_long = not is_brief(turn.text, _STORY_WORDS, _STORY_HAN)
    if not turn.is_typed_by_supplier or not is_long or not is_late(turn) or turn.asks:
        return None
    named = [each.number for each in await find_named_orders(turn) or ()]
    number = turn.entities.order_number or (named[0] if len(named) == 1 else None)
    if number is None:
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    if order.state not in TO_SHIP or order.asked or LATE not in possible_stages(order):
        return None
    turn.apply([SlotSet("order_number", order.number)])
    turn.say("utter_production_told_for_you", order_values(order))
    values = {"order_number": order.number, "stage": LATE, **read_later_than_promised(turn, order.ships_on)}
    await start(turn, PRODUCTION, values, presumed=("stage",))
    return []


@in_passing
async def report_amid_another_task(turn: Turn) -> list[Event] | None:
    """Begins to report the production or the shipment of another order than that of the task under way: 华夏那单做完了
    during a quotation. Puts the task aside. If the task is writing a message to somebody, leaves such words to it."""
    task, state = find_task(turn), turn.task
    if task is None or state is None or task.takes_questions or turn.is_pressed or not turn.is_supplier or turn.asks:
        return None
    reports = turn.intent == "report_production" and {STARTED, FINISHED, LATE} & set(turn.reports)
    ships = turn.intent == "ship_order" and turn.entities.has("tracking_number") and task.intent != "sample_status"
    if not reports and not ships:
        return None
    waits = state.asked == "tracking_number" and not turn.entities.has("product", "company", "quantity")
    named = await find_by_ending(turn) or ([] if waits else await find_named_orders(turn)) or []
    number = turn.entities.order_number or find_number_without_prefix(turn)
    number = number or (named[0].number if len(named) == 1 else None)
    if number == state.values.get("order_number") or (number is None and (reports or "order_number" in state.values)):
        return None
    return await HANDLERS[turn.intent](turn.with_entities(order_number=number) if number else turn)


@in_passing
async def reason_of_a_delay(turn: Turn) -> list[Event] | None:
    """Keeps the reason that the message gives for the delay under way, even if the reason names other goods: "put
    reason: LED drivers late from the vendor", 原因写窑炉检修."""
    state = turn.task
    gives = "why" in turn.topics or (turn.cues.says_instead and not turn.cues.progress)
    if state is None or state.name != PRODUCTION.name or turn.is_pressed or turn.asks or not gives:
        return None
    order = await access_own(turn, state.values, "supplier")
    says_out = bool(state.values.get("reason")) and leaves_reason_out(turn, str(state.values["reason"]))
    if (
        order is None
        or says_out
        or state.values.get("stage") is None
        or find_stage(order, state.values) not in (LATE, ARRIVAL)
    ):
        return None
    reason = read_given_reason(turn)
    if reason is None:
        return None
    store(turn, {"reason": reason})
    return []


@in_passing
async def report_in_another_language(turn: Turn) -> list[Event] | None:
    """Shows how the report under way reads in the language that the supplier wants for it: 告诉买家 用英文写. Only the
    reason stays in the supplier's words."""
    state, language = turn.task, turn.cues.language
    if state is None or state.name != PRODUCTION.name or turn.is_pressed or not turn.is_supplier:
        return None
    if not turn.cues.asks_to_translate or language not in _REPORTS_READ:
        return None
    order, day = await access_own(turn, state.values, "supplier"), read_day(state.values.get("day"))
    promised = find_promised(order, state.values) if order else None
    if order is None or day is None or promised is None or state.values.get("stage") not in (LATE, ARRIVAL):
        return None
    said = _REPORTS_READ[language][str(state.values["stage"])]
    reason = _get_reason(state.values)
    words = said.format(number=order.number, day=say_day(language, day), later=max((day - promised).days, 0))
    if reason:
        words += _REPORTS_READ[language]["reason"].format(reason=reason)
    turn.say("utter_report_reads", {"words": words})
    if reason and find_language(reason) != language:
        turn.say("utter_reason_stays", {"reason": term("note.words", words=reason)})
    return []


@in_passing
async def more_of_the_trouble(turn: Turn) -> list[Event] | None:
    """Adds what the supplier goes on telling to the reason of the delay under way: 好的有400 坏的大概200 要重烧."""
    state = turn.task
    if state is None or state.name != PRODUCTION.name or state.values.get("stage") != LATE or turn.is_pressed:
        return None
    if not turn.cues.tells_trouble or turn.cues.is_question or turn.removals or "why" in turn.topics:
        return None
    if turn.shifts or turn.entities.days or turn.choices.get("day"):
        return None
    before = str(state.values.get("reason") or "")
    more = read_reason(turn, turn.content)
    if more is None or more in before or turn.cues.says_instead:
        return None
    await fill(turn, {"reason": "; ".join(filter(None, (before, more)))})
    return []


async def tell_progress(turn: Turn, order: Order) -> list[Event]:
    """Begins a message to the buyer with the supplier's words about its work on the order."""
    words = turn.dictation.words or turn.text.strip()
    return await HANDLERS["contact_team"](turn.with_entities(order_number=order.number, question=words))


async def promise_ship_day(turn: Turn, order: Order) -> list[Event]:
    """Begins the task with the day on which the supplier promises to ship: 明天发货."""
    day = read_later_than_promised(turn, order.ships_on) or read_day_ahead(turn)
    await start(
        turn,
        PRODUCTION,
        {"order_number": order.number, "stage": SHIP_DAY, **day, **read_why(turn, order, {"stage": SHIP_DAY, **day})},
    )
    return []


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    order = await access_own(turn, known, "supplier")
    if order is None:
        return {}
    found = read_report(turn, order, known)
    if found.get("stage") in NEED_DAY and known.get("day") == NO_DAY and "day" not in found:
        found["day"] = None
    return {**found, **read_why(turn, order, {**known, **found})}


def _describe(turn: Turn, values: Json) -> list[Value]:
    words: list[Value] = []
    if values.get("stage") in STAGES and values["stage"] != PROGRESS:
        words.append(term(f"stage.{values['stage']}"))
    if made := read_amount(values.get("made")):
        assert made.unit is not None
        words.append(quantity(Quantity(made.value, made.unit)))
    if step := values.get("step"):
        words.append(term("note.words", words=str(step)))
    if day := read_day(values.get("day")):
        words.append(date(day))
    if reason := _get_reason(values):
        words.append(term("note.words", words=reason))
    return words


async def _ask_stage(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "supplier")
    assert order is not None
    buttons: list[Button] = [
        button(f"stage.{stage}", "report_production", order_number=order.number, stage=stage)
        for stage in possible_stages(order)
    ]
    response = "utter_production_stage_again" if again else "utter_production_stage"
    turn.say(response, order_values(order), buttons=buttons)


async def _ask_day(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "supplier")
    if values.get("stage") == ARRIVAL:
        response = "utter_production_arrival_day_again" if again else "utter_production_arrival_day"
    else:
        response = "utter_production_day_again" if again else "utter_production_day"
    turn.say(response, _values(order, values) if order else {})


async def _ask_made(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "supplier")
    turn.say("utter_production_made_again" if again else "utter_production_made", order_values(order) if order else {})


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "supplier")
    assert order is not None
    stage = find_stage(order, values)
    buttons = confirm_buttons(turn, "button.report_now", "button.do_not_report")
    response, day = _CONFIRMS[stage], read_day(values.get("day"))
    if stage == SHIP_DAY and day and order.ships_on and day < order.ships_on:
        response = "utter_production_earlier_confirm"
    if values.get("reason"):
        response = _CONFIRMS_WITH_REASON.get(stage, response)
    elif stage in (SHIP_DAY, LATE) and order.state == "partly_shipped" and order.ships_on and not again:
        response = "utter_production_rest_confirm"
    if stage == ARRIVAL and _is_earlier(order, values):
        response = "utter_production_arrival_other_confirm"
    if stage in (SHIP_DAY, LATE) and _has_progress(values):
        turn.say("utter_production_progress_along", {"progress": say_progress(order, values)})
    turn.say(f"{response}_again" if again else response, _values(order, values), buttons=buttons)


def _has_progress(values: Json) -> bool:
    return any(values.get(name) for name in OF_PROGRESS)


def _is_earlier(order: Order, values: Json) -> bool:
    """Returns whether the goods on their way arrive before the expected day, or no day was expected."""
    expected, day = find_promised(order, values), read_day(values.get("day"))
    return expected is None or (day is not None and day <= expected)


async def _report(turn: Turn, values: Json) -> None:
    """Records the report, only once even if the turn is repeated."""
    number, stage, day = str(values["order_number"]), str(values["stage"]), read_day(values.get("day"))
    key, fulfilment = WriteKey(turn.context.message_id, "report_production"), turn.market.fulfilment
    before = await turn.market.orders.access_order(turn.account, number)
    shown = _values(before, values)
    if stage == STARTED:
        done = await fulfilment.start_production(turn.account, number, key)
    elif stage == PROGRESS or (stage in (SHIP_DAY, LATE) and _has_progress(values)):
        made, told = read_amount(values.get("made")), WriteKey(turn.context.message_id, "report_progress")
        step = str(values["step"]) if values.get("step") else None
        done = await fulfilment.report_progress(turn.account, number, told, made.value if made else None, step)
        if stage != PROGRESS:
            turn.say("utter_production_progress_now" if done else "utter_production_not_now", shown)
            return await _report(turn, {**values, **dict.fromkeys(OF_PROGRESS)})
    elif stage == FINISHED:
        done = await fulfilment.finish_production(turn.account, number, key)
    elif day is None or day < turn.today:
        return await start(
            turn, PRODUCTION, {"order_number": number, "stage": stage, "shipment": values.get("shipment")}
        )
    elif stage == ARRIVAL:
        done = await fulfilment.expect_later(
            turn.account, number, int(values["shipment"]), day, key, _get_reason(values)
        )
    else:
        done = await fulfilment.set_ship_day(
            turn.account, number, day, key, late=stage == LATE, reason=_get_reason(values)
        )
    order = await turn.market.orders.access_order(turn.account, number)
    response = _DONE[stage] if done else "utter_production_not_now"
    turn.say(response, {**shown, **order_values(order)}, cards=[order_card(turn, order)])
    if done and stage == LATE and "later" in shown:
        reason = _get_reason(values)
        words = [term("production.passed_on_late", **{name: shown[name] for name in ("number", "day", "later")})]
        tell_passed_on(turn, [*words, *([term("note.words", words=reason)] if reason else [])])
    turn.done.append("record_production")
    return None


def _values(order: Order, values: Json) -> dict[str, Value]:
    day = read_day(values.get("day"))
    shown = {**order_values(order), "day": date(day) if day else term("date.unknown")}
    promised = find_promised(order, values)
    if values.get("stage") == ARRIVAL:
        shown["expected"] = date(promised) if promised else term("date.unknown")
    if day and promised:
        shown["later"] = days(max((day - promised).days, 0))
    if _has_progress(values):
        shown["progress"] = say_progress(order, values)
    reason = _get_reason(values)
    return {**shown, "reason": term("note.words", words=reason)} if reason else shown


def _get_reason(values: Json) -> str | None:
    return str(values["reason"]) if values.get("reason") else None


def _needs_no_amount(values: Json) -> bool:
    return values.get("stage") != PROGRESS or bool(values.get("step"))


_DEEDS = {STARTED: frozenset(("start",)), FINISHED: frozenset(("finish",))}
"""The deeds that a yes to the report of a stage may name."""

PRODUCTION = declare(
    Task(
        name="production",
        is_change=True,
        deeds=frozenset(("register",)),
        find_deeds=lambda values: _DEEDS.get(str(values.get("stage")), frozenset()),
        intent="report_production",
        slots=(
            Slot("stage", "choice", _ask_stage),
            Slot("day", "date", _ask_day),
            Slot("made", "quantity", _ask_made, is_moot=_needs_no_amount),
        ),
        read=_read,
        describe=_describe,
        confirm=_confirm,
        effect=_report,
        is_there=check_own("supplier", "utter_no_order_to_ship"),
        refused="utter_production_not_reported",
        own=("ship_order", "ask_lead_time"),
        about={"order_number": "order_number"},
    )
)
"""The task of reporting how far the production of an order is."""
