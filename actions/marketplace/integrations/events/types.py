"""Declares the types of events: the data of each, the kind of row that it is about, and which values of that row it
changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from actions.marketplace.integrations.importing import values as read
from actions.marketplace.integrations.importing.columns import Column, Kind
from actions.marketplace.integrations.importing.kinds import KINDS
from actions.marketplace.integrations.importing.problems import BadValue
from actions.marketplace.integrations.importing.records import Record

_RFQ = re.compile(r"RFQ-?(\d{5,6})", re.IGNORECASE)


def read_rfq_number(said: str) -> str:
    if (found := _RFQ.fullmatch(said)) is None:
        raise BadValue("not_a_request_number")
    return f"RFQ-{found[1]}"


@dataclass(frozen=True, slots=True)
class EventType:
    """Describes a type of events. `fields` are the columns of its data. The first one is the id of the row that the
    event is about, and `about` the kind of that row. `aspects` name the values of the row that the event changes: if
    two events about a row share an aspect, the one that happened later counts, in whatever order they arrive. `kind` is
    set if the event holds a whole record of this kind."""

    name: str
    about: str
    aspects: frozenset[str]
    fields: tuple[Column, ...]
    says: str
    kind: Kind | None = None

    @property
    def reading(self) -> Kind:
        """Returns the kind of table by which the data are read."""
        return self.kind or Kind(self.name, self.name, self.fields[0].name, self.fields, _build_nothing)


def _build_nothing(rows: object) -> Record:
    raise NotImplementedError("the data of this event are no record")


def _whole(name: str, kind: str, aspects: str, says: str) -> EventType:
    found = KINDS[kind]
    order = sorted(found.columns, key=lambda column: column.name != found.id_column)
    return EventType(name, kind, frozenset(aspects.split()), tuple(order), says, found)


def _fields(kind: str, *names: str, required: str = "") -> tuple[Column, ...]:
    """Returns some columns of a kind. The first column and those in `required` are required."""
    columns = [KINDS[kind].column(name) for name in names]
    needed = {names[0], *required.split()}
    return tuple(
        Column(one.name, one.zh, one.read, one.name in needed, None, one.examples, one.also, one.says)
        for one in columns
    )


EVENT_TYPES: Mapping[str, EventType] = {
    one.name: one
    for one in (
        _whole("supplier.put", "suppliers", "all", "a supplier is there or has changed"),
        _whole("product.put", "products", "price stock paused rest", "a product is there or has changed"),
        EventType(
            "product.price",
            "products",
            frozenset({"price"}),
            _fields("products", "product_id", "currency", "price", "prices"),
            "a product costs something else",
        ),
        EventType(
            "product.stock",
            "products",
            frozenset({"stock"}),
            _fields("products", "product_id", "stock"),
            "a product's stock is another; without `stock` it is not known",
        ),
        EventType(
            "product.paused",
            "products",
            frozenset({"paused"}),
            _fields("products", "product_id", "paused", required="paused"),
            "a product is taken out of the search, or comes back",
        ),
        _whole("certificate.put", "certificates", "all", "a certificate is there or has changed"),
        _whole("account.put", "accounts", "all", "an account is there or has changed"),
        EventType(
            "account.closed",
            "accounts",
            frozenset({"all"}),
            _fields("accounts", "account_id"),
            "an account is no more: it sees nothing from then on",
        ),
        _whole("order.put", "orders", "state rest", "an order is there or has changed"),
        EventType(
            "order.state",
            "orders",
            frozenset({"state"}),
            _fields("orders", "order_id", "state", "expected_on", required="state"),
            "an order has come further",
        ),
        _whole("payment.put", "payments", "all", "a payment is due, on its way or has arrived"),
        _whole("shipment.put", "shipments", "all", "goods have left, have another day of arrival, or have arrived"),
        EventType(
            "quotation.put",
            "quotations",
            frozenset({"all"}),
            (
                Column("quotation_id", "报价编号", read.read_id, True, examples=("Q-31", ""), says="your own id"),
                Column(
                    "rfq", "询价单号", read_rfq_number, True, examples=("RFQ-10031", ""), says="the request's number"
                ),
                *_fields("products", "supplier_id"),
                Column("unit_price", "单价", read.number(0, above=True), True, examples=("1.32", "")),
                Column("currency", "币种", read.read_currency, True, examples=("USD", "")),
                Column("lead_time_days", "交货天数", read.whole(0, 1000), True, examples=("25", "")),
                Column("incoterm", "贸易术语", read.read_incoterm, True, examples=("FOB", "")),
                Column("valid_until", "有效期至", read.read_day, examples=("2026-12-31", "")),
            ),
            "a supplier quotes for a request, or changes its quotation",
        ),
    )
}


def find_rivals(one: EventType) -> tuple[str, ...]:
    """Returns the types of events that are about the same kind of row and share an aspect with this type, itself
    included."""
    same = (other for other in EVENT_TYPES.values() if other.about == one.about and other.aspects & one.aspects)
    return tuple(other.name for other in same)
