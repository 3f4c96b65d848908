"""Holds what several modules of this folder share: from which confidence on something is believed, and groups of intents."""

from __future__ import annotations

from actions.dialogue.acts import SMALL_TALK

SURE = 0.5
ASKS = 0.4
"""How sure the NLU must be of an act (what the message does in the conversation), for the message to be treated
accordingly."""
LIKELY = 0.1
NEARLY = 0.5
"""Something less likely but more specific is followed if its confidence is at least this share of the highest."""
SURELY_ELSEWHERE = 0.75
"""From this confidence in `out_of_scope` on, a question is not about what is talked about, unless the act that asks about
it is as sure."""
FEW_WORDS = 40
VAGUE = frozenset(("inform", "find_supplier", "supplier_details", "affirm", "nlu_fallback", "out_of_scope"))
CONDITIONS = ("region", "excluded_region", "certification", "price")
ABOUT = {
    "listing": ("ask_price", "ask_moq", "ask_lead_time", "request_sample", "supplier_details"),
    "supplier": ("supplier_details", "ask_price", "ask_moq", "ask_lead_time", "request_sample"),
    "order": ("order_status", "payment_status", "request_invoice"),
    "request": ("check_quotes",),
}
"""The intents that ask about the order, product, supplier or request that is talked about, by its kind."""
TALK = SMALL_TALK | {"affirm", "deny", "cancel", "human_handoff"}
