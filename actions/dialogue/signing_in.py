"""Tells a contact how to sign in, and afterwards answers the question that the contact had asked
before."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import answer_question, answers, say_sign_in
from actions.dialogue.turn import Turn
from actions.replies import button, person_button

SIGNED_IN = "signed_in"
"""The `reason` with which the gateway itself reports that the contact has signed in. Then only a
waiting question is answered, and nothing else is said."""
DEVICES = "gateway:devices"
"""The intent of the gateway's own button that lists where the account is signed in."""


@answers("link_account")
async def link_account(turn: Turn) -> list[Event]:
    """Says which account the contact is signed in with, or answers the question that they asked before signing in.
    Tells a visitor how to sign in."""
    if not turn.is_signed_in:
        return _say_how(turn)
    answered = await answer_waiting(turn)
    if answered is None and turn.entities.word("reason") != SIGNED_IN:
        response = "utter_signed_in_supplier" if turn.is_supplier else "utter_signed_in_buyer"
        turn.say(
            response,
            {"name": turn.context.name or turn.account},
            buttons=[button("button.my_orders", "list_orders"), button("button.devices", DEVICES)],
        )
    return answered or []


def _say_how(turn: Turn) -> list[Event]:
    """Tells a visitor how to sign in and where companies register, or only that everything is kept, for "I'll register
    later, thanks"."""
    if turn.context.is_paused:
        return say_sign_in(turn)
    if "for_now" in turn.topics and not turn.asks:
        turn.say("utter_stays")
        return []
    turn.request_effect("question_kept")
    turn.say("utter_sign_in_how", buttons=[button("button.signed_in", "link_account"), person_button("asked")])
    return []


async def answer_waiting(turn: Turn) -> list[Event] | None:
    """Answers the question that was asked before signing in.

    Returns None when no question waits, or when the contact is still a visitor.
    """
    waiting = turn.slot("waiting")
    if not turn.is_signed_in or not isinstance(waiting, dict) or waiting.get("intent") == "link_account":
        return None
    return [SlotSet("waiting", None), *await answer_question(turn, waiting)]
