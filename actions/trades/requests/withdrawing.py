"""Withdraws a buyer's request, after a final question. The suppliers that got the request are told."""

from __future__ import annotations

from typing import Any

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answers, reading
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.requests.records import Rfq
from actions.replies import Value, button, term
from actions.trades.quotations.cards import rfq_values
from actions.trades.quotations.which_request import find_rfq_in_question
from actions.trades.requests.cards import request_card

_ASKS = 0.5


@reading
async def cancels_a_request(turn: Turn) -> list[Event] | None:
    """Reads "cancel RFQ-10041" as the wish to withdraw that request or, if the contact is a supplier, its quotation for
    that request. By its words alone, the message might cancel an order or the task under way."""
    named = turn.entities.rfq_number is not None and not turn.entities.order_number
    if turn.is_pressed or not named or turn.intent not in ("cancel", "cancel_order") or turn.cues.stops:
        return None
    return await HANDLERS["withdraw_quote" if turn.is_supplier else "cancel_request"](turn)


@reading
async def withdraws_what_is_at_hand(turn: Turn) -> list[Event] | None:
    """Reads "pull it back" as the wish to withdraw the request at hand. If the message only asks about the consequences
    ("can I reopen it after I withdraw it?"), explains them."""
    if "withdraws" not in turn.topics or turn.is_pressed or not turn.is_signed_in or turn.is_supplier:
        return None
    if turn.entities.has("order_number", "claim_number", "quotation", "sample_number"):
        return None
    if turn.task is not None:
        return None
    if turn.entities.rfq_number is None and not turn.record.is_about("request"):
        return None
    if "stays" in turn.topics:
        turn.say("utter_offer_declined")
        return [SlotSet("offer", None)]
    if turn.cues.is_question or turn.acts.share("ask") > _ASKS or "what_then" in turn.topics:
        rfq = await find_rfq_in_question(turn, "cancel_request", only_open=True)
        if rfq is None:
            return []
        turn.say("utter_withdraw_explained", _values(rfq))
        return [SlotSet("rfq_number", rfq.number)]
    return await HANDLERS["cancel_request"](turn)


@reading
async def about_the_request_at_hand(turn: Turn) -> list[Event] | None:
    """Reads "cancel it" and "change to 1,500" as wishes about the request that the message names, or that was talked
    about last, unless the words name an order."""
    intents = {"change_order": "change_request", "cancel_order": "cancel_request"}
    if turn.is_pressed or turn.task is not None or turn.intent not in intents or not turn.is_signed_in:
        return None
    if turn.entities.order_number or turn.cues.names_orders or turn.cues.stops:
        return None
    about_request = turn.entities.rfq_number is not None or turn.record.is_about("request")
    return await HANDLERS[intents[turn.intent]](turn) if about_request else None


@answers("cancel_request", signed_in=True)
async def cancel_request(turn: Turn) -> list[Event]:
    """Shows the request that the message means and asks whether to withdraw it. Only the button of that question has
    the entity `sure`, which withdraws the request. A supplier who withdraws something means its quotation."""
    if turn.is_supplier:
        return await HANDLERS["withdraw_quote"](turn)
    rfq = await find_rfq_in_question(turn, "cancel_request", only_open=True)
    if rfq is None:
        return []
    focus = SlotSet("rfq_number", rfq.number)
    if rfq.state != "open":
        turn.say("utter_request_closed", _values(rfq), cards=[request_card(rfq)])
        return [focus]
    if turn.entities.flag("sure"):
        return [*await _do_withdraw(turn, rfq), focus]
    about: dict[str, Any] = {"rfq_number": rfq.number, "sure": True}
    yes = button("button.withdraw_now", "cancel_request", single_use=True, **about)
    response = "utter_withdraw_request_quoted" if rfq.quotations else "utter_withdraw_request"
    turn.say(response, _values(rfq), buttons=[yes, button("button.no_keep", "deny", single_use=True)])
    return [turn.propose("cancel_request", **about), focus]


async def _do_withdraw(turn: Turn, rfq: Rfq) -> list[Event]:
    """Withdraws the request, only once even if the turn is repeated."""
    key = WriteKey(turn.context.message_id, "cancel_request")
    outcome = await turn.market.request_changes.withdraw(turn.account, rfq.number, key)
    now = await turn.market.rfqs.access_rfq(turn.account, rfq.number)
    response = "utter_request_withdrawn" if outcome == "done" else "utter_request_closed"
    again = button("button.repeat_request", "request_quote", rfq_number=rfq.number)
    turn.say(response, _values(now), buttons=[again])
    return []


def _values(rfq: Rfq) -> dict[str, Value]:
    state = term(f"rfq_state.{rfq.state}")
    return {**rfq_values(rfq), "state": state, "asked": len(rfq.suppliers), "count": len(rfq.quotations)}
