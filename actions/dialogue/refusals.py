"""What an action says to somebody whom it is not for."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.turn import Turn


def suppliers_only(turn: Turn) -> Event:
    return turn.say_with_person("utter_suppliers_only", {}, "become_supplier")
