"""Answers messages that bring files, and the answers to the question what a file is for."""

from __future__ import annotations

from actions.dialogue.context import SentFile
from actions.dialogue.events import Event
from actions.dialogue.registry import afterthought, answer_question, answers, ask_to_sign_in, reading
from actions.dialogue.turn import Turn
from actions.files.placing import Moment, Place, find_chosen, find_place, keep_open, mark_answered, put
from actions.files.words import name_files, pack, unpack
from actions.marketplace.trades.orders.records import OrderSummary
from actions.marketplace.trades.requests.records import Rfq
from actions.reading.clarify import is_close
from actions.replies import Button, button, term, text
from actions.trades.quotations.cards import goods

_LOST = frozenset(("nlu_fallback", "out_of_scope"))
_VAGUE = frozenset(("inform", "find_supplier", "affirm", "contact_supplier", "list_orders", "request_invoice", *_LOST))
_ORDERS = 4
_LIKELY = ("delivered", "shipped", "disputed")
"""Orders in these states come first: a file is mostly about goods that have left."""


@answers("send_file")
async def send_file(turn: Turn) -> list[Event]:
    """Puts files where the pressed button or the chosen order says. Files that come with the
    message are handled by `take_files`."""
    files = _files_in_question(turn)
    use = turn.entities.word("use")
    if not files or (turn.context.files and use is None):
        return [] if turn.context.files else _say_missing(turn)
    number = turn.entities.order_number or turn.entities.rfq_number
    if not turn.is_signed_in and (number or use in ("order", "request")):
        return ask_to_sign_in(turn)
    if number := turn.entities.order_number:
        return await put(turn, files, Place("order", number, "evidence", "problem"))
    if number := turn.entities.rfq_number:
        return await put(turn, files, Place("request", number, "quotation" if turn.is_supplier else "list"))
    if use == "person":
        turn.request_effect("handoff", reason="asked")
        return await put(turn, files, Place("person"))
    if use in ("order", "request"):
        return await (_ask_order if use == "order" else _ask_request)(turn, files)
    turn.say("utter_files_left", {"files": name_files(files)})
    return mark_answered(turn, Place("left"))


@afterthought
async def take_files(turn: Turn) -> list[Event]:
    """Puts the files of this message where they belong, once its words have been answered, or asks
    what they are for when that is unknown. Without files, it does the same for earlier files about
    which the contact was asked."""
    files, moment = turn.context.files, Moment(turn)
    if (turn.slot("files_placed") or {}).get("message_id") == turn.context.message_id:
        return []
    if not files:
        return await _place_open(turn, moment)
    place = find_place(moment)
    if place is None:
        return _ask_what_for(turn, files)
    return await put(turn, files, place)


async def _place_open(turn: Turn, moment: Moment) -> list[Event]:
    """Puts the files about which the contact was just asked where this message says that they belong, if it says so."""
    files = _files_in_question(turn)
    if not files or turn.intent == "send_file":
        return []
    place = find_chosen(moment)
    if place is None:
        return []
    if place.kind == "problem":  # the bot is asking for the order
        return [keep_open(turn, files)]
    return await put(turn, files, place)


@reading
async def put_aside(turn: Turn) -> list[Event] | None:
    """Answers a "nothing" or "never mind" to the question what a file is for."""
    files = unpack((turn.open_files or {}).get("files"))
    if not files or turn.context.files or turn.is_pressed or turn.intent not in ("deny", "cancel"):
        return None
    if turn.task is not None:
        return None
    turn.say("utter_files_left", {"files": name_files(files)})
    return mark_answered(turn, Place("left"))


@reading
async def words_beside_files(turn: Turn) -> list[Event] | None:
    """Leaves words beside a file that mean nothing by themselves without an answer of their own, because `take_files`
    answers the words and the file together."""
    if not turn.context.files or turn.is_pressed or turn.task is not None:
        return None
    return [] if turn.intent in _LOST or is_close(turn) else None


@reading
async def file_not_there(turn: Turn) -> list[Event] | None:
    """Asks the contact to send the file, when the words mention an attached file but none came."""
    if turn.context.files or turn.is_pressed or not turn.cues.says_attached or turn.open_files:
        return None
    if turn.intent not in _VAGUE or turn.task is not None or turn.entities.has("quantity"):
        return None
    return _say_missing(turn)


@afterthought
async def file_forgotten(turn: Turn) -> list[Event]:
    """Tells a contact who reports a problem or a shipment that the file that they mention did not come, in addition to
    the answer."""
    told = turn.intent in turn.done and turn.intent in ("report_problem", "request_refund", "ship_order")
    if told and not turn.context.files and not turn.is_pressed and not turn.open_files and turn.cues.says_attached:
        _say_missing(turn)
    return []


def _say_missing(turn: Turn) -> list[Event]:
    turn.say("utter_files_missing")
    return []


def _files_in_question(turn: Turn) -> tuple[SentFile, ...]:
    """Returns the files that the pressed button is about, else those of this message, else those
    about which the contact was just asked."""
    carried = turn.entities.record("files").get("files")
    return unpack(carried) or turn.context.files or unpack((turn.open_files or {}).get("files"))


def _ask_what_for(turn: Turn, files: tuple[SentFile, ...]) -> list[Event]:
    """Asks what the files are for, with a button for each thing that this contact can do with
    them."""
    order, request = ("use_file.order", "order"), ("use_file.request", "request")
    if turn.is_supplier:
        uses = [order, ("use_file.quotation", "request")]
    else:
        uses = [request, order] if any(file.kind == "sheet" for file in files) else [order, request]
    uses += [("use_file.person", "person"), ("use_file.nothing", "nothing")]
    choices = [button(label, "send_file", use=use, files={"files": pack(files)}) for label, use in uses]
    turn.say("utter_files_what_for", {"files": name_files(files)}, buttons=choices)
    return [keep_open(turn, files), *mark_answered(turn, Place("asked"))]


async def _ask_order(turn: Turn, files: tuple[SentFile, ...]) -> list[Event]:
    """Attaches the files to the contact's only order, or asks to which order they belong."""
    page = await turn.market.orders.list_orders(turn.account, limit=20)
    orders = sorted(page.orders, key=lambda order: order.state not in _LIKELY)[:_ORDERS]
    if not orders:
        turn.say("utter_no_orders")
        return [keep_open(turn, files)]
    if len(orders) == 1:
        return await put(turn, files, Place("order", orders[0].number, "evidence", "problem"))
    turn.say("utter_files_which_order", buttons=[_order_choice(order, files) for order in orders])
    turn.give_choice("send_file", "order_number", [order.number for order in orders])
    return [keep_open(turn, files)]


async def _ask_request(turn: Turn, files: tuple[SentFile, ...]) -> list[Event]:
    """Asks which request the files belong to. A buyer may also write a new one with them."""
    if turn.is_supplier:
        rfqs = await turn.market.rfqs.list_open_leads(turn.account, limit=_ORDERS, with_refused=True)
    else:
        rfqs = await turn.market.rfqs.list_rfqs(turn.account, states=("open",), limit=_ORDERS)
    if not rfqs and turn.is_supplier:
        turn.say("utter_no_leads")
        return [keep_open(turn, files)]
    if not rfqs:
        return [keep_open(turn, files), *await answer_question(turn, {"intent": "request_quote"})]
    choices = [_request_choice(rfq, files) for rfq in rfqs]
    if not turn.is_supplier:
        choices.append(button("use_file.new_request", "request_quote", files={"files": pack(files)}))
    turn.say("utter_files_which_request", buttons=choices)
    turn.give_choice("send_file", "rfq_number", [rfq.number for rfq in rfqs])
    return [keep_open(turn, files)]


def _order_choice(order: OrderSummary, files: tuple[SentFile, ...]) -> Button:
    label = term("button.order", number=order.number, goods=text(order.goods))
    return button(label, "send_file", order_number=order.number, files={"files": pack(files)})


def _request_choice(rfq: Rfq, files: tuple[SentFile, ...]) -> Button:
    label = term("button.rfq", number=rfq.number, product=goods(rfq))
    return button(label, "send_file", rfq_number=rfq.number, files={"files": pack(files)})


@afterthought
async def send_with_request(turn: Turn) -> list[Event]:
    """Attaches to a request, once it is sent, the files that came while it was being written."""
    files, number = unpack(turn.slot("request_files")), turn.word_slot("rfq_number")
    if "send_request" not in turn.done or not files or not number:
        return []
    turn.note("request_files", None)
    return await put(turn, files, Place("request", number, "list"))
