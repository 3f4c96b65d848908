"""Answers a message that may mean two or three things: asks which is meant, and offers a person when the next message
is not understood either.

The record of the conversation keeps, under the name `unclear`, `{"count", "offered", "message_id"}`. `count` says how
many messages in a row, up to the message `message_id`, were not understood, and `offered` lists the intents that the
contact could choose from then. Effects tell the gateway of such a message (docs/architecture.md, "Effects"), which
keeps it for staff to label (docs/understanding-loop.md).
"""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue.abilities import is_of_other_role
from actions.dialogue.events import Event
from actions.dialogue.turn import Turn
from actions.replies import Button, button

SURE = 0.55
"""The least confidence at which the likeliest intent is used without a question. In this module, the possible intents
of a message are called its readings."""
CLOSE = 0.6
"""The share of the likeliest reading's confidence at which another reading counts as equally good."""
LIKELY = 0.15
"""The least confidence at which a reading (a possible intent) gets a button."""
NO_DOUBT = 0.75
"""If the act model, which knows the situation, has at least this confidence in the intent, the intent is used, however
unsure the words alone are."""
MOST = 3

_NO_WISH = frozenset(
    ["nlu_fallback", "out_of_scope", "inform", "affirm", "deny", "greet", "goodbye", "thank", "cancel", "bot_challenge"]
)
"""Intents that nobody would choose from a list of buttons."""
_OF_A_CLAIM = frozenset(("answer_claim", "claim_status"))
"""Two intents that are no different to choose from, because both show the claim that the message names, with what can
be done about it."""


def candidates(turn: Turn) -> list[str]:
    """Returns the intents whose confidence is close to that of the likeliest one, without those that this contact's
    role cannot use. The likeliest is first."""
    likely = [(name, confidence) for name, confidence in turn.ranking if name != "nlu_fallback"]
    best = max((confidence for _, confidence in likely), default=0.0)
    floor = max(LIKELY, CLOSE * best)
    return [
        name
        for name, confidence in likely
        if confidence >= floor and name not in _NO_WISH and not is_of_other_role(name, turn.is_supplier)
    ][:MOST]


def is_close(turn: Turn) -> bool:
    """Returns whether a second intent is about as likely as the first, so that using either would be a guess."""
    if turn.confidence >= SURE or turn.is_pressed or turn.task is not None or turn.intent == "nlu_fallback":
        return False
    if turn.ranking and turn.intent not in (turn.ranking[0][0], *_NO_WISH):
        return False  # the words alone are unclear, but the conversation before them shows the meaning
    if turn.acts.are_situated and turn.acts.find(turn.intent) >= NO_DOUBT:
        return False  # the act of the message, read with the conversation, shows the meaning, too
    if turn.repeats and turn.is_signed_in and not turn.is_supplier:
        return False  # an earlier order or request shows the meaning
    found = candidates(turn)
    if turn.entities.has("claim_number") and found and set(found) <= _OF_A_CLAIM:
        return False
    return len(found) > 1 or (turn.intent == "out_of_scope" and bool(found))


def ask_which(turn: Turn) -> list[Event]:
    """Asks "Did you mean …?", with a button for each likely intent. If the previous message was not understood either,
    also offers a person."""
    found = candidates(turn)
    if failures(turn):
        return offer_person(turn, _choices(turn, found), outcome="clarified", offered=found)
    turn.request_effect("not_understood", outcome="clarified")
    count_failure(turn, found)
    response = "utter_did_you_mean" if len(found) > 1 else "utter_did_you_mean_this"
    turn.say(response, buttons=[*_choices(turn, found), button("button.none_of_these", "deny")])
    return [turn.propose(found[0], **turn.entities.mapping)] if len(found) == 1 else []


def not_understood(turn: Turn, abilities: list[Button]) -> list[Event]:
    """Asks which intent is meant or, if none is likely, asks the contact to rephrase. When two messages in a row were
    not understood, offers a person."""
    in_form = turn.task is not None
    if not in_form and not turn.is_pressed and candidates(turn):
        return ask_which(turn)
    if failures(turn):
        return offer_person(turn, abilities[:2], outcome="fallback")
    turn.request_effect("not_understood", outcome="fallback")
    count_failure(turn)
    if in_form:
        turn.say("utter_not_understood_here", buttons=[button("button.cancel", "cancel")])
    else:
        turn.say("utter_not_understood", buttons=abilities)
    return []


def offer_person(
    turn: Turn, buttons: list[Button], *, outcome: str | None = None, offered: Sequence[str] = ()
) -> list[Event]:
    """Offers a person, because two messages in a row were not understood.

    `outcome` says how this message failed; it is None when the message was understood, such as "none of these".
    """
    if outcome:
        turn.request_effect("not_understood", outcome=outcome)
    count_failure(turn, offered)
    return [turn.say_with_person("utter_not_understood_again", {}, "not_understood", asked=True, buttons=buttons)]


def failures(turn: Turn) -> int:
    """Returns how many messages in a row before this one were not understood."""
    return int((turn.open_unclear or {}).get("count", 0))


def count_failure(turn: Turn, offered: Sequence[str] = ()) -> None:
    unclear = {"count": failures(turn) + 1, "offered": list(offered), "message_id": turn.context.message_id}
    turn.note("unclear", unclear)


def tell_escalated(turn: Turn, reason: str) -> None:
    """Reports the previous message to the gateway as not understood, if the contact asks for a person because of
    that."""
    if reason == "not_understood" or failures(turn) or turn.cues.complains:
        turn.request_effect("not_understood", outcome="escalated", message="previous")


def tell_corrected(turn: Turn) -> None:
    """Reports the previous message to the gateway as misunderstood, if this one corrects how it was understood: "No, I
    meant …"."""
    if not turn.is_pressed and turn.cues.corrects and turn.record.last.message_id:
        turn.request_effect("not_understood", outcome="corrected", message="previous")


def tell_meant(turn: Turn, intent: str) -> None:
    """Reports to the gateway which intent the contact has chosen as the meaning of the previous message."""
    turn.request_effect("meant", intent=intent)


def _choices(turn: Turn, names: Sequence[str]) -> list[Button]:
    said = turn.entities.mapping
    return [button(f"intent.{name}", name, **said) for name in names]
