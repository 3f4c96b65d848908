"""Declares the task of declining an order: it asks for a reason and a final "yes". A supplier's words that decline
something may also refuse a change or cancellation that a buyer wants."""

from __future__ import annotations

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answers
from actions.dialogue.said.entities import read_amount
from actions.dialogue.tasks import CONFIRMED, Slot, Task, confirm_buttons, declare, start
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM
from actions.marketplace.trades.orders.records import Order
from actions.replies import Value, term
from actions.trades.notes.noting import says_enough
from actions.trades.notes.reasons import read_given_reason, read_reason
from actions.trades.orders.cards import order_card, order_values
from actions.trades.orders.own_order import access_own, check_own
from actions.trades.orders.selling.asked_changes import answer_asked
from actions.trades.orders.which_order import find_order_in_question


@answers("decline_order", signed_in=True)
async def decline_order(turn: Turn) -> list[Event]:
    """Begins the task, or refuses the change or cancellation that the buyer wants. A buyer who declines an order wants
    to cancel it. An order can only be declined as a whole: words about a part of it become a message to the buyer."""
    if not turn.is_supplier:
        return await HANDLERS["cancel_order"](turn)
    order = await find_order_in_question(turn, "decline_order", likely=TO_CONFIRM, only=TO_CONFIRM)
    if order is None:
        return []
    asked = turn.entities.integer("change") or (order.asked.id if order.asked else None)
    if asked is not None:
        return await answer_asked(turn, order, asked, agrees=False, reason=read_given_reason(turn))
    turn.apply([SlotSet("order_number", order.number)])
    if order.state not in TO_CONFIRM:
        turn.say("utter_decline_not_now", order_values(order), cards=[order_card(turn, order)])
        return []
    amounts = [amount.value for amount in map(read_amount, turn.entities.values("quantity")) if amount]
    if any(amount < order.lines[0].quantity.value for amount in amounts):
        turn.say("utter_decline_part", order_values(order))
        return await HANDLERS["contact_team"](turn.with_entities(order_number=order.number, question=turn.text.strip()))
    gives_reason = "only_declines" not in turn.topics
    reason = read_given_reason(turn) or (read_reason(turn) if says_enough(turn) else None) if gives_reason else None
    await start(turn, DECLINING, {"order_number": order.number, "reason": reason})
    return []


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    adds = turn.acts.share("value", "correct") > 0.4 or turn.intent == "inform"
    if (asked == CONFIRMED and (not adds or turn.cues.is_question or turn.cues.asks_first)) or turn.acts.share(
        "give_up", "go_on", "yes", "no"
    ) > 0.4:
        return {}
    reason = read_reason(turn, before=known.get("reason"))
    return {"reason": reason} if reason else {}


async def _ask_reason(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "supplier")
    turn.say("utter_decline_reason_again" if again else "utter_decline_reason", order_values(order) if order else {})


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "supplier")
    assert order is not None
    buttons = confirm_buttons(turn, "button.decline_now", "button.keep_waiting")
    turn.say(
        "utter_decline_confirm_again" if again else "utter_decline_confirm", _values(order, values), buttons=buttons
    )


async def _decline(turn: Turn, values: Json) -> None:
    """Declines the order, only once even if the turn is repeated."""
    number, key = str(values["order_number"]), WriteKey(turn.context.message_id, "decline_order")
    done = await turn.market.fulfilment.decline_order(turn.account, number, str(values["reason"]), key)
    order = await turn.market.orders.access_order(turn.account, number)
    response = "utter_order_declined_now" if done else "utter_decline_not_now"
    turn.say(response, _values(order, values), cards=[order_card(turn, order)])
    turn.done.append("record_declining")


def _values(order: Order, values: Json) -> dict[str, Value]:
    return {**order_values(order), "reason": _quote(values)}


def _quote(values: Json) -> Value:
    return term("note.words", words=str(values.get("reason") or ""))


async def _say_then(turn: Turn, values: Json) -> None:
    """Says what comes of declining, for "what happens if I decline?"."""
    order = await access_own(turn, values, "supplier")
    assert order is not None
    turn.say("utter_decline_then", order_values(order))


DECLINING = declare(
    Task(
        name="decline_order",
        deeds=frozenset(("decline",)),
        intent="decline_order",
        slots=(Slot("reason", "free", _ask_reason),),
        read=_read,
        describe=lambda turn, values: [_quote(values)] if values.get("reason") else [],
        confirm=_confirm,
        effect=_decline,
        is_there=check_own("supplier", "utter_no_order_to_confirm"),
        refused="utter_order_not_declined",
        own=("negotiate_price",),
        answers_alone={"what_if": _say_then},
        about={"order_number": "order_number"},
    )
)
"""The task of declining an order."""
