"""Finds the place of a sent file from what the conversation is about, and puts it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rasa_sdk.events import SlotSet

from actions.dialogue.context import SentFile
from actions.dialogue.events import Event
from actions.dialogue.history import find_previous_message_id
from actions.dialogue.turn import Turn
from actions.files.words import as_attachments, name_files, pack
from actions.marketplace.attachments.records import Use
from actions.marketplace.errors import NotFound
from actions.orders.cards import order_values
from actions.quotations.cards import rfq_values
from actions.replies import person_button

PROBLEMS = {"report_problem": "problem", "request_refund": "refund"}
"""The intents to which a file is evidence, with the reason by which each asks for a person."""


@dataclass(frozen=True)
class Place:
    """Says where files belong. `kind` is order, request, draft (the request that is being written),
    problem (one whose order is not known yet), person, asked (the contact is asked) or left."""

    kind: str
    number: str = ""
    use: Use = "paper"
    reason: str = ""


@dataclass(frozen=True)
class Moment:
    """Holds the conversation as it is after an action answered: its slots, its form, and the
    intents of this message and of the one before."""

    turn: Turn
    events: Sequence[Event]

    def slot(self, name: str) -> Any:
        values = [event["value"] for event in self.events if event.get("event") == "slot" and event["name"] == name]
        return values[-1] if values else self.turn.slot(name)

    @property
    def form(self) -> str | None:
        """The form that is open now or begins with this message."""
        begun = [event["name"] for event in self.events if event.get("event") == "followup"]
        forms = [name for name in begun if name.endswith("_form")]
        left = any(event.get("event") == "active_loop" and event.get("name") is None for event in self.events)
        return forms[-1] if forms else None if left else self.turn.tracker.active_loop_name

    @property
    def order_number(self) -> str:
        number = self.slot("order_number")
        return number if isinstance(number, str) else ""

    @property
    def rfq_number(self) -> str:
        number = self.slot("rfq_number")
        return number if isinstance(number, str) else ""

    @property
    def problem(self) -> str | None:
        """The intent of the problem at hand: told in this message, or in the one before."""
        if self.turn.intent in PROBLEMS:
            return self.turn.intent
        before = next((intent for intent in PROBLEMS if self.turn.has_just_run(f"action_{intent}")), None)
        return before if self.turn.intent in ("send_file", "inform", "affirm", "nlu_fallback", "out_of_scope") else None

    @property
    def has_chosen(self) -> bool:
        """Whether this message left an order to talk about."""
        return any(event.get("event") == "slot" and event["name"] == "order_number" for event in self.events)


def find_place(moment: Moment) -> Place | None:
    """Returns where a file of this message belongs, or None when nothing says it."""
    turn = moment.turn
    place = _find_in_form(moment) or _find_in_problem(moment) or _find_last(moment)
    if place:
        return place
    if turn.is_signed_in and (number := turn.entities.order_number):
        return Place("order", number)
    if turn.is_signed_in and (number := turn.entities.rfq_number):
        return Place("request", number, "quotation" if turn.is_supplier else "list")
    if turn.has_just_run("action_submit_rfq") and moment.rfq_number:
        return Place("request", moment.rfq_number, "list")
    if turn.has_just_run("action_record_shipment") and moment.order_number:
        return Place("order", moment.order_number, "waybill")
    if turn.context.waits_for_person or turn.intent == "human_handoff":
        return Place("person")
    return None


def _find_last(moment: Moment) -> Place | None:
    """Returns the place of the files just before, for a file without words: one more of the same."""
    last = moment.turn.slot("files_placed")
    if moment.turn.intent != "send_file" or not moment.turn.is_signed_in or not isinstance(last, dict):
        return None
    if last["message_id"] != find_previous_message_id(moment.turn.tracker) or last["kind"] not in ("order", "request"):
        return None
    return Place(last["kind"], last["number"], last["use"], last["reason"])


def _find_in_form(moment: Moment) -> Place | None:
    if not moment.turn.is_signed_in:
        return None
    if moment.form == "ship_form" and moment.order_number:
        return Place("order", moment.order_number, "waybill")
    if moment.form == "quotation_form" and moment.rfq_number:
        return Place("request", moment.rfq_number, "quotation")
    return Place("draft", use="list") if moment.form == "quote_form" else None


def _find_in_problem(moment: Moment) -> Place | None:
    """Returns the order of the problem, once the answer to it found one."""
    problem = moment.problem
    if problem is None:
        return None
    reason = PROBLEMS[problem]
    is_found = moment.has_chosen or (moment.turn.intent != problem and moment.turn.open_choice is None)
    if moment.turn.is_signed_in and moment.order_number and is_found:
        return Place("order", moment.order_number, "evidence", reason)
    return Place("problem", reason=reason)


def find_chosen(moment: Moment) -> Place | None:
    """Returns where files belong of which was asked what they are for, as this message says it
    without naming them."""
    turn = moment.turn
    place = find_place(moment)
    if place and place.kind != "problem":
        return place
    if turn.intent in ("order_status", "inform", "payment_status") and moment.has_chosen and turn.is_signed_in:
        return Place("order", moment.order_number)
    return place


async def put(turn: Turn, files: Sequence[SentFile], place: Place) -> list[Event]:
    """Puts the files into their place and says so. Returns the events of the dialogue."""
    say = {"order": _put_with_order, "request": _put_with_request, "draft": _put_with_draft}.get(place.kind, _put_here)
    try:
        events = await say(turn, files, place)
    except NotFound:
        return _put_here_only(turn, files)
    return [*events, *mark_answered(turn, place)]


def mark_answered(turn: Turn, place: Place) -> list[Event]:
    """Tells the dialogue and the gateway that this message's files have been answered, and how."""
    turn.request_effect("files_answered", place=place.kind)
    return [SlotSet("files_placed", {**asdict(place), "message_id": turn.context.message_id})]


async def _put_with_order(turn: Turn, files: Sequence[SentFile], place: Place) -> list[Event]:
    new = as_attachments(files)
    await turn.market.attachments.add_to_order(turn.account, place.number, new, place.use, turn.context.conversation)
    order = await turn.market.orders.access_order(turn.account, place.number)
    values = {**order_values(order), "files": name_files(files)}
    focus: Event = SlotSet("order_number", order.number)
    if place.use == "waybill":
        turn.say("utter_files_waybill", values)
        return [focus]
    if place.use == "evidence":
        turn.say("utter_files_evidence_waiting" if turn.context.waits_for_person else "utter_files_evidence", values)
        _ask_for_person(turn, place.reason)
        return [focus]
    return [focus, turn.say_with_person("utter_files_order", values, "problem")]


async def _put_with_request(turn: Turn, files: Sequence[SentFile], place: Place) -> list[Event]:
    new = as_attachments(files)
    await turn.market.attachments.add_to_request(turn.account, place.number, new, place.use, turn.context.conversation)
    rfq = await turn.market.rfqs.access_rfq(turn.account, place.number)
    response = "utter_files_quotation" if place.use == "quotation" else "utter_files_request"
    turn.say(response, {**rfq_values(rfq), "files": name_files(files)})
    focus: Event = SlotSet("rfq_number", rfq.number)
    return [focus]


async def _put_with_draft(turn: Turn, files: Sequence[SentFile], _place: Place) -> list[Event]:
    """Keeps the files for the request, which has no number before it is sent."""
    turn.say("utter_files_request_draft", {"files": name_files(files)})
    known = turn.slot("request_files")
    kept = known if isinstance(known, list) else []
    draft: Event = SlotSet("request_files", [*kept, *pack(files)])
    return [draft]


async def _put_here(turn: Turn, files: Sequence[SentFile], place: Place) -> list[Event]:
    """Leaves the files where they are: in the conversation, for a person."""
    values = {"files": name_files(files)}
    if turn.context.waits_for_person:
        turn.say("utter_files_waiting", values)
        return []
    if place.kind == "problem":
        asked = turn.say_with_person("utter_files_problem", values, place.reason)
        return [asked, keep_open(turn, files)]
    turn.say("utter_files_person", values)
    return []


def _put_here_only(turn: Turn, files: Sequence[SentFile]) -> list[Event]:
    """Says that the files stay in the conversation, because the order or request is not this
    account's. What was asked is answered by the action itself."""
    turn.say("utter_files_kept", {"files": name_files(files)}, buttons=[person_button("problem")])
    return [keep_open(turn, files), *mark_answered(turn, Place("left"))]


def keep_open(turn: Turn, files: Sequence[SentFile]) -> Event:
    """Returns the event that stores files whose place is not known yet. It holds for the next
    message."""
    event: Event = SlotSet("files", {"files": pack(files), "message_id": turn.context.message_id})
    return event


def _ask_for_person(turn: Turn, reason: str) -> None:
    """Asks for a person to look at the evidence, unless one is asked for already."""
    if not turn.context.waits_for_person and turn.intent != "human_handoff":
        turn.request_effect("handoff", reason=reason)
