"""Lists the acts (dialogue acts), which are what a message can do in its conversation. Each act belongs to one of ten
kinds.

An act is either a wish, which has the name of its intent (`find_supplier`), or one of `ACTS`. This module imports no
other module of this project.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, get_args

Kind = Literal["wish", "ask", "value", "correct", "yes", "no", "condition", "go_on", "give_up", "chatter"]
"""The kinds of acts. The dialogue decides by the kind of an act what it does next."""

KINDS: tuple[Kind, ...] = get_args(Kind)

ACTS: dict[str, Kind] = {
    "ask_about": "ask",  # asks about what is talked about: how long, who pays, is it included
    "inform": "value",  # gives a value that the bot did not ask for: "and it must be food grade"
    "answer": "value",  # gives the value that the bot asked for, or chooses among several: one, both, none of them
    "skip": "value",  # says that the value that the bot asked for is not known yet
    "point": "value",  # points at one of the listed or mentioned things: "the second", "the one from Ningbo"
    "correct": "correct",  # gives another value in place of one that was said: "not 500 but 600", "20 less"
    "answer_yes": "yes",  # says yes to what the bot asked or proposed
    "answer_no": "no",  # says no to what the bot asked or proposed
    "narrow": "condition",  # adds a condition to the search
    "widen": "condition",  # removes a condition from the search, or adds an alternative to one
    "exclude": "condition",  # says what must not be among the results
    "sort": "condition",  # asks for another order of the results
    "more": "condition",  # asks for the next results
    "resume": "go_on",  # returns to what was left open: "where were we", "what is missing", "read it to me"
    "save_draft": "give_up",  # puts the task aside for later
    "drop": "give_up",  # gives up the task, or the request for a person
    "chatter": "chatter",  # only chats and wants nothing
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
"""The prefix of the intents of general questions."""
_TALK = frozenset(["greet", "thank", "goodbye", "out_of_scope", "nlu_fallback"])
_AS_ACT: dict[str, Kind] = {"affirm": "yes", "deny": "no", "cancel": "give_up"}


@lru_cache(maxsize=512)
def find_kind(act: str) -> Kind:
    """Returns the kind of an act. An intent is a wish unless it stands in `_TALK` or `_AS_ACT`."""
    return ACTS.get(act) or _AS_ACT.get(act) or ("chatter" if act in _TALK else "wish")


def is_asking(act: str) -> bool:
    """Returns whether the act asks for information. It does if it is an intent that asks for it, such as
    `order_status`, a general question (`faq_…`), or a question about what is talked about."""
    return act in _ASKING or act.startswith(_GENERAL) or find_kind(act) == "ask"
