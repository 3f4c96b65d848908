"""Lists the acts: what a message can do in its conversation, and the ten kinds that they come in.

An act is either a wish, which has the name of its intent (`find_supplier`), or one of `ACTS`. Imports nothing of ours.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, get_args

Kind = Literal["wish", "ask", "value", "correct", "yes", "no", "condition", "go_on", "give_up", "chatter"]
"""The kinds of acts. A dialogue decides by the kind what it does next."""

KINDS: tuple[Kind, ...] = get_args(Kind)

ACTS: dict[str, Kind] = {
    "ask_about": "ask",  # a question about what is talked about: how long, who pays, is it included
    "inform": "value",  # a value that nobody asked for: "and it must be food grade"
    "answer": "value",  # the value that was asked for, or which of several: one, both, none of them
    "skip": "value",  # the value that was asked for is not known yet
    "point": "value",  # one of what is listed or talked about: "the second", "the one from Ningbo"
    "correct": "correct",  # another value in place of one that was said: "not 500 but 600", "20 less"
    "answer_yes": "yes",  # a yes to what was asked or proposed
    "answer_no": "no",  # a no to what was asked or proposed
    "narrow": "condition",  # one more condition of the search
    "widen": "condition",  # one condition of the search less, or an alternative to one
    "exclude": "condition",  # what must not be among the results
    "sort": "condition",  # another order of the results
    "more": "condition",  # the next results
    "resume": "go_on",  # a return to what was left open: "where were we", "what is missing", "read it to me"
    "save_draft": "give_up",  # the task is put aside for later
    "drop": "give_up",  # the task, or the request for a person, is given up
    "chatter": "chatter",  # talk that wants nothing
}
"""The acts that are not intents, each with its kind."""

_ASKING = frozenset(
    [
        *("ask_price", "ask_moq", "ask_lead_time", "supplier_details", "compare_suppliers", "order_status"),
        *("payment_status", "check_quotes", "claim_status", "sample_status", "list_orders", "list_requests"),
        *("my_quotes", "own_products", "own_figures", "view_leads", "daily_tasks"),
    ]
)
_GENERAL = "faq_"
"""How the intents of general questions begin."""
_TALK = frozenset(["greet", "thank", "goodbye", "out_of_scope", "nlu_fallback"])
_AS_ACT: dict[str, Kind] = {"affirm": "yes", "deny": "no", "cancel": "give_up"}


@lru_cache(maxsize=512)
def find_kind(act: str) -> Kind:
    """Returns the kind of an act. An intent is a wish unless it stands in `_TALK` or `_AS_ACT`."""
    return ACTS.get(act) or _AS_ACT.get(act) or ("chatter" if act in _TALK else "wish")


def is_asking(act: str) -> bool:
    """Returns whether somebody wants to know something by this act: by an intent that asks, such as `order_status`, by
    a general question (`faq_…`), or by a question about what is talked about."""
    return act in _ASKING or act.startswith(_GENERAL) or find_kind(act) == "ask"
