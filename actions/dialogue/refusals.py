"""Replies to a contact who may not use an action."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.turn import Turn


def say_suppliers_only(turn: Turn) -> Event:
    """Says that only suppliers can do this, and offers a person."""
    return turn.say_with_person("utter_suppliers_only", {}, "become_supplier")
