"""Turns the state of a dialogue into JSON that the gateway carries from turn to turn, and back.

A state is `{"version": 1, "events": [Rasa event, …]}`, at most 8 KB as JSON. Its events are those of the contact's last
three turns, after a head that sums up what came before them: the session's start, the slots that had a value, and the
active loop. Since the state is bounded, a turn costs the same after two hundred turns as after ten. Metadata, and with
it the signed context, is left out.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    SESSION_START_METADATA_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.lean_rasa.current import current_turn

logger = logging.getLogger(__name__)

VERSION = 1
LIMIT_BYTES = 8 * 1024
TAIL_TURNS = 3
TEXT_LIMIT = 240
ENTITY_LIMIT = 12

STARTED_ANEW = "utter_started_anew"
"""The response that tells the contact once that what was said before is forgotten."""

State = dict[str, Any]


def restore(state: object, sender_id: str, domain: Domain) -> DialogueStateTracker:
    """Returns the tracker that `state` describes; an empty one for None.

    Raises:
        ValueError: `carry` has not made this state, or it is in a form that the domain does not have. The message
            holds none of the state's words.
    """
    tracker = DialogueStateTracker(sender_id, domain.slots)
    if state is None:
        return tracker
    if not isinstance(state, dict) or state.get("version") != VERSION:
        raise ValueError("state of another version")
    try:
        for parameters in state["events"]:
            event = Event.from_parameters(parameters)
            if event is not None:
                tracker.update(event, domain)
    except Exception as error:  # Rasa raises whatever the malformed part makes it stumble over
        raise ValueError("malformed state") from error
    if tracker.active_loop_name and tracker.active_loop_name not in domain.form_names:
        raise ValueError("state in an unknown form")
    return tracker


def carry(tracker: DialogueStateTracker) -> State:
    """Returns the state after the turn. To stay within the limit it drops the oldest turns, then the largest slots."""
    for turns in range(TAIL_TURNS, -1, -1):
        state = _state(tracker, turns)
        if _size(state) <= LIMIT_BYTES:
            return state
    return _without_largest_slots(state)


def _state(tracker: DialogueStateTracker, turns: int) -> State:
    events = list(tracker.events)
    cut = _start_of_tail(events, turns)
    kept = [*_head(tracker, events[:cut]), *events[cut:]] if cut else events
    return {"version": VERSION, "events": [_lean(event) for event in kept if _worth_keeping(event)]}


def _start_of_tail(events: list[Event], turns: int) -> int:
    """Returns the index of the first event of the last `turns` turns; 0 when there are no more than that."""
    starts = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if turns == 0:
        return len(events)
    return starts[-turns] if len(starts) > turns else 0


def _head(tracker: DialogueStateTracker, dropped: Iterable[Event]) -> Iterator[Event]:
    """Yields a few events that have the same effect as all events before the tail."""
    past = DialogueStateTracker.from_events(tracker.sender_id, list(dropped), tracker.slots.values())
    began = next((event.timestamp for event in reversed(past.events)), None)
    yield ActionExecuted(ACTION_SESSION_START_NAME, timestamp=began)
    yield SessionStarted(timestamp=began)
    for slot in past.slots.values():
        if slot.value != slot.initial_value:
            yield SlotSet(slot.name, slot.value, timestamp=began)
    if past.active_loop_name:
        yield ActiveLoop(past.active_loop_name, timestamp=began)
    yield ActionExecuted(ACTION_LISTEN_NAME, timestamp=began)


def _worth_keeping(event: Event) -> bool:
    return not (isinstance(event, SlotSet) and event.key == SESSION_START_METADATA_SLOT)


def _lean(event: Event) -> dict[str, Any]:
    """Returns the event's parameters without those that neither policies nor actions read."""
    if isinstance(event, UserUttered):
        return _lean_message(event)
    if isinstance(event, BotUttered):
        uttered = {"event": "bot", "timestamp": _rounded(event), "text": None}
        name = event.metadata.get("utter_action")
        return {**uttered, "metadata": {"utter_action": name}} if name else uttered
    parameters = event.as_dict()
    parameters.pop("metadata", None)
    if isinstance(event, ActionExecuted):
        parameters.pop("policy", None)
        parameters.pop("confidence", None)
        if not parameters.get("hide_rule_turn"):
            parameters.pop("hide_rule_turn", None)
    parameters["timestamp"] = _rounded(event)
    return {key: value for key, value in parameters.items() if value is not None or key in ("value", "name")}


def _lean_message(event: UserUttered) -> dict[str, Any]:
    entities = [
        {key: entity[key] for key in ("entity", "value", "start", "end") if key in entity}
        for entity in event.entities[:ENTITY_LIMIT]
    ]
    intent = {key: event.intent.get(key) for key in ("name", "confidence")}
    return {
        "event": "user",
        "timestamp": _rounded(event),
        "text": (event.text or "")[:TEXT_LIMIT],
        "parse_data": {"intent": intent, "entities": entities},
        "message_id": event.message_id,
    }


def _rounded(event: Event) -> float:
    return round(event.timestamp, 3)


def _size(state: State) -> int:
    return len(json.dumps(state, separators=(",", ":")))


def _without_largest_slots(state: State) -> State:
    events = list(state["events"])
    while _size({**state, "events": events}) > LIMIT_BYTES:
        slots = [event for event in events if event["event"] == "slot"]
        if not slots:
            break
        largest = max(slots, key=lambda event: len(json.dumps(event["value"])))
        logger.warning("The state exceeds %d bytes, so the value of slot %s is forgotten", LIMIT_BYTES, largest["name"])
        events.remove(largest)
    return {**state, "events": events}


class CarriedState(TrackerStore):
    """Gives Rasa the tracker of the current turn and takes the one that Rasa saves. It stores nothing itself."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        return current_turn.get().before

    async def save(self, tracker: DialogueStateTracker) -> None:
        current_turn.get().after = tracker

    async def keys(self) -> Iterable[str]:
        return []
