"""Looks back at the contact's message before the latest, and leaves a form."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet

from actions.dialogue.entities import Entities
from actions.dialogue.events import Event


def leave_form(tracker: Tracker) -> list[Event]:
    """Returns the events that end the form that is being filled in, if there is one."""
    if tracker.active_loop_name is None:
        return []
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


def find_previous_events(tracker: Tracker) -> list[Event]:
    """Returns the events from the contact's message before the latest up to the latest."""
    messages = [index for index, event in enumerate(tracker.events) if event.get("event") == "user"]
    return list(tracker.events[messages[-2] : messages[-1]]) if len(messages) > 1 else []


def find_previous_message_id(tracker: Tracker) -> str | None:
    """Returns the id of the contact's message before the latest."""
    before = find_previous_events(tracker)
    return before[0].get("message_id") if before else None


def find_previous_entities(tracker: Tracker) -> dict[str, Any]:
    """Returns the entities of the contact's message before the latest, with one value for each."""
    before = find_previous_events(tracker)
    data = (before[0].get("parse_data") or {}) if before else {}
    return Entities.of_message(data.get("entities") or [], before[0].get("text") or "").mapping if before else {}
