"""Not understanding well: asks which of two or three readings is meant, and offers a person when that fails too.

The slot `unclear` is `{"count", "offered", "message_id"}`: how many messages in a row were not understood up to the last
one, and the intents offered for it. What went wrong is told to the gateway as effects (docs/architecture.md, "Effects"),
which keeps the message for staff to label (docs/understanding-loop.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.cues import complains, corrects
from actions.dialogue.events import Event
from actions.dialogue.history import find_previous_entities, find_previous_message_id
from actions.dialogue.turn import Turn
from actions.replies import Button, button

SURE = 0.55
"""Confidence from which the likeliest reading is taken without a question."""
CLOSE = 0.6
"""How near the next reading must come to the likeliest, as a share of it, to be as good a guess."""
LIKELY = 0.15
"""Confidence below which a reading is not worth a button."""
MOST = 3

_NO_WISH = frozenset(
    ["nlu_fallback", "out_of_scope", "inform", "affirm", "deny", "greet", "goodbye", "thank", "cancel", "bot_challenge"]
)
"""Readings that nobody would choose from a list."""
_SUPPLIERS_ONLY = frozenset(["confirm_order", "ship_order", "view_leads", "submit_quote"])
_BUYERS_ONLY = frozenset(["request_quote", "check_quotes", "accept_quote", "negotiate_price", "request_sample"])


def candidates(turn: Turn) -> list[str]:
    """The intents worth offering, the likeliest first: those that come close to the best, and that this role may want."""
    refused = _NO_WISH | (_BUYERS_ONLY if turn.is_supplier else _SUPPLIERS_ONLY)
    likely = [(name, confidence) for name, confidence in turn.ranking if name != "nlu_fallback"]
    best = max((confidence for _, confidence in likely), default=0.0)
    floor = max(LIKELY, CLOSE * best)
    return [name for name, confidence in likely if confidence >= floor and name not in refused][:MOST]


def is_close(turn: Turn) -> bool:
    """Whether the next reading is about as good as the one that was taken, so that choosing would be guessing."""
    if turn.confidence >= SURE or turn.is_pressed or turn.tracker.active_loop_name or turn.intent == "nlu_fallback":
        return False
    found = candidates(turn)
    return len(found) > 1 or (turn.intent == "out_of_scope" and bool(found))


def ask_which(turn: Turn) -> list[Event]:
    """ "Did you mean …": the readings as buttons that carry the entities found. The second time a person is offered too."""
    found = candidates(turn)
    if failures(turn):
        return offer_person(turn, _choices(turn, found), outcome="clarified", offered=found)
    turn.request_effect("not_understood", outcome="clarified")
    count_failure(turn, found)
    response = "utter_did_you_mean" if len(found) > 1 else "utter_did_you_mean_this"
    turn.say(response, buttons=[*_choices(turn, found), button("button.none_of_these", "deny")])
    return [turn.propose(found[0], **turn.entities.mapping)] if len(found) == 1 else []


def not_understood(turn: Turn, abilities: list[Button]) -> list[Event]:
    """Asks which reading is meant, or to rephrase; after the second failure in a row offers a person."""
    in_form = turn.tracker.active_loop_name is not None
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
    """The second failure in a row. `outcome` is None when this message itself was understood ("none of these")."""
    if outcome:
        turn.request_effect("not_understood", outcome=outcome)
    count_failure(turn, offered)
    return [turn.say_with_person("utter_not_understood_again", {}, "not_understood", buttons=buttons)]


def failures(turn: Turn) -> int:
    """How many messages in a row, up to the one before this, were not understood."""
    return int((turn.open_unclear or {}).get("count", 0))


def count_failure(turn: Turn, offered: Sequence[str] = ()) -> None:
    unclear = {"count": failures(turn) + 1, "offered": list(offered), "message_id": turn.context.message_id}
    turn.note("unclear", unclear)


def tell_escalated(turn: Turn, reason: str) -> None:
    """A person is asked for because the bot failed: the message before this one is where it did."""
    if reason == "not_understood" or failures(turn) or complains(turn.text):
        turn.request_effect("not_understood", outcome="escalated", message="previous")


def tell_corrected(turn: Turn, values: Iterable[str] = ()) -> None:
    """ "No, I meant …": the message before this one was read wrongly. With `values`, only if it had one of these entities."""
    if values and not set(values) & set(find_previous_entities(turn.tracker)):
        return
    if not turn.is_pressed and corrects(turn.text) and find_previous_message_id(turn.tracker):
        turn.request_effect("not_understood", outcome="corrected", message="previous")


def tell_meant(turn: Turn, intent: str) -> None:
    """The contact chose what the message before was meant as."""
    turn.request_effect("meant", intent=intent)


def _choices(turn: Turn, names: Sequence[str]) -> list[Button]:
    said = turn.entities.mapping
    return [button(f"intent.{name}", name, **said) for name in names]
