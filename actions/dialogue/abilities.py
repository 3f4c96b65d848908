"""Lists what the bot offers to a contact who does not know what to ask."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.replies import Button, button, person_button, search_button


def list_abilities(turn: Turn) -> list[Button]:
    """Returns buttons for three things that this contact can do here."""
    if turn.is_supplier:
        return [button("button.my_orders", "list_orders"), button("button.leads", "view_leads"), person_button("asked")]
    orders = (
        button("button.my_orders", "list_orders") if turn.is_signed_in else button("button.track_order", "order_status")
    )
    return [search_button(), orders, person_button("asked")]
