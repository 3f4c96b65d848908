"""Finds the buyer's request for quotation that a message is about."""

from __future__ import annotations

from actions.dialogue.discourse import Json
from actions.dialogue.referring import OWN, find_at_hand
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.requests.records import Rfq, RfqState
from actions.replies import Button, Value, button, lines, term
from actions.trades.lookup.referring import find_meant, find_named
from actions.trades.quotations.cards import goods, rfq_values

_MOST = 5
_LOOKED_AT = 50


async def find_rfq_in_question(turn: Turn, intent: str, *, only_open: bool = False) -> Rfq | None:
    """Returns the buyer's request that the message names, else the one at hand, else the only one. With `only_open`, a
    request that the message does not name by number must be open.

    If that is not clear, asks which one is meant and returns None. If there is none, says so and returns None.
    """
    if turn.is_supplier:
        turn.say("utter_quotes_buyers_only", buttons=[button("button.leads", "view_leads")])
        return None
    if number := turn.entities.rfq_number:
        return await access_named(turn, number)
    states: tuple[RfqState, ...] | None = ("open",) if only_open else None
    newest = await turn.market.rfqs.list_rfqs(turn.account, states, limit=_LOOKED_AT)
    meant = await find_meant(turn, ("request",), by_state=False)
    fit = [rfq for rfq in newest if rfq.number in {own.number for own in meant.things}]
    at_hand = None if fit else find_at_hand(turn, "request", past=OWN)
    if only := fit[0].number if len(fit) == 1 else at_hand and at_hand.number:
        return await access_named(turn, only)
    rfqs = sorted(fit or newest, key=lambda rfq: not rfq.quotations)[:_MOST]  # requests with quotations come first
    if len(rfqs) == 1:
        return rfqs[0]
    if not rfqs:
        turn.say(
            "utter_no_open_rfqs" if only_open else "utter_no_rfqs",
            buttons=[button("button.request_quote", "request_quote")],
        )
    else:
        turn.say(
            "utter_which_rfq",
            {"rfqs": lines(_rfq_line(r) for r in rfqs)},
            buttons=[_rfq_button(r, intent) for r in rfqs],
        )
        turn.give_choice(intent, "rfq_number", [rfq.number for rfq in rfqs])
    return None


async def find_named_requests(turn: Turn) -> set[str]:
    """Returns the numbers of the buyer's requests that the message names."""
    return {own.number for own in await find_named(turn, ("request",))}


async def access_named(turn: Turn, number: str) -> Rfq | None:
    """Returns this buyer's request of that number. If there is none, says so and returns None."""
    try:
        return await turn.market.rfqs.access_rfq(turn.account, number)
    except NotFound:
        turn.say("utter_rfq_not_found", {"number": number})
        return None


def _rfq_line(rfq: Rfq) -> Value:
    return term("rfq.line", quotes=len(rfq.quotations), **rfq_values(rfq))


def _rfq_button(rfq: Rfq, intent: str) -> Button:
    label = term("button.rfq", number=rfq.number, product=goods(rfq))
    return button(label, intent, rfq_number=rfq.number)


async def access_lead(turn: Turn, values: Json) -> Rfq | None:
    """Returns the request with the number in the task's value `rfq_number`, or None if the contact has meanwhile signed
    in as somebody else."""
    if not turn.is_supplier:
        return None
    try:
        return await turn.market.rfqs.access_rfq(turn.account, str(values.get("rfq_number")))
    except NotFound:
        return None
