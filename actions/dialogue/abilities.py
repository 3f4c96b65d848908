"""Lists things that the bot can do, for a contact who does not know what to ask."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.replies import Button, button, person_button, search_button


def list_abilities(turn: Turn) -> list[Button]:
    """Returns three buttons for the things that this contact most likely wants."""
    if turn.is_supplier:
        return [button("button.my_orders", "list_orders"), button("button.leads", "view_leads"), person_button("asked")]
    orders = (
        button("button.my_orders", "list_orders") if turn.is_signed_in else button("button.track_order", "order_status")
    )
    return [search_button(), orders, person_button("asked")]


_SUPPLIERS_ONLY = frozenset(
    [
        *("confirm_order", "decline_order", "report_production", "ship_order", "view_leads", "submit_quote"),
        *("withdraw_quote", "my_quotes", "own_products", "change_listing", "own_figures"),
    ]
)
_BUYERS_ONLY = frozenset(
    [
        *("request_quote", "check_quotes", "accept_quote", "negotiate_price", "request_sample", "report_arrival"),
        *("list_requests", "change_request", "cancel_request"),
    ]
)


ANSWERS_BOTH = frozenset(["confirm_order", "report_arrival"])
"""Intents of one role whose function also answers the other role."""


def is_of_other_role(intent: str, is_supplier: bool) -> bool:
    """Returns whether only contacts of the other role can do what the intent asks for."""
    return intent in (_BUYERS_ONLY if is_supplier else _SUPPLIERS_ONLY)
