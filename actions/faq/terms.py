"""Answers what an Incoterm leaves for the buyer to pay, with the yes or no that is asked for."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.turn import Turn
from actions.replies import term

_ALL_INCLUDED = "DDP"
_OF_TRADES = frozenset(("order", "request", "claim", "sample", "question"))
_OF_TERMS = frozenset(("faq_incoterms", "faq_customs_duty"))


@reading
async def what_a_term_leaves(turn: Turn) -> list[Event] | None:
    """Says first whether the message is right, and then what the buyer pays under the Incoterm that it names: "so with
    CIF I pay nothing more?", DAP关税还是我付吧. After an answer about Incoterms, also says which one includes
    everything.

    An order or a request that is talked about has its own Incoterm; questions about it are left to other functions.
    """
    focus = turn.record.latest_focus
    is_of_trade = focus is not None and focus[0] in _OF_TRADES
    if turn.is_pressed or turn.is_supplier or is_of_trade or turn.entities.has("product", "price"):
        return None
    codes = turn.entities.words("incoterm")
    if not codes and "which_all" in turn.topics and _is_about_terms(turn):
        turn.say("utter_incoterm_which_all")
        turn.done.append("faq_incoterms")
        return []
    supposes_none = "nothing_left" in turn.topics
    supposes_some = "something_left" in turn.topics or {"left_to_me", "of_duty"} <= set(turn.topics)
    if len(codes) != 1 or supposes_none == supposes_some:
        return None
    [code] = codes
    turn.done.append("faq_incoterms")
    if code == _ALL_INCLUDED:
        turn.say("utter_incoterm_all_included" if supposes_none else "utter_incoterm_all_included_not_left")
        return []
    response = "utter_incoterm_nothing_left" if supposes_none else "utter_incoterm_left"
    turn.say(response, {"code": code, "left": term(f"incoterm_left.{code}")})
    return []


def _is_about_terms(turn: Turn) -> bool:
    """Returns whether the message, or the answer before it, is about Incoterms or the duty."""
    return turn.intent in _OF_TERMS or not _OF_TERMS.isdisjoint(turn.record.last.done) or _has_just_explained(turn)


def _has_just_explained(turn: Turn) -> bool:
    return any("incoterm" in response for response in turn.record.last.said)
