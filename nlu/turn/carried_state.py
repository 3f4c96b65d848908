"""Turns the state of a dialogue into JSON, and back. The gateway stores the JSON between two turns.

A state is `{"version": 2, "record": {…}}`. The record holds everything that the actions know about the conversation
(docs/dialogue.md). It has at most 4 KB, and replaces Rasa's events. So a turn after two hundred others takes no longer
than one after ten.

States of version 1, which contained Rasa's events, can still be read. The values of their slots become a record
`{"earlier": {…}, "situation": {…}}`, which the actions understand.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.lean_rasa.current import current_turn

VERSION = 2
RECORD = "record"
"""The name of Rasa's slot that holds the record."""

LATER = "later"
"""The name under which a state holds words that wait to be answered until no question is open
(nlu.turn.answering_parts)."""

STARTED_ANEW = "utter_started_anew"
"""The response that tells the contact that the bot has forgotten the conversation before."""

_TASKS = {"sourcing_form": "search", "quote_form": "request", "ship_form": "shipment", "quotation_form": "quotation"}
"""Maps each form of version 1 to the task that replaces it."""
_ASKED = {
    "product": "free",
    "quantity": "quantity",
    "country": "place",
    "tracking_number": "number",
    "carrier": "carrier",
    "unit_price": "price",
    "lead_days": "number",
    "incoterm": "choice",
    "confirmed": "yesno",
}
"""Maps each slot of the forms of version 1 to the kind of answer that the question for it wanted
(`nlu.understanding.situation.situation.ASKED`)."""

State = dict[str, Any]


def restore(state: object, sender_id: str, domain: Domain) -> DialogueStateTracker:
    """Returns Rasa's tracker for a dialogue in this state, or an empty tracker for None.

    Raises:
        ValueError: the state was not made by `carry`. The error's message contains no text of the state.
    """
    tracker = DialogueStateTracker(sender_id, domain.slots)
    if state is None:
        return tracker
    if not isinstance(state, dict) or state.get("version") not in (1, VERSION):
        raise ValueError("state of another version")
    record = state.get("record") if state["version"] == VERSION else _read_earlier(state.get("events"))
    if not isinstance(record, dict):
        raise ValueError("malformed state")
    tracker.update(SlotSet(RECORD, record), domain)
    tracker.update(ActionExecuted(ACTION_LISTEN_NAME), domain)
    return tracker


def carry(tracker: DialogueStateTracker) -> State:
    """Returns the state after the turn. `drafts` is how many unfinished tasks it holds; the gateway reads it, too."""
    record = tracker.get_slot(RECORD) or {}
    tasks = [record.get("task") or {}, *(record.get("aside") or ())]
    drafts = sum(1 for task in tasks if task.get("values"))
    return {"version": VERSION, "record": record, **({"drafts": drafts} if drafts else {})}


def read_later(state: object) -> list[str]:
    """Returns the words that wait in a state; an empty list when it holds no readable ones."""
    stored = state.get(LATER) if isinstance(state, dict) else None
    return [words for words in stored if isinstance(words, str)] if isinstance(stored, list) else []


def find_situation(tracker: DialogueStateTracker) -> object:
    """Returns the situation in which the next message comes (what the bot asked or did last), as the actions wrote it
    into the record."""
    record = tracker.get_slot(RECORD)
    return record.get("situation") if isinstance(record, dict) else None


def _read_earlier(events: object) -> dict[str, Any]:
    """Returns the record of a state of version 1: the values of its slots, its form, and the last message.

    Raises:
        ValueError: `events` are no events.
    """
    if not isinstance(events, list) or not all(isinstance(event, dict) and "event" in event for event in events):
        raise ValueError("malformed state")
    slots = {event.get("name"): event.get("value") for event in events if event["event"] == "slot"}
    loops = [event.get("name") for event in events if event["event"] == "active_loop"]
    messages = [event for event in events if event["event"] == "user"]
    last = messages[-1] if messages else {}
    parsed = last.get("parse_data") or {}
    form = loops[-1] if loops else None
    return {
        "earlier": {
            "slots": {name: value for name, value in slots.items() if value is not None},
            "form": form,
            "message_id": last.get("message_id") or "",
            "intent": (parsed.get("intent") or {}).get("name") or "",
        },
        "situation": {
            "task": _TASKS.get(form or "", "none"),
            "asked": _ASKED.get(slots.get("requested_slot") or "", "none") if form in _TASKS else "none",
        },
    }


class CarriedState(TrackerStore):
    """Gives Rasa the tracker of the current turn and takes the one that Rasa saves. It stores nothing itself."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        return current_turn.get().before

    async def save(self, tracker: DialogueStateTracker) -> None:
        current_turn.get().after = tracker

    async def keys(self) -> Iterable[str]:
        return []
