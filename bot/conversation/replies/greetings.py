"""Builds the gateway's own greeting, and the buttons that fit a contact's role."""

from __future__ import annotations

from bot.contacts.store import Contact
from bot.conversation.replies.buttons import term_button
from bot.messages.reply import Button, Reply


def build_welcome(contact: Contact) -> Reply:
    """Returns the greeting of a new conversation."""
    response = f"gateway.welcome_{contact.role}" if contact.account else "gateway.welcome"
    return {"response": response, "values": {"name": contact.name}, "buttons": build_role_buttons(contact.role)}


def build_role_buttons(role: str) -> list[Button]:
    first = {
        "buyer": [
            term_button("button.find_supplier", "find_supplier"),
            term_button("button.list_orders", "list_orders"),
        ],
        "supplier": [term_button("button.list_orders", "list_orders"), term_button("button.view_leads", "view_leads")],
    }.get(role, [term_button("button.find_supplier", "find_supplier"), term_button("button.help", "help")])
    return [*first, term_button("button.agent", "human_handoff")]
