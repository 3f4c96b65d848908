"""Declines a counter-offer or, for a buyer, a quotation. For a supplier, begins to decline a lead, and withdraws its
own quotation. Each of these steps needs a "yes" first."""

from __future__ import annotations

from typing import Any

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import answers, reading
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.requests.lifecycle import MOVES
from actions.marketplace.trades.requests.records import Quotation
from actions.replies import button
from actions.trades.quotations.accepting import counter_values, say_counter_over
from actions.trades.quotations.refusing import find_refusable, refuse_lead
from actions.trades.quotations.which_quotation import (
    Pair,
    access_pair,
    find_own,
    find_received,
    is_asked,
    is_live,
)


@answers("decline_quote", signed_in=True)
async def decline_quote(turn: Turn) -> list[Event]:
    """Declines the counter-offer that waits for this side, else the quotation that the buyer means. It asks the final
    question first, and only the button of that question has the entity `sure`."""
    if turn.is_supplier and not turn.entities.word("quotation") and (lead := await find_refusable(turn)):
        await refuse_lead(turn, lead)
        return []
    pair = await (
        find_own(turn, "decline_quote", is_asked, "utter_no_counter_waits")
        if turn.is_supplier
        else find_received(turn, "decline_quote")
    )
    if pair is None:
        return []
    rfq, quotation = pair
    focus = SlotSet("rfq_number", rfq.number)
    turn.note("quotation", quotation.number)
    if turn.entities.flag("sure"):
        return [*await _decline(turn, pair), focus]
    offer, shown = quotation.waiting, turn.entities.integer("round")
    waits = offer is not None and (offer.side == "supplier") is not turn.is_supplier
    if offer is not None and waits and shown in (None, offer.round):
        about = {"quotation": quotation.number, "round": offer.round, "sure": True}
        return [_ask(turn, "utter_decline_counter", "decline_quote", pair, about), focus]
    if turn.is_supplier or shown is not None:
        return [say_counter_over(turn, rfq, quotation), focus]
    if not is_live(quotation):
        return [_say_over(turn, pair), focus]
    about = {"quotation": quotation.number, "sure": True}
    return [_ask(turn, "utter_decline_quote", "decline_quote", pair, about), focus]


def _ask(turn: Turn, response: str, intent: str, pair: Pair, about: dict[str, Any]) -> Event:
    rfq, quotation = pair
    offer = quotation.waiting if "round" in about else None
    label = "button.withdraw_now" if intent == "withdraw_quote" else "button.decline_quote_now"
    buttons = [button(label, intent, single_use=True, **about), button("button.no_keep", "deny", single_use=True)]
    turn.say(response, counter_values(turn, rfq, quotation, offer), buttons=buttons)
    return turn.propose(intent, **about)


async def _decline(turn: Turn, pair: Pair) -> list[Event]:
    """Declines the quotation or counter-offer of the button, only once even if the turn is repeated."""
    rfq, quotation = pair
    offer, round_ = quotation.waiting, turn.entities.integer("round")
    talk, key = turn.market.bargaining, WriteKey(turn.context.message_id, "decline_quote")
    if round_ is not None:
        if not await talk.decline_counter(turn.account, quotation.number, round_, key):
            return [say_counter_over(turn, rfq, quotation)]
        response = "utter_counter_declined"
    else:
        if not await talk.decline(turn.account, quotation.number, key):
            return [_say_over(turn, pair)]
        response = "utter_quote_declined"
    more = (
        button("button.my_quotes", "my_quotes")
        if turn.is_supplier
        else button("button.check_quotes", "check_quotes", rfq_number=rfq.number)
    )
    turn.say(response, counter_values(turn, rfq, quotation, offer if round_ is not None else None), buttons=[more])
    return []


def _say_over(turn: Turn, pair: Pair) -> Event:
    turn.say("utter_quotation_over", counter_values(turn, *pair, None))
    return SlotSet("offer", None)


@reading
async def take_it_back(turn: Turn) -> list[Event] | None:
    """Asks whether to withdraw a quotation, if its supplier says "can I take it back?" right after sending it, or
    speaks of withdrawing while the request is talked about."""
    talked_about = "withdraws" in turn.topics and turn.record.is_about("request")
    just_sent = turn.is_supplier and (turn.has_just_done("send_quotation") or talked_about)
    said = turn.intent in ("cancel", "cancel_order", "cancel_request") and not turn.is_pressed and turn.task is None
    if not (just_sent and said) or turn.entities.order_number:
        return None
    return await withdraw_quote(turn)


def _may_withdraw(quotation: Quotation) -> bool:
    return (quotation.standing, "withdraw", "supplier") in MOVES


@answers("withdraw_quote", signed_in=True)
async def withdraw_quote(turn: Turn) -> list[Event]:
    """Withdraws the quotation that the supplier means. It asks the final question first, and only the button of that
    question has the entity `sure`. A buyer who withdraws something means a request."""
    if not turn.is_supplier:
        turn.say("utter_suppliers_only_withdraw", buttons=[button("button.my_requests", "list_requests")])
        return []
    pair = await find_own(turn, "withdraw_quote", _may_withdraw, "utter_no_quotation_to_withdraw")
    if pair is None:
        return []
    rfq, quotation = pair
    focus = SlotSet("rfq_number", rfq.number)
    about = {"quotation": quotation.number, "sure": True}
    if not turn.entities.flag("sure"):
        if not _may_withdraw(quotation):
            return [_say_over(turn, pair), focus]
        response = "utter_withdraw_quote_possible" if turn.cues.is_question else "utter_withdraw_quote"
        return [_ask(turn, response, "withdraw_quote", pair, about), focus]
    key = WriteKey(turn.context.message_id, "withdraw_quote")
    withdrawn = await turn.market.bargaining.withdraw(turn.account, quotation.number, key)
    now = await access_pair(turn, quotation.number)
    if now is None or not withdrawn:
        return [_say_over(turn, now or pair), focus]
    turn.say(
        "utter_quotation_withdrawn", counter_values(turn, *now, None), buttons=[button("button.leads", "view_leads")]
    )
    return [focus]
