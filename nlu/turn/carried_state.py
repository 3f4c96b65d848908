"""The dialogue's state as the gateway carries it from turn to turn.

A state is `{"version": 1, "events": [Rasa event, …]}`, at most 8 KB as JSON: the events of the last three turns of the
contact, behind a head that says what came before them (session start, the slots that had a value, the active loop). It is
bounded, so a turn costs the same after two hundred turns as after ten. Metadata, and the signed context in it, is left out.
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

State = dict[str, Any]


def restore(state: State | None, sender_id: str, domain: Domain) -> DialogueStateTracker:
    """The tracker that `state` describes; an empty one for None.

    Raises:
        ValueError: `state` is not one that `carry` has made.
    """
    tracker = DialogueStateTracker(sender_id, domain.slots)
    if state is None:
        return tracker
    if not isinstance(state, dict) or state.get("version") != VERSION:
        raise ValueError("state of another version")
    try:
        events = [Event.from_parameters(parameters) for parameters in state["events"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("malformed state") from error
    for event in events:
        if event is not None:
            tracker.update(event, domain)
    return tracker


def carry(tracker: DialogueStateTracker) -> State:
    """The state after the turn. Drops older turns, then the largest slots, rather than exceed the limit."""
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
    """Index of the first event of the last `turns` turns; 0 when there are no more than that."""
    starts = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if turns == 0:
        return len(events)
    return starts[-turns] if len(starts) > turns else 0


def _head(tracker: DialogueStateTracker, dropped: Iterable[Event]) -> Iterator[Event]:
    """What the events before the tail amount to."""
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
    """The event's parameters without what neither policies nor actions read."""
    if isinstance(event, UserUttered):
        return _lean_message(event)
    if isinstance(event, BotUttered):
        said = {"event": "bot", "timestamp": _rounded(event), "text": None}
        name = event.metadata.get("utter_action")
        return {**said, "metadata": {"utter_action": name}} if name else said
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
        logger.warning("The state is over %d bytes without slot %s, forgotten", LIMIT_BYTES, largest["name"])
        events.remove(largest)
    return {**state, "events": events}


class CarriedState(TrackerStore):
    """Holds nothing: gives Rasa the tracker of the current turn, and takes the one that it saves."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        return current_turn.get().before

    async def save(self, tracker: DialogueStateTracker) -> None:
        current_turn.get().after = tracker

    async def keys(self) -> Iterable[str]:
        return []
