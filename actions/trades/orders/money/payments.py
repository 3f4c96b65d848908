"""Answers questions about the money of an order: the payments received, the amount due, a refund,
and the papers for them."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import HANDLERS, answers, ask_to_sign_in, in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.records import Order, OrderFilter, Payment
from actions.marketplace.trades.papers.records import PaperKind
from actions.replies import Card, Value, card, date, days, lines, money, one_after_another, term, text
from actions.trades.notes.noting import begin_note
from actions.trades.notes.tasks import INVOICE
from actions.trades.orders.cards import method_of, name_order, order_values, paper_button, payment_line
from actions.trades.orders.money.papers import KINDS
from actions.trades.orders.money.papers_asked import find_papers_of_each, send_papers, wants_some_invoice
from actions.trades.orders.which_order import find_order_in_question

OTHER = "other"
"""The kind of all papers that the marketplace does not make, such as a bill of lading."""
_LOOKED_AT = 20


@answers("payment_status", signed_in=True)
async def payment_status(turn: Turn) -> list[Event]:
    if (late := await _find_late(turn)) is not None:
        turn = turn.with_entities(order_number=late.number)
    order = await find_order_in_question(turn, "payment_status", unpaid=True)
    if order is None:
        return []
    owed = next((p for p in order.payments if p.state == "due" and p.kind != "refund"), None)
    values = _values(order)
    if not order.payments:
        turn.apply([SlotSet("order_number", order.number)])
        return [turn.say_with_person("utter_payment_unknown", values, "problem")]
    if order.state == "cancelled" and find_refund(order):
        turn.apply([SlotSet("order_number", order.number)])
        refunded = say_refund(turn, order)
        return [refunded] if refunded else []
    if not order.outstanding.amount:
        response = "utter_payment_complete"
    elif owed and owed.due_on:
        response, values = "utter_payment_due", values | {"due": date(owed.due_on), "amount": money(owed.amount)}
    else:
        response = "utter_payment_outstanding"
    receipt = [paper_button(order, "receipt")] if order.received else []
    turn.say(response, values, cards=[_payments_card(order)], buttons=receipt)
    return [SlotSet("order_number", order.number)]


async def _find_late(turn: Turn) -> Order | None:
    """Returns the only order with a late payment, for "a payment is late, which one?". Returns None if the message asks
    something else, or names or means another order."""
    asks = "overdue" in turn.topics or any("late" in clause.things for clause in turn.asked)
    if not asks or turn.is_pressed or turn.entities.has("order_number", "product", "company"):
        return None
    page = await turn.market.orders.list_orders(turn.account, limit=_LOOKED_AT, wanted=OrderFilter(unpaid=True))
    orders = [await turn.market.orders.access_order(turn.account, one.number) for one in page.orders]
    late = [order for order in orders if order.state != "cancelled" and _is_late(turn, order)]
    return late[0] if len(late) == 1 else None


def _is_late(turn: Turn, order: Order) -> bool:
    return any(p.state == "due" and p.kind != "refund" and p.due_on and p.due_on < turn.today for p in order.payments)


@in_passing
async def person_for_the_refund(turn: Turn) -> list[Event] | None:
    """Offers a person who can chase the refund of the order at hand, for "who do I bother about it?"."""
    asks = "whom_to_ask" in turn.topics and not turn.is_pressed and turn.task is None
    if not asks or not turn.is_signed_in:
        return None
    number = find_order_at_hand(turn)
    order = await turn.market.orders.access_order(turn.account, number) if number else None
    if order is None or (refund := find_refund(order)) is None or refund.state == "paid":
        return None
    values = _values(order) | {"amount": money(refund.amount), "method": method_of(refund)} | refund_since(turn, order)
    return [turn.say_with_person("utter_refund_pending", values, "refund"), SlotSet("order_number", order.number)]


@in_passing
async def who_pays_the_refund(turn: Turn) -> list[Event] | None:
    """Tells a supplier what is known about who pays the refund of the order at hand, for 谁来退，我们还是平台. Offers a
    person for the rest."""
    if not turn.cues.asks_who_refunds or not turn.is_typed_by_supplier:
        return None
    number = find_order_at_hand(turn)
    order = await turn.market.orders.access_order(turn.account, number) if number else None
    refund = find_refund(order) if order else None
    if order is None or refund is None:
        return None
    values = _values(order) | {
        "amount": money(refund.amount),
        "method": method_of(refund),
        "buyer": text(order.buyer.name),
    }
    if refund.state == "paid":
        return None
    return [turn.say_with_person("utter_refund_who", values, "refund"), SlotSet("order_number", order.number)]


@in_passing
async def papers_at_hand(turn: Turn) -> list[Event] | None:
    """Says which papers of the order at hand exist, for "is there a packing list and a test report?"."""
    is_asked = turn.papers and turn.intent.startswith("faq_") and turn.task is None and not turn.is_pressed
    if not is_asked or not turn.is_signed_in or turn.is_supplier or find_order_at_hand(turn) is None:
        return None
    return await HANDLERS["request_invoice"](turn)


@answers("request_invoice")
async def request_invoice(turn: Turn) -> list[Event]:
    """Sends the wanted paper of an order: an invoice, the term sheet, the packing list or the receipt.

    The wish for a fapiao becomes a note for the staff, because only the supplier can issue one. If the message means no
    order, as in 能开发票吗 after a product, says which papers the marketplace makes.
    """
    if not turn.is_signed_in and turn.entities.has("order_number"):
        return ask_to_sign_in(turn)
    if not turn.is_signed_in or (_is_general_question(turn) and turn.slot("product_id") is not None):
        return [turn.say_with_person("utter_invoice_general", {}, "request_invoice")]
    if of_each := await find_papers_of_each(turn):
        for number, kinds in of_each:
            await send_papers(turn, number, kinds)
        return [SlotSet("order_number", of_each[-1][0])]
    wanted = _find_wanted(turn)
    order = await find_order_in_question(turn, "request_invoice")
    turn.note("paper", wanted if order is None else None)  # keeps the paper while the contact chooses the order
    if order is None:
        return []
    turn.apply([SlotSet("order_number", order.number)])
    if wanted == "fapiao":
        turn.say("utter_invoice", _values(order), cards=[_payments_card(order)])
        await begin_note(turn, INVOICE, order.number, name_order(order), complete=True)
        return []
    named = {wanted} if turn.is_pressed else {wanted, *turn.papers}
    papers: list[PaperKind | None] = [kind for kind in KINDS if kind in named]
    if wants_some_invoice(turn) and not {"proforma", "commercial"} & named:
        papers.insert(0, None)
    await send_papers(turn, order.number, papers)
    if OTHER in named and not turn.is_supplier:
        return [_say_not_ours(turn, order)]
    if not papers:
        await send_papers(turn, order.number, [None])
    return []


def _say_not_ours(turn: Turn, order: Order) -> Event:
    """Says that only the supplier can give a paper such as a bill of lading, and offers to pass the wish on."""
    question = turn.text.strip()
    papers = one_after_another(term(f"paper.{kind}") for kind in KINDS)
    values = {**order_values(order), "papers": papers, "question": term("note.words", words=question)}
    turn.note("unanswered", {"message_id": turn.context.message_id, "number": order.number, "words": [question]})
    turn.say("utter_paper_not_ours", values)
    return turn.propose("contact_team", question=question, order_number=order.number)


def _find_wanted(turn: Turn) -> str | None:
    """Returns the kind of paper that the pressed button or the message names, else the kind that was named before the
    contact chose the order."""
    ours = [paper for paper in turn.papers if paper != OTHER]
    named = turn.entities.word("paper") if turn.is_pressed else next(iter(ours), None)
    return named or turn.word_slot("paper")


def _is_general_question(turn: Turn) -> bool:
    """Returns whether the message asks something while it names no order and none is talked about."""
    named = turn.entities.has("order_number") or turn.word_slot("order_number") is not None
    return turn.cues.is_question and not named


def say_refund(turn: Turn, order: Order) -> Event | None:
    """Says how far the refund is. If there is none yet, says under which conditions a buyer gets one, and returns
    None."""
    refund, values = find_refund(order), _values(order)
    if refund:
        values |= {"amount": money(refund.amount), "method": method_of(refund)}
    if refund and refund.state == "paid" and refund.paid_at:
        return turn.say_with_person("utter_refund_paid", values | {"day": date(refund.paid_at.date())}, "refund")
    if refund:
        values |= refund_since(turn, order)
        if turn.is_supplier:
            turn.say("utter_refund_to_pay", values | {"buyer": text(order.buyer.name)})
            return SlotSet("order_number", order.number)
        again = {"utter_refund_pending", "utter_fact_refund"} & set(turn.record.last.said) and not turn.asks
        return turn.say_with_person("utter_refund_still" if again else "utter_refund_pending", values, "refund")
    if order.state == "delivered":
        response = "utter_refund_claim"
    elif order.changeable and order.paid.amount:
        response = "utter_refund_after_cancel"
    else:
        response = "utter_refund_review"
    turn.say(response, values)
    return None


_OF_REFUNDS = frozenset(
    (
        *("utter_refund_pending", "utter_refund_still", "utter_fact_refund", "utter_refund_since"),
        "utter_refund_to_pay",
    )
)
"""The responses about a refund that has not arrived."""


@in_passing
async def more_of_the_refund(turn: Turn) -> list[Event] | None:
    """Says since when a refund has been under way and what was paid before, or by which way it comes, right after the
    refund was spoken of: "since when??", "how does it come back, same account?"."""
    is_after = bool(_OF_REFUNDS & set(turn.record.last.said)) and turn.task is None
    asks_more = any(clause.things or set(clause.kinds) - {"when"} for clause in turn.asked)
    asks_since = "since_when" in turn.topics and not asks_more
    if not is_after or not (asks_since or turn.cues.asks_way_back) or turn.is_pressed or turn.entities:
        return None
    number = find_order_at_hand(turn)
    order = await turn.market.orders.access_order(turn.account, number) if number else None
    refund = find_refund(order) if order else None
    if order is None or refund is None or refund.state == "paid":
        return None
    values = {**order_values(order), **refund_since(turn, order), **refund_values(order)}
    if turn.cues.asks_way_back:
        return [turn.say_with_person("utter_refund_way", values, "refund")]
    paid = [payment_line(each) for each in order.payments if each.paid_at and each.kind != "refund"]
    turn.say("utter_refund_since", {**values, "placed": date(order.placed_at.date()), "payments": lines(paid)})
    return [SlotSet("order_number", order.number)]


def refund_since(turn: Turn, order: Order) -> dict[str, Value]:
    """Returns the day since which the refund of the order has been under way, and how long that is."""
    begun = [event.at for event in order.events if event.kind in ("refund_requested", "cancelled")]
    since = begun[-1].date() if begun else order.placed_at.date()
    return {"since": date(since), "lasting": days(max((turn.today - since).days, 0))}


def find_refund(order: Order) -> Payment | None:
    return next((payment for payment in order.payments if payment.kind == "refund"), None)


def refund_values(order: Order) -> dict[str, Value]:
    """Returns the amount that a buyer gets back for the order, or would get back if it cancelled it now, and the way of
    payment."""
    refund = find_refund(order)
    returned = refund.amount if refund else order.paid
    return {"refund": money(returned), "method": method_of(refund or order.payments[0]) if order.payments else "–"}


def _values(order: Order) -> dict[str, Value]:
    return {**order_values(order), "payments": lines(payment_line(payment) for payment in order.payments)}


def _payments_card(order: Order) -> Card:
    values = _values(order)
    return card(
        "order",
        order.number,
        [
            ("field.total", values["total"]),
            ("field.paid", values["paid"]),
            ("field.outstanding", values["outstanding"]),
            ("field.payments", values["payments"] if order.payments else None),
        ],
    )
