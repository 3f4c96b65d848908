"""Decides where a sent file belongs (its place: an order, a request, the staff …) from what the conversation is about,
and puts it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from actions.dialogue.context import SentFile
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.turn import Turn
from actions.files.words import as_attachments, name_files, pack, say_passing
from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.attachments.records import Use
from actions.replies import person_button, term, text
from actions.trades.orders.cards import order_values
from actions.trades.quotations.cards import rfq_values

PROBLEMS = {"report_problem": "problem", "request_refund": "refund"}
"""Intents of reporting a problem, for which a file is evidence. Each maps to the reason with which a person is asked
for."""


OF_CLAIM = "claim"
"""The reason that a place has if its files are evidence of a claim. No person is asked for, because the two sides first
handle the claim themselves."""
_CLAIMING = ("open_claim", "claim_status", "answer_claim")


@dataclass(frozen=True)
class Place:
    """Says where files belong. `kind` is `order`, `request`, `draft` (the request that is being written), `problem` (a
    problem whose order is not known yet), `person` (the staff), `asked` (the contact was asked) or `left` (the file
    only stays in the conversation)."""

    kind: str
    number: str = ""
    use: Use = "paper"
    reason: str = ""


@dataclass(frozen=True)
class Moment:
    """Reads from a turn, after its action has answered, everything that decides where files belong: the order or
    request that is talked about, the task, and the intents of this message and the previous one."""

    turn: Turn

    @property
    def task(self) -> str | None:
        """Returns the name of the task that is under way, which this message may have begun."""
        return self.turn.task.name if self.turn.task else None

    @property
    def order_number(self) -> str:
        held = self.turn.task.values.get("order_number") if self.turn.task else None
        return str(held or self.turn.word_slot("order_number") or "")

    @property
    def rfq_number(self) -> str:
        held = self.turn.task.values.get("rfq_number") if self.turn.task else None
        return str(held or self.turn.word_slot("rfq_number") or "")

    @property
    def problem(self) -> str | None:
        """Returns the intent with which a problem was reported, in this message or the previous one."""
        if self.turn.intent in PROBLEMS:
            return self.turn.intent
        before = next((intent for intent in PROBLEMS if self.turn.has_just_done(intent)), None)
        return before if self.turn.intent in ("send_file", "inform", "affirm", "nlu_fallback", "out_of_scope") else None

    @property
    def has_chosen(self) -> bool:
        """Returns whether this message has made an order the one that is talked about."""
        return "order_number" in self.turn.noted


def find_place(moment: Moment) -> Place | None:
    """Returns where a file of this message belongs, or None when that is unknown."""
    turn = moment.turn
    place = _find_in_form(moment) or _find_in_problem(moment) or _find_last(moment)
    if place:
        return place
    if turn.is_signed_in and (number := turn.entities.order_number):
        return Place("order", number)
    if turn.is_signed_in and (number := turn.entities.rfq_number):
        return Place("request", number, "quotation" if turn.is_supplier else "list")
    if turn.has_just_done("send_request") and moment.rfq_number:
        return Place("request", moment.rfq_number, "list")
    if any(map(turn.has_just_done, _CLAIMING)) and moment.order_number:
        return Place("order", moment.order_number, "evidence", OF_CLAIM)
    if turn.has_just_done("record_shipment") and moment.order_number:
        return Place("order", moment.order_number, "waybill")
    if turn.context.waits_for_person or turn.intent == "human_handoff":
        return Place("person")
    return None


def _find_last(moment: Moment) -> Place | None:
    """Returns the place of the files of the previous message, for files without words, which probably belong there as
    well."""
    last = moment.turn.slot("files_placed")
    if moment.turn.intent != "send_file" or not moment.turn.is_signed_in or not isinstance(last, dict):
        return None
    if last["message_id"] != moment.turn.record.last.message_id or last["kind"] not in ("order", "request"):
        return None
    return Place(last["kind"], last["number"], last["use"], last["reason"])


def _find_in_form(moment: Moment) -> Place | None:
    if not moment.turn.is_signed_in:
        return None
    if moment.task == "shipment" and moment.order_number:
        return Place("order", moment.order_number, "waybill")
    if moment.task == "claim" and moment.order_number:
        return Place("order", moment.order_number, "evidence", OF_CLAIM)
    if moment.task == "quotation" and moment.rfq_number:
        return Place("request", moment.rfq_number, "quotation")
    return Place("draft", use="list") if moment.task == "request" else None


def _find_in_problem(moment: Moment) -> Place | None:
    """Returns the order that the reported problem is about, or a place of the kind `problem` while the order is
    unknown. Returns None if no problem was reported."""
    problem = moment.problem
    if problem is None:
        return None
    reason = PROBLEMS[problem]
    is_found = moment.has_chosen or (moment.turn.intent != problem and moment.turn.open_choice is None)
    if moment.turn.is_signed_in and moment.order_number and is_found:
        return Place("order", moment.order_number, "evidence", reason)
    return Place("problem", reason=reason)


def find_chosen(moment: Moment) -> Place | None:
    """Returns where files of earlier messages belong, after the contact was asked what they are for: the message may
    answer by naming an order without mentioning the files."""
    turn = moment.turn
    place = find_place(moment)
    if place and place.kind != "problem":
        return place
    if turn.intent in ("order_status", "inform", "payment_status") and moment.has_chosen and turn.is_signed_in:
        return Place("order", moment.order_number)
    return place


async def put(turn: Turn, files: Sequence[SentFile], place: Place) -> list[Event]:
    """Puts the files where they belong (`place`), and tells the contact. Returns the values to store in the record of
    the conversation."""
    say = {"order": _put_with_order, "request": _put_with_request, "draft": _put_with_draft}.get(place.kind, _put_here)
    try:
        events = await say(turn, files, place)
    except NotFound:
        return _put_here_only(turn, files)
    return [*events, *mark_answered(turn, place)]


def mark_answered(turn: Turn, place: Place) -> list[Event]:
    """Tells the gateway that this message's files have been dealt with, and returns the event that stores where they
    were put."""
    turn.request_effect("files_answered", place=place.kind)
    return [SlotSet("files_placed", {**asdict(place), "message_id": turn.context.message_id})]


async def _put_with_order(turn: Turn, files: Sequence[SentFile], place: Place) -> list[Event]:
    new = as_attachments(files)
    await turn.market.attachments.add_to_order(turn.account, place.number, new, place.use, turn.context.conversation)
    order = await turn.market.orders.access_order(turn.account, place.number)
    values = {
        **order_values(order),
        "files": name_files(files),
        "passing": say_passing(files, text(order.counterpart.name)),
    }
    focus: Event = SlotSet("order_number", order.number)
    if place.use == "waybill":
        turn.say("utter_files_waybill", values)
        return [focus]
    if place.use == "evidence" and place.reason == OF_CLAIM:
        turn.say("utter_files_claim", values)
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
    other = term("file_receiver.buyer" if turn.is_supplier else "file_receiver.suppliers")
    turn.say(response, {**rfq_values(rfq), "files": name_files(files), "passing": say_passing(files, other)})
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
    """Says that the files stay in the conversation, because the order or request does not belong to this account. The
    action of the message's intent answers the words."""
    turn.say("utter_files_kept", {"files": name_files(files)}, buttons=[person_button("problem")])
    return [keep_open(turn, files), *mark_answered(turn, Place("left"))]


def keep_open(turn: Turn, files: Sequence[SentFile]) -> Event:
    """Returns the event that stores files whose place is not known yet, so that the next message can name it."""
    event: Event = SlotSet("files", {"files": pack(files), "message_id": turn.context.message_id})
    return event


def _ask_for_person(turn: Turn, reason: str) -> None:
    """Asks for a person to look at the evidence, unless the contact waits for one already."""
    if not turn.context.waits_for_person and turn.intent != "human_handoff":
        turn.request_effect("handoff", reason=reason)
