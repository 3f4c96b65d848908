"""Holds limits of confidence and groups of intents that several modules of this folder share."""

from __future__ import annotations

from actions.dialogue.said.acts import SMALL_TALK

SURE = 0.5
ASKS = 0.4
"""The least confidence in an act (what the message does in the conversation) at which the message is treated
accordingly."""
LIKELY = 0.1
NEARLY = 0.5
"""A less likely but more specific meaning is preferred if its confidence is at least this share of the highest."""
SURELY_ELSEWHERE = 0.75
"""A question whose confidence in `out_of_scope` is at least this is not about the thing that is talked about, unless
the act of asking about it is as sure."""
FEW_WORDS = 40
VAGUE = frozenset(("inform", "find_supplier", "supplier_details", "affirm", "nlu_fallback", "out_of_scope"))
CONDITIONS = ("region", "excluded_region", "excluded_company", "certification", "price")
ABOUT = {
    "listing": ("ask_price", "ask_moq", "ask_lead_time", "request_sample", "supplier_details"),
    "supplier": ("supplier_details", "ask_price", "ask_moq", "ask_lead_time", "request_sample"),
    "order": ("order_status", "payment_status", "request_invoice"),
    "request": ("check_quotes",),
}
"""The intents that ask about the order, product, supplier or request that is talked about, by its kind."""
TALK = SMALL_TALK | {"affirm", "deny", "cancel", "human_handoff"}
