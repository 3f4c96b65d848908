"""Handles messages of a supplier around declining an order: it proposes something instead, declines after all, or asks
whether it may decline or cancel."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.tasks import go_on, name_task
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM
from actions.replies import button, person_button
from actions.trades.orders.cards import order_values
from actions.trades.orders.selling.declining import DECLINING
from actions.trades.orders.which_order import find_named_orders

_NUMBERS = ("rfq_number", "claim_number", "sample_number")


@in_passing
async def proposes_instead(turn: Turn) -> list[Event] | None:
    """Begins a message to the buyer if the supplier proposes something instead of answering whether to decline the
    order: "what if we offer 27 inch for the same price". Puts the task of declining aside."""
    state = turn.task
    if state is None or state.name != DECLINING.name or turn.is_pressed:
        return None
    asks_of_part = (
        (turn.cues.is_question or turn.cues.asks_first) and bool(turn.numbers) and "declines" not in turn.topics
    )
    if not (turn.cues.proposes or asks_of_part):  # "can we do 40 now and 20 in January?"
        return None
    turn.say("utter_task_aside", {"task": name_task(state)})
    turn.record.put_aside()
    number, words = str(state.values["order_number"]), turn.dictation.proposal or turn.text.strip()
    return await HANDLERS["contact_team"](turn.with_entities(order_number=number, question=words))


@in_passing
async def declines_after_all(turn: Turn) -> list[Event] | None:
    """Drops the proposal and goes back to the task of declining that was put aside for it: "no forget it, decline"."""
    state = turn.task
    aside = next((each for each in turn.record.aside if each.name == DECLINING.name), None)
    if state is None or state.name != "question" or aside is None or turn.is_pressed or turn.asks:
        return None
    if "declines" not in turn.topics or state.values.get("named") != aside.values.get("order_number"):
        return None
    turn.record.task = None
    turn.record.take_up(DECLINING.name)
    await go_on(turn)
    return []


@in_passing
async def whether_it_may_decline(turn: Turn) -> list[Event] | None:
    """Says whether the supplier may decline or cancel the order that it means, for 我能拒单吗 and "may I cancel if they
    don't pay?". Declines nothing."""
    if not turn.cues.asks_to_be_allowed_to_decline or not turn.is_typed_by_supplier or turn.entities.has(*_NUMBERS):
        return None
    named = [each.number for each in await find_named_orders(turn) or ()]
    number = turn.entities.order_number or (named[0] if len(named) == 1 else find_order_at_hand(turn))
    if number is None:
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    if order.state in TO_CONFIRM:
        decline = button("button.decline_order", "decline_order", order_number=order.number)
        turn.say("utter_may_decline", order_values(order), buttons=[decline])
    else:
        turn.say("utter_may_not_cancel", order_values(order), buttons=[person_button("cancel_order")])
    return [SlotSet("order_number", order.number)]
