"""Finds the situation of a message in the dialogue as it is carried today: the form, the slots, and what the bot said last."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.understanding.situation.situation import Situation

_TASK_OF_FORM = {
    "quote_form": "request",
    "ship_form": "shipment",
    "quotation_form": "quotation",
    "sourcing_form": "search",
}
_ASKED_BY_SLOT = {
    "product": "free",
    "quantity": "quantity",
    "country": "place",
    "confirmed": "yesno",
    "tracking_number": "number",
    "carrier": "carrier",
    "unit_price": "price",
    "lead_days": "number",
    "incoterm": "choice",
}
_TASK_OF_INTENT = {
    "find_supplier": "search",
    "request_quote": "request",
    "submit_quote": "quotation",
    "accept_quote": "quotation",
    "negotiate_price": "counter_offer",
    "change_order": "order_change",
    "cancel_order": "cancel_order",
    "report_problem": "claim",
    "request_refund": "claim",
    "request_sample": "sample",
    "ship_order": "shipment",
    "contact_supplier": "question",
    "human_handoff": "handoff",
}
_LISTS = {
    "utter_offers": "offers",
    "utter_own_product": "offers",
    "utter_compar": "suppliers",
    "utter_orders": "orders",
    "utter_leads": "requests",
    "utter_quotes": "quotations",
}
_DEEDS = {
    "utter_offers_none": "info",
    "utter_offers_end": "info",
    "utter_orders_wanted_none": "info",
    "utter_quotes_buyers_only": "refuse",
    **dict.fromkeys(_LISTS, "list"),
    **dict.fromkeys(
        ("utter_quote_sent", "utter_quotation_sent", "utter_quote_accepted", "utter_order_confirmed"), "effect"
    ),
    **dict.fromkeys(("utter_order_shipped_now", "utter_cancelled", "utter_language_changed"), "effect"),
    **dict.fromkeys(("utter_order_not_found", "utter_rfq_not_found", "utter_account_may_not"), "refuse"),
    **dict.fromkeys(
        ("utter_sign_in", "utter_suppliers_only", "utter_cancel_too_late", "utter_change_too_late"), "refuse"
    ),
    **dict.fromkeys(("utter_not_understood", "utter_did_you_mean", "utter_offers_which_spelling"), "clarify"),
    **dict.fromkeys(
        ("utter_order_", "utter_product", "utter_supplier", "utter_lead_only", "utter_offer_only"), "detail"
    ),
    "utter_which_": "ask_choice",
}
"""What the bot did by the beginning of a response's name; the longest beginning that fits counts."""
_FOCUS_OF_SLOT = {"order_number": "order", "rfq_number": "request", "product_id": "listing", "supplier_id": "supplier"}
_FOCUS_OF_LIST = {
    "offers": "listing", "suppliers": "supplier", "orders": "order", "requests": "request", "quotations": "quotation",
}  # fmt: skip


def find_situation(tracker: DialogueStateTracker) -> Situation:
    """Returns the situation of the next message, as far as today's dialogue carries it."""
    said = _find_last_responses(tracker)
    if not any(isinstance(event, UserUttered) for event in tracker.events):
        return Situation()
    asked, task = _find_open_question(tracker)
    listed = tuple(kind for response in said if (kind := _by_beginning(_LISTS, response)))[:1]
    last = _find_last_deed(said, asked)
    if task == "none" and listed in (("offers",), ("suppliers",)):
        task = "search"
    return Situation(asked, task, listed, _find_focus(tracker, listed), last)


def _find_last_responses(tracker: DialogueStateTracker) -> list[str]:
    """Returns the names of the responses since the contact's last message, in order."""
    said: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            said.insert(0, str(event.metadata.get("utter_action") or ""))
    return said


def _find_open_question(tracker: DialogueStateTracker) -> tuple[str, str]:
    """Returns what the open question wants, and the task that it belongs to."""
    form = tracker.active_loop_name
    if form:
        return _ASKED_BY_SLOT.get(tracker.get_slot(REQUESTED_SLOT) or "", "none"), _TASK_OF_FORM.get(form, "other")
    latest = tracker.latest_message.message_id if tracker.latest_message else None
    for slot, asked in (("choice", "choice"), ("offer", "yesno")):
        stored: Any = tracker.get_slot(slot)
        if isinstance(stored, dict) and stored.get("message_id") == latest and stored.get("asked", True):
            return asked, _TASK_OF_INTENT.get(str(stored.get("intent")), "other")
    return "none", "none"


def _find_last_deed(said: list[str], asked: str) -> str:
    deeds = [_by_beginning(_DEEDS, response) or "info" for response in said if response]
    if asked == "none" or "list" in deeds:
        return deeds[-1] if deeds else "none"
    if asked == "yesno":
        return "ask_confirm"
    return "ask_choice" if asked == "choice" else "ask_slot"


def _by_beginning(table: dict[str, str], response: str) -> str | None:
    fitting = [beginning for beginning in table if response.startswith(beginning)]
    return table[max(fitting, key=len)] if fitting else None


def _find_focus(tracker: DialogueStateTracker, listed: tuple[str, ...]) -> tuple[str, ...]:
    by_list = [_FOCUS_OF_LIST[kind] for kind in listed]
    by_slot = [kind for slot, kind in _FOCUS_OF_SLOT.items() if tracker.get_slot(slot) is not None]
    return tuple(dict.fromkeys([*by_list, *by_slot]))
