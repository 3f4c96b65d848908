"""Defines events. Actions return events to store values in the record of the conversation (discourse.py)."""

from __future__ import annotations

from typing import Any

Event = dict[str, Any]
"""A value to store, `{"event", "name", "value"}`. `Turn.slot` describes the names."""


def SlotSet(name: str, value: Any) -> Event:  # noqa: N802 — rasa_sdk's name, until no action stores values this way
    """Returns the event that stores `value` under `name`."""
    return {"event": "slot", "name": name, "value": value}
