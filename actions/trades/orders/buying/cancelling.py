"""Declares the task of cancelling an order. Until production starts, a buyer can cancel alone. During production, the
supplier has to agree. Once goods are on their way, it is too late."""

from __future__ import annotations

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import HANDLERS, answers, in_passing
from actions.dialogue.tasks import CONFIRMED, Task, confirm_buttons, declare, start
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.orders.lifecycle import LIFECYCLE, TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.records import Order
from actions.replies import Value, button, lines, person_button, term
from actions.trades.notes.reasons import leaves_reason_out, read_reason
from actions.trades.orders.cards import order_card, order_values, payment_line
from actions.trades.orders.money.payments import refund_values
from actions.trades.orders.own_order import access_own, check_own
from actions.trades.orders.selling.asked_changes import ask_to_answer
from actions.trades.orders.selling.declining import decline_order
from actions.trades.orders.told.facts import say_loss
from actions.trades.orders.which_order import find_order_in_question

_AT_ONCE, _ASKED = "at_once", "asked"
"""The two ways to cancel: the buyer cancels alone, or asks the supplier. The task keeps the way, so that a "yes" does
what the final question said."""
_AMID = ("cancel_order", "order_change")
"""The tasks amid which a question about the cost of cancelling is about their order."""


@answers("cancel_order", signed_in=True)
async def cancel_order(turn: Turn) -> list[Event]:
    """Begins the task, or says why the order cannot be cancelled and what the buyer can do instead."""
    if turn.is_supplier:
        return await _answer_supplier(turn)
    if "keeps" in turn.topics:
        return await _keep(turn)
    possible = (*LIFECYCLE["cancel"].before, *LIFECYCLE["ask_cancel"].before)
    likely = LIFECYCLE["cancel"].before
    order = await find_order_in_question(turn, "cancel_order", likely=likely, possible=possible)
    if order is None:
        return []
    turn.apply([SlotSet("order_number", order.number)])
    if order.state == "cancelled":
        turn.say("utter_already_cancelled", order_values(order), cards=[order_card(turn, order)])
        return []
    if order.asked and order.asked.kind == "cancel":
        turn.say("utter_cancel_waits", order_values(order), cards=[order_card(turn, order)])
        return []
    if order.state not in possible:
        return _say_too_late(turn, order)
    if "may_cancel" in turn.topics:
        turn.say("utter_cancel_possible", order_values(order))
    way = _AT_ONCE if order.state in LIFECYCLE["cancel"].before else _ASKED
    reasons = turn.reasons or (turn.asked_by.reasons if turn.asked_by else ())
    reason = read_reason(turn, ", ".join(reasons)) if reasons and not turn.is_pressed else None
    await start(turn, CANCELLATION, {"order_number": order.number, "way": way, "reason": reason})
    return []


async def _keep(turn: Turn) -> list[Event]:
    """Says that the order is not cancelled, for "don't cancel it!". If the message also gives new values, begins a
    change of the order instead."""
    if turn.shares or turn.differences or turn.entities.has("quantity", "date", "country"):
        return await HANDLERS["change_order"](turn)
    turn.say("utter_order_kept")
    return []


@in_passing
async def loss_by_cancelling(turn: Turn) -> list[Event] | None:
    """Says what cancelling the order would cost, amid the question whether to cancel or change it: "and the deposit,
    gone?", 要是干脆取消呢 扣钱伐. By its words alone, that asks whether the goods have left, or adds to the change."""
    task = turn.task.name if turn.task is not None else None
    if task not in _AMID or turn.is_pressed or turn.is_supplier or not (number := find_order_at_hand(turn)):
        return None
    things = {thing for clause in turn.asked for thing in clause.things}
    asks = turn.asks or turn.cues.is_question or "supposes" in turn.topics
    asks_of_loss = {"deposit", "is_lost"} <= turn.topics or ("loss" in things and asks)
    if not asks_of_loss or not (task == "cancel_order" or things & {"cancel", "cancelling"}):
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    return [] if say_loss(turn, order) else None


@in_passing
async def whether_they_may_cancel(turn: Turn) -> list[Event] | None:
    """Says whether the supplier of the order at hand may cancel it, and what is not paid in time: "can they cancel on us
    because we are late?". By its words alone, that asks to cancel or to change the order."""
    if not turn.cues.asks_if_they_cancel or turn.is_pressed or turn.is_supplier or not turn.is_signed_in:
        return None
    number = turn.entities.order_number or find_order_at_hand(turn)
    try:
        order = await turn.market.orders.access_order(turn.account, number) if number else None
    except NotFound:
        return None
    if order is None or order.state not in (*TO_CONFIRM, *TO_SHIP):
        return None
    may = order.state in LIFECYCLE["decline"].before
    turn.say("utter_they_may_decline" if may else "utter_they_may_not_cancel", order_values(order))
    late = [each for each in order.payments if each.state == "due" and each.due_on and each.due_on < turn.today]
    if late:
        turn.say("utter_they_wait_for", {**order_values(order), "payments": lines(map(payment_line, late))})
    turn.done.append("order_fact")
    return [SlotSet("order_number", order.number)]


@in_passing
async def nothing_is_cancelled(turn: Turn) -> list[Event] | None:
    """Says that the order stays, for "no, don't cancel! just asking"."""
    if "keeps" not in turn.topics or turn.is_pressed or turn.is_supplier or turn.task is not None:
        return None
    just_spoken_of = turn.record.is_about("order") or turn.open_choice is not None or turn.has_just_done("cancel_order")
    return await _keep(turn) if just_spoken_of and turn.is_signed_in else None


async def _answer_supplier(turn: Turn) -> list[Event]:
    """Shows a supplier the cancellation for which the buyer has asked, or begins to decline an order that waits for
    confirmation. Says that only the buyer can cancel any other order."""
    order = await find_order_in_question(turn, "cancel_order", likely=TO_CONFIRM)
    if order is None:
        return []
    if order.asked:
        return ask_to_answer(turn, order, order.asked)
    if order.state in TO_CONFIRM:
        return await decline_order(turn.with_entities(order_number=order.number))
    late = button("button.report_production", "report_production", order_number=order.number)
    open_ones = [late] if order.state in LIFECYCLE["postpone"].before else []
    turn.say(
        "utter_cancel_buyers_only",
        order_values(order),
        cards=[order_card(turn, order)],
        buttons=[*open_ones, person_button("cancel_order")],
    )
    return [SlotSet("order_number", order.number)]


def _say_too_late(turn: Turn, order: Order) -> list[Event]:
    """Says why the order can no longer be cancelled, and what the buyer can do instead."""
    problem = button("button.report_problem", "report_problem", order_number=order.number)
    arrived = button("button.arrived", "report_arrival", order_number=order.number)
    on_the_way = order.state in ("partly_shipped", "shipped")
    response = {"delivered": "utter_cancel_delivered", "partly_shipped": "utter_cancel_shipped", "shipped": "utter_cancel_shipped"}.get(order.state, "utter_cancel_over")  # fmt: skip
    buttons = [*([arrived] if on_the_way else []), problem, person_button("cancel_order")]
    turn.say(response, order_values(order), cards=[order_card(turn, order)], buttons=buttons)
    return []


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    """Returns the reason if the contact gives one after the final question, or its removal if the contact takes one
    back."""
    if known.get("reason") and leaves_reason_out(turn, str(known["reason"])):
        return {"reason": None}
    gives = turn.acts.share("value", "correct") > 0.4 or turn.intent in ("inform", "change_order")
    if asked != CONFIRMED or not gives or turn.acts.share("yes", "no", "give_up") > 0.4:
        return {}
    given = turn.reasons[0] if turn.reasons and "why" in turn.topics else None  # "reason: they downsized"
    reason = read_reason(turn, given, known.get("reason"))
    return {"reason": reason} if reason else {}


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "buyer")
    assert order is not None
    asks = values.get("way") == _ASKED
    response = "utter_cancel_ask_confirm" if asks else "utter_cancel_confirm"
    if not asks and not order.paid.amount:
        response = "utter_cancel_confirm_unpaid"
    yes = "button.ask_supplier_to_cancel" if asks else "button.cancel_now"
    buttons = confirm_buttons(turn, yes, "button.keep_order")
    turn.say(f"{response}_again" if again else response, _values(order, values), buttons=buttons)


async def _cancel(turn: Turn, values: Json) -> None:
    """Cancels the order or asks the supplier to agree, only once even if the turn is repeated."""
    if "way" not in values:  # the task began in an earlier version of Caravan, which asked whether to leave a note
        return await _ask_anew(turn, values)
    number, reason = str(values["order_number"]), values.get("reason")
    key, purchases = WriteKey(turn.context.message_id, "cancel_order"), turn.market.purchases
    asks = values.get("way") == _ASKED
    do = purchases.ask_to_cancel if asks else purchases.cancel_order
    done = await do(turn.account, number, reason, key)
    order = await turn.market.orders.access_order(turn.account, number)
    response = "utter_cancel_not_now" if not done else "utter_cancel_asked" if asks else "utter_order_cancelled_now"
    if response == "utter_order_cancelled_now" and not order.paid.amount:
        response = "utter_order_cancelled_now_unpaid"
    turn.say(response, _values(order, values), cards=[order_card(turn, order)])
    turn.note("order_number", number)
    turn.done.append("record_cancellation")
    return None


async def _ask_anew(turn: Turn, values: Json) -> None:
    """Begins again to cancel an order, if an earlier version of Caravan began the task."""
    number = str(values.get("order_number") or values.get("named"))
    await cancel_order(turn.with_question({"intent": "cancel_order", "entities": {"order_number": number}}))


def _values(order: Order, values: Json) -> dict[str, Value]:
    reason: Value = term("note.words", words=str(values["reason"])) if values.get("reason") else term("reason.none")
    return {**order_values(order), **refund_values(order), "reason": reason}


CANCELLATION = declare(
    Task(
        name="cancel_order",
        is_change=True,
        deeds=frozenset(("cancel",)),
        intent="cancel_order",
        slots=(),
        read=_read,
        describe=lambda turn, values: [term("note.words", words=str(values["reason"]))] if values.get("reason") else [],
        confirm=_confirm,
        effect=_cancel,
        is_there=check_own("buyer", "utter_no_orders"),
        refused="utter_order_kept",
        about={"order_number": "order_number"},
    )
)
"""The task of cancelling an order."""
