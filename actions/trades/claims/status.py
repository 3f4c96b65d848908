"""Says how far a claim is, and what its reader can do about it now."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import answers
from actions.dialogue.turn import Turn
from actions.marketplace.trades.claims.records import Claim
from actions.trades.claims.cards import claim_card, claim_values
from actions.trades.claims.which_claim import find_claim_in_question


@answers("claim_status", signed_in=True)
async def claim_status(turn: Turn) -> list[Event]:
    claim = await find_claim_in_question(turn, "claim_status")
    return say_claim(turn, claim) if claim else []


def say_claim(turn: Turn, claim: Claim, response: str = "utter_claim") -> list[Event]:
    """Says the state of the claim, with its card, and makes it the claim that is talked about."""
    turn.say(response, claim_values(claim), cards=[claim_card(claim)])
    return [SlotSet("order_number", claim.order), SlotSet("claim_number", claim.number)]
