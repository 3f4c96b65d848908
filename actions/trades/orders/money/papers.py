"""Makes the papers of an order from its record: proforma invoice, commercial invoice, term sheet, packing list and
receipt.

A paper is data, which the gateway prints in both languages. It contains nothing that is not in the record, and no bank
account except the one that the marketplace has registered for the supplier.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import get_args

from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Destination, Money
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM
from actions.marketplace.trades.orders.records import Order, Payment
from actions.marketplace.trades.papers.records import PaperKind, PaperRecord
from actions.replies import (
    Button,
    Field,
    MadeFile,
    PaperSection,
    Value,
    button,
    country,
    date,
    destination,
    lines,
    paper,
    person_button,
    place,
    quantity,
    term,
    text,
)
from actions.trades.orders.asked import change_values
from actions.trades.orders.cards import method_of, order_values, paper_button, payment_line, shipment_values

KINDS: tuple[PaperKind, ...] = get_args(PaperKind)
_SHIPPED = ("partly_shipped", "shipped", "delivered", "completed", "disputed")
SHOWN_OF_HASH = 16
"""How many hexadecimal digits of the hash of the terms a term sheet shows: more than enough to compare two sheets."""
_AGREED = ("accepted", "in_production", "ready_to_ship", *_SHIPPED)
_STATES: dict[PaperKind, tuple[str, ...]] = {
    "proforma": _AGREED,
    "commercial": _SHIPPED,
    "terms": _AGREED,
    "packing": _SHIPPED,
}
"""The states of an order in which each kind of paper exists. A receipt exists in every state, once something is paid."""


async def say_paper(turn: Turn, number: str, wanted: PaperKind | None) -> None:
    """Sends the wanted paper of an order, or the paper that fits the order's state if `wanted` is None. If the paper
    does not exist yet, says when it will."""
    record = await turn.market.papers.access_record(turn.account, number)
    order = record.order
    kind = wanted or find_invoice(order)
    values = order_values(order) | {"paper": term(f"paper.{kind}")}
    others = _other_papers(order, but=kind)
    if turn.is_supplier and order.state in TO_CONFIRM and kind in ("proforma", "terms"):
        confirm = button("button.confirm_order", "confirm_order", order_number=order.number)
        return turn.say("utter_paper_once_you_confirm", values, buttons=[*others, confirm])
    if kind == "receipt" and not order.received:
        return _say_nothing_received(turn, order, others)
    if not is_paper_there(order, kind):
        return turn.say(_say_not_yet(order, kind), values, buttons=[*others, person_button("request_invoice")])
    content = build_paper(record, kind)
    issued = await turn.market.papers.issue(turn.account, order.number, kind, make_digest(content))
    content["paper"] |= {"number": issued.number, "issued": issued.day.isoformat(), "name": f"{issued.number}.pdf"}
    content["paper"]["facts"].insert(0, _field("paper.date", date(issued.day)))
    received = lines(map(payment_line, order.received))
    turn.say(
        "utter_receipt_sent" if kind == "receipt" else "utter_paper_sent",
        values | {"paper_number": issued.number, "received": received},
        buttons=[*others, person_button("request_invoice")],
        files=[content],
    )
    if order.asked and order.asked.kind == "change" and not turn.is_supplier and kind not in ("packing", "receipt"):
        turn.say("utter_paper_before_change", change_values(order, order.asked))
    return None


def find_invoice(order: Order) -> PaperKind:
    """Returns the kind of invoice that fits the order's state."""
    return "commercial" if order.state in _SHIPPED else "proforma"


def is_paper_there(order: Order, kind: PaperKind) -> bool:
    """Returns whether a paper of this kind exists in the order's present state."""
    return bool(order.received) if kind == "receipt" else order.state in _STATES[kind]


def _say_nothing_received(turn: Turn, order: Order, others: list[Button]) -> None:
    """Says that there is no receipt because no payment has arrived, and which payments are open."""
    open_ones = [each for each in order.payments if each.kind != "refund" and each.state in ("due", "pending")]
    response = "utter_receipt_still_open" if open_ones else "utter_receipt_nothing_paid"
    values = order_values(order) | {"open": lines(map(payment_line, open_ones))}
    turn.say(response, values, buttons=[*others, person_button("request_invoice")])


def _say_not_yet(order: Order, kind: PaperKind) -> str:
    if order.state == "cancelled":
        return "utter_paper_cancelled"
    return "utter_paper_after_shipping" if _STATES[kind] == _SHIPPED else "utter_paper_after_confirming"


def _other_papers(order: Order, but: PaperKind) -> list[Button]:
    return [paper_button(order, kind) for kind in KINDS if kind != but and is_paper_there(order, kind)]


def make_digest(content: MadeFile) -> str:
    """Returns a hash of the content of a paper."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def build_paper(record: PaperRecord, kind: PaperKind) -> MadeFile:
    """Returns the content of the paper, without its number and date."""
    order, is_priced = record.order, kind != "packing"
    rows = _list_received(order) if kind == "receipt" else _rows(order, is_priced)
    return paper(
        title=term(f"paper.{kind}"),
        facts=_facts(order, is_priced),
        parties=[
            {"label": term("paper.seller"), "lines": [text(order.supplier.name), _seller_place(record)]},
            {"label": term("paper.buyer"), "lines": [text(order.buyer.name), _place_of(record.buyer_place)]},
        ],
        columns=_find_columns(kind),
        rows=list(rows),
        totals=_totals(order, kind),
        sections=_sections(record, kind),
    )


def _seller_place(record: PaperRecord) -> Value:
    return term("paper.place_in_china", place=place(record.seller_place))


def _place_of(where: Destination) -> Value:
    return destination(where) if where.city.en else country(where.country)


def _facts(order: Order, is_priced: bool) -> list[Field]:
    facts = [
        _field("paper.order", order.number),
        _field("paper.ordered_on", date(order.placed_at.date())),
        _field("paper.incoterm", order.incoterm),
        _field("paper.destination", destination(order.destination)),
    ]
    if order.expected_on:
        facts.append(_field("paper.expected", date(order.expected_on)))
    if is_priced:
        facts.append(_field("paper.currency", order.total.currency))
    return facts


def _find_columns(kind: PaperKind) -> list[Value]:
    position, amount = term("paper.position"), term("paper.amount")
    if kind == "receipt":
        of_payment = [term("paper.payment"), term("paper.reference"), term("paper.method"), term("paper.received_on")]
        return [position, *of_payment, amount]
    of_goods = [position, term("paper.goods"), term("paper.quantity")]
    return of_goods if kind == "packing" else [*of_goods, term("paper.unit_price"), amount]


def _list_received(order: Order) -> Iterable[list[Value]]:
    """Yields the rows of a receipt. The reference of a payment is the order's number with the payment's place among all
    payments of the order, which stays the same."""
    for position, payment in enumerate(order.received, start=1):
        yield [
            str(position),
            term(f"payment_kind.{payment.kind}"),
            f"{order.number}/{order.payments.index(payment) + 1}",
            method_of(payment),
            date(payment.paid_at.date()) if payment.paid_at else term("date.unknown"),
            _money(payment.amount),
        ]


def _rows(order: Order, is_priced: bool) -> Iterable[list[Value]]:
    for position, line in enumerate(order.lines, start=1):
        row: list[Value] = [str(position), text(line.product), quantity(line.quantity)]
        yield [*row, _money(line.unit_price), _money(line.total)] if is_priced else row


def _totals(order: Order, kind: PaperKind) -> list[Field]:
    if kind == "packing":
        return []
    if kind == "receipt":
        return _sum_received(order)
    totals = [_field("paper.total", _money(order.total))]
    if kind == "commercial":
        totals += [_field("paper.received", _money(order.paid)), _field("paper.outstanding", _money(order.outstanding))]
    return totals


def _sum_received(order: Order) -> list[Field]:
    """Returns what has been received, what was paid back of it, what the order costs, and what the buyer still owes."""
    currency = order.total.currency
    received = sum((each.amount.amount for each in order.received), Decimal(0))
    totals = [_field("paper.received", _money(Money(received, currency)))]
    if returned := received - order.paid.amount:
        totals.append(_field("paper.returned", _money(Money(returned, currency))))
    return [
        *totals,
        _field("paper.order_total", _money(order.total)),
        _field("paper.outstanding", _money(order.outstanding)),
    ]


def _sections(record: PaperRecord, kind: PaperKind) -> list[PaperSection]:
    order = record.order
    sections = list[PaperSection]()
    if kind == "receipt":
        return [_describe_goods(order), _remark("paper.receipt_note")]
    if kind in ("commercial", "packing"):
        sections += _shipments(order)
    if kind != "packing":
        sections += _payments(order, kind)
        if kind != "commercial" or order.outstanding.amount:
            sections.append(_account(record))
    if kind == "proforma":
        sections.append(_remark("paper.no_tax_invoice"))
    if kind == "terms":
        sections.append(_confirmed(record))
    return sections


def _remark(note: str) -> PaperSection:
    return {"title": term("paper.remarks"), "fields": [], "note": term(note)}


def _describe_goods(order: Order) -> PaperSection:
    """Returns the section that says for which goods the payments were made."""
    fields: list[Field] = [{"label": text(line.product), "value": quantity(line.quantity)} for line in order.lines]
    return {"title": term("paper.goods"), "fields": fields, "note": None}


def _shipments(order: Order) -> list[PaperSection]:
    sections = list[PaperSection]()
    for shipment in order.shipments:
        values = shipment_values(shipment)
        fields = [
            _field("paper.carrier", values["carrier"]),
            _field("paper.tracking_number", shipment.tracking_number),
            _field(
                "paper.route",
                term("shipment.route", origin=values["origin"], destination=values["port"], mode=values["mode"]),
            ),
            _field("paper.shipped_on", values["shipped"]),
        ]
        if shipment.quantity:
            fields.insert(0, _field("paper.quantity", quantity(shipment.quantity)))
        if shipment.vessel:
            fields.insert(-2, _field("paper.vessel", shipment.vessel))
        sections.append({"title": term("paper.shipment"), "fields": fields, "note": None})
    return sections


def _payments(order: Order, kind: PaperKind) -> list[PaperSection]:
    fields: list[Field] = [
        {"label": term(f"payment_kind.{payment.kind}"), "value": _payment(payment, kind)}
        for payment in order.payments
        if payment.kind != "refund"
    ]
    return [{"title": term("paper.payments"), "fields": fields, "note": None}] if fields else []


def _payment(payment: Payment, kind: PaperKind) -> Value:
    """Returns the words for a payment in a paper. A commercial invoice says what has been received, other papers say
    what is agreed."""
    amount = _money(payment.amount)
    if kind == "commercial" and payment.state == "paid" and payment.paid_at:
        return term("paper.paid_on", amount=amount, day=date(payment.paid_at.date()))
    if payment.due_on:
        return term("paper.due_on", amount=amount, day=date(payment.due_on))
    return amount


def _account(record: PaperRecord) -> PaperSection:
    account = record.beneficiary
    if account is None:
        return {"title": term("paper.account"), "fields": [], "note": term("paper.no_account")}
    fields = [
        _field("paper.holder", account.holder),
        _field("paper.bank", account.bank),
        _field("paper.account_number", account.account),
    ]
    if account.swift:
        fields.append(_field("paper.swift", account.swift))
    return {"title": term("paper.account"), "fields": fields, "note": term("paper.only_this_account")}


def _confirmed(record: PaperRecord) -> PaperSection:
    order = record.order
    days = {event.kind: event.at.date() for event in order.events}
    fields = [_field("paper.ordered_by_buyer", date(days.get("placed", order.placed_at.date())))]
    if "accepted" in days:
        fields.append(_field("paper.confirmed_by_seller", date(days["accepted"])))
    if record.agreed is not None:
        fields.append(_field("paper.quotation", record.agreed.quotation))
        fields.append(_field("paper.terms_hash", record.agreed.sha256[:SHOWN_OF_HASH]))
    return {"title": term("paper.agreed"), "fields": fields, "note": term("paper.both_agreed")}


def _field(label: str, value: Value) -> Field:
    return {"label": term(label), "value": value}


def _money(value: Money) -> str:
    """Returns an amount in the form of trade papers, which is the same in both languages."""
    return f"{value.currency} {value.amount:,}"
