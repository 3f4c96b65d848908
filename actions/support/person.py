"""Asks for a person."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.registry import answers
from actions.dialogue.turn import Turn
from actions.reading import clarify

REASONS = frozenset(
    [
        "asked",
        "not_understood",
        "problem",
        "change_order",
        "cancel_order",
        "refund",
        "request_invoice",
        "request_sample",
        "contact_supplier",
        "negotiate_price",
        "accept_quote",
        "place_order",
        "confirm_order",
        "ship_order",
        "submit_quote",
        "become_supplier",
        "account_paused",
    ]
)


@answers("human_handoff")
async def human_handoff(turn: Turn) -> list[Event]:
    """Asks the gateway for a person.

    The gateway itself says whether somebody is there, so nothing is promised here.
    """
    given = turn.entities.word("reason")
    reason = given if given in REASONS else "asked"
    clarify.tell_escalated(turn, reason)
    turn.request_effect("handoff", reason=reason)
    turn.record.put_aside()
    return []
