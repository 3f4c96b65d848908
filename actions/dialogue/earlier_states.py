"""Reads the state of a conversation that an earlier version of Caravan left: Rasa's slots and forms.

Turns such a state, `{"slots", "form", "message_id", "intent"}`, into a record (discourse.py), so that the conversation
goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.dialogue.discourse import KIND_OF_SLOT, Discourse, Json, TaskState

_TASK_OF_FORM = {
    "sourcing_form": ("search", ("product",)),
    "quote_form": ("request", ("product", "quantity", "country", "terms")),
    "ship_form": ("shipment", ("tracking_number", "carrier")),
    "quotation_form": ("quotation", ("unit_price", "lead_days", "incoterm", "port", "valid_until")),
}
"""The task that replaces each form, and the slots in which the form held its values."""
_ABOUT = {"shipment": "order_number", "quotation": "rfq_number"}
_KEPT = ("unclear", "files", "files_placed", "request_files")


def read_earlier(stored: object) -> Discourse:
    """Returns the record that corresponds to an earlier version's state. What cannot be read is left out."""
    if not isinstance(stored, Mapping) or not isinstance(stored.get("slots"), Mapping):
        return Discourse()
    slots: Json = dict(stored["slots"])
    record = Discourse(
        search=_mapping(slots.get("search")),
        proposal=_mapping(slots.get("offer")),
        waiting=_mapping(slots.get("waiting")),
        kept={name: slots[name] for name in _KEPT if slots.get(name)},
    )
    record.last.message_id, record.last.intent = str(stored.get("message_id")), str(stored.get("intent"))
    for name, kind in KIND_OF_SLOT.items():
        if slots.get(name) is not None:
            record.set_focus(kind, slots[name])
    search = record.search or {}
    if shown := search.get("shown"):
        record.add_list("listing", list(shown))
    choice = _mapping(slots.get("choice"))
    if choice and choice.get("entity") in KIND_OF_SLOT and choice.get("message_id") == record.last.message_id:
        kind, values = KIND_OF_SLOT[choice["entity"]], list(choice.get("values") or [])
        record.add_list(kind, values, choice.get("intent"), record.last.message_id)
    record.task = _read_task(stored.get("form"), slots)
    return record


def _read_task(form: object, slots: Json) -> TaskState | None:
    if not isinstance(form, str) or form not in _TASK_OF_FORM:
        return None
    name, held = _TASK_OF_FORM[form]
    values = {slot: slots[slot] for slot in held if slots.get(slot) is not None}
    if name == "request" and slots.get("quote_supplier"):
        values["supplier"] = slots["quote_supplier"]
    if about := _ABOUT.get(name):
        values[about] = slots.get(about)
    return TaskState(name, "earlier", values, asked=slots.get("requested_slot"), times=1)


def _mapping(value: Any) -> Json | None:
    return dict(value) if isinstance(value, Mapping) else None
