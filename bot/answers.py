"""What a message is answered with, and the greetings and buttons of the gateway's own answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.buttons import term_button
from bot.storage.contacts import Contact


@dataclass
class Answer:
    """Replies to store, what else the turn asks for, and the dialogue state after it (None: unchanged).

    `is_ours`: about the contact's own links, so that it stands whoever has the conversation.
    """

    replies: list[dict[str, Any]] = field(default_factory=list)
    effects: list[dict[str, Any]] = field(default_factory=list)
    state: dict[str, Any] | None = None
    understood: dict[str, Any] | None = None
    is_ours: bool = False


def welcome(contact: Contact) -> dict[str, Any]:
    """The greeting of a new conversation."""
    response = f"gateway.welcome_{contact.role}" if contact.account else "gateway.welcome"
    return {"response": response, "values": {"name": contact.name}, "buttons": role_buttons(contact.role)}


def role_buttons(role: str) -> list[dict[str, Any]]:
    first = {
        "buyer": [
            term_button("button.find_supplier", "find_supplier"),
            term_button("button.list_orders", "list_orders"),
        ],
        "supplier": [term_button("button.list_orders", "list_orders"), term_button("button.view_leads", "view_leads")],
    }.get(role, [term_button("button.find_supplier", "find_supplier"), term_button("button.help", "help")])
    return [*first, term_button("button.agent", "human_handoff")]
