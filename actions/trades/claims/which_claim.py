"""Finds the claim that a message is about: the claim that the message names, else the claim that was talked about last,
else the only claim that is not over, else a claim that the contact chooses."""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue.events import SlotSet
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.claims.records import WAITING, Claim
from actions.replies import button, lines
from actions.trades.claims.cards import claim_button, claim_line
from actions.trades.orders.which_order import find_order_in_question

_MOST = 6


async def find_claim_in_question(turn: Turn, intent: str) -> Claim | None:
    """Returns the claim that the message is about. Returns None after saying why there is none, or after asking which
    claim is meant. The buttons of that question send `intent`."""
    if number := turn.entities.claim_number:
        return await access_named(turn, number)
    order = turn.entities.order_number
    if order is None and turn.entities.has("product", "company") and not turn.is_pressed:
        named = await find_order_in_question(turn, intent, likely=("delivered", "disputed"))
        if named is None:
            return None
        order = named.number
    talked_about = None if order else _find_order_talked_about(turn)
    if order := order or talked_about:
        found = await turn.market.claims.list_claims(turn.account, order=order, limit=1)
        if found:
            return found[0]
        if talked_about and intent == "answer_claim" and len(offered := await list_offered(turn)) == 1:
            return offered[0]
        turn.apply([SlotSet("order_number", order)])
        turn.say("utter_no_claim_for_order", {"number": order}, buttons=[button("button.my_claims", "claim_status")])
        return None
    if (focused := turn.word_slot("claim_number")) and not turn.is_pressed:
        return await access_named(turn, focused)
    claims = await turn.market.claims.list_claims(turn.account, limit=_MOST)
    waiting = [claim for claim in claims if claim.state in WAITING]
    if len(waiting or claims) == 1:
        return (waiting or list(claims))[0]
    if not claims:
        turn.say("utter_no_claims", buttons=[button("button.my_orders", "list_orders")])
        return None
    ask_which_claim(turn, intent, claims)
    return None


async def list_offered(turn: Turn) -> list[Claim]:
    """Returns the claims of a buyer on which an offer of the supplier waits for an answer."""
    if turn.is_supplier:
        return []
    claims = await turn.market.claims.list_claims(turn.account, limit=_MOST)
    return [claim for claim in claims if claim.state == "offered"]


def ask_which_claim(turn: Turn, intent: str, claims: Sequence[Claim]) -> None:
    """Asks which of these claims is meant, with buttons that send `intent`."""
    turn.say(
        "utter_which_claim",
        {"claims": lines(claim_line(claim) for claim in claims)},
        buttons=[claim_button(claim, intent) for claim in claims],
    )
    turn.give_choice(intent, "claim_number", [claim.number for claim in claims])


def _find_order_talked_about(turn: Turn) -> str | None:
    """Returns the order that was talked about last, if a typed message may mean the claim about it."""
    return turn.word_slot("order_number") if turn.record.is_about("order") and not turn.is_pressed else None


async def access_named(turn: Turn, number: str) -> Claim | None:
    """Returns the claim of that number. If it is unknown or belongs to somebody else, says the same in both cases."""
    try:
        return await turn.market.claims.access_claim(turn.account, number)
    except NotFound:
        turn.say("utter_claim_not_found", {"number": number}, buttons=[button("button.my_claims", "claim_status")])
        return None
