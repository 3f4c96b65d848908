"""Holds what actions say to a contact whom they are not meant for."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.turn import Turn


def suppliers_only(turn: Turn) -> Event:
    """Says that only suppliers can do this, and offers a person."""
    return turn.say_with_person("utter_suppliers_only", {}, "become_supplier")
