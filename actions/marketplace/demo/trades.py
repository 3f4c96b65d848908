"""Makes the demo's accounts, orders, buying requests and quotations: those that contract.yml lists, and
more orders between other companies."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from actions.marketplace.demo.catalogue import Catalogue, load, split_name
from actions.marketplace.demo.other_orders import other_orders
from actions.marketplace.goods.catalogue.reference import load_reference
from actions.marketplace.operator.records import OperatorTerms
from actions.marketplace.trades.requests.terms import QUOTATION_VALIDITY

Row = dict[str, Any]
CENT = Decimal("0.01")


@dataclass
class Trades:
    """Holds rows of database tables, in fields that have the names of the tables."""

    buyers: list[Row] = field(default_factory=list)
    accounts: list[Row] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    order_lines: list[Row] = field(default_factory=list)
    order_events: list[Row] = field(default_factory=list)
    shipments: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    rfqs: list[Row] = field(default_factory=list)
    rfq_recipients: list[Row] = field(default_factory=list)
    quotations: list[Row] = field(default_factory=list)
    beneficiaries: list[Row] = field(default_factory=list)


def build_trades(catalogue: Catalogue, now: datetime) -> Trades:
    trades = Trades()
    contract = load("contract.yml")
    for slug, entry in (contract["buyers"] | contract["other_buyers"]).items():
        trades.buyers.append(_buyer(len(trades.buyers) + 1, slug, entry))
        if slug in contract["buyers"]:
            trades.accounts.append(_account(slug, "buyer", entry["language"], trades.buyers[-1]["id"], now))
    suppliers = {supplier["slug"]: supplier for supplier in catalogue.suppliers}
    for slug, language in contract["supplier_languages"].items():
        trades.accounts.append(_account(slug, "supplier", language, suppliers[slug]["id"], now))
    trades.beneficiaries = [
        {"supplier_id": suppliers[slug]["id"], "holder": suppliers[slug]["name_en"], **entry}
        for slug, entry in contract["beneficiaries"].items()
    ]
    buyers = {buyer["slug"]: buyer for buyer in trades.buyers}
    for order in (*contract["orders"], *other_orders(catalogue, trades.buyers)):
        product = catalogue.supplies[order["supplier"], order["goods"]["family"]][0]
        _add_order(trades, order, buyers[order["buyer"]], suppliers[order["supplier"]], product, catalogue, now)
    for rfq in contract["rfqs"]:
        _add_rfq(trades, rfq, buyers[rfq["buyer"]], catalogue, suppliers, now)
    return trades


def _buyer(number: int, slug: str, entry: Row) -> Row:
    name, city = split_name(entry["name"]), split_name(entry["city"])
    names = {"name_en": name.en, "name_zh": name.zh, "city_en": city.en, "city_zh": city.zh}
    return {"id": number, "slug": slug, "country": entry["country"], **names}


def _account(slug: str, role: str, language: str, company: int, now: datetime) -> Row:
    owner = {"buyer_id": None, "supplier_id": None, f"{role}_id": company}
    return {"slug": slug, "role": role, "language": language, "created_at": now - timedelta(days=400), **owner}


def _add_order(
    trades: Trades, order: Row, buyer: Row, supplier: Row, product: Row, catalogue: Catalogue, now: datetime
) -> None:
    number = len(trades.orders) + 1
    quantity = Decimal(order["goods"]["quantity"])
    unit_price = _price_for(product, quantity, catalogue)
    shipment = order.get("shipment", {})
    events = list(_events(order, shipment, buyer, now))
    delivered = next((event["at"] for event in events if event["kind"] == "delivered"), None)
    expected, ships = shipment.get("eta", order.get("expected")), order.get("ships")
    trades.orders.append(
        {
            "id": number,
            "number": order["number"],
            "buyer_id": buyer["id"],
            "supplier_id": supplier["id"],
            "state": order["state"],
            "incoterm": order["incoterm"],
            **_destination(buyer),
            "currency": "USD",
            "placed_at": events[0]["at"],
            "expected_on": None if expected is None else (now + timedelta(days=expected)).date(),
            "ships_on": None if ships is None else (now + timedelta(days=ships)).date(),
            "claim_until": delivered and delivered + OperatorTerms().claim_period,
        }
    )
    trades.order_lines.append(
        {
            "order_id": number,
            "position": 1,
            "product_id": product["id"],
            "name_en": product["name_en"],
            "name_zh": product["name_zh"],
            "quantity": quantity,
            "unit": product["unit"],
            "unit_price": unit_price,
        }
    )
    trades.order_events += [{"order_id": number, **event} for event in events]
    trades.payments += [_payment(number, part, unit_price * quantity, now) for part in order["payments"]]
    if shipment:
        shipped = next(event["at"] for event in events if event["kind"] == "shipped")
        trades.shipments.append({"order_id": number, **_shipment(shipment, buyer, shipped, now)})


def _events(order: Row, shipment: Row, buyer: Row, now: datetime) -> Iterator[Row]:
    """Yields the rows of an order's events. Only events of the same day get times some minutes apart, so that sorting
    by time keeps their order without moving any event to the day before."""
    origin = split_name(shipment["origin"]) if shipment else None
    for position, (kind, days) in enumerate(order["events"].items()):
        place: Row = {"place_en": None, "place_zh": None}
        if kind in ("shipped", "departed") and origin:
            place = {"place_en": origin.en, "place_zh": origin.zh}
        elif kind in ("arrived", "customs_cleared", "delivered"):
            place = {"place_en": buyer["city_en"], "place_zh": buyer["city_zh"]}
        minutes = 19 * list(order["events"].values())[position:].count(days)
        yield {"kind": kind, "at": now - timedelta(days=days, minutes=minutes), **place}


def _shipment(shipment: Row, buyer: Row, shipped_at: datetime, now: datetime) -> Row:
    carrier, carrier_en, carrier_zh = shipment["carrier"].split("|")
    origin = split_name(shipment["origin"])
    eta, arrived = shipment.get("eta"), shipment.get("arrived")
    return {
        "mode": shipment["mode"],
        "carrier": carrier,
        "carrier_en": carrier_en,
        "carrier_zh": carrier_zh,
        "tracking_number": shipment["tracking"],
        "vessel": shipment.get("vessel"),
        "origin_en": origin.en,
        "origin_zh": origin.zh,
        "destination_en": buyer["city_en"],
        "destination_zh": buyer["city_zh"],
        "shipped_at": shipped_at,
        "eta": None if eta is None else (now + timedelta(days=eta)).date(),
        "arrived_at": None if arrived is None else now - timedelta(days=arrived, minutes=19),
    }


def _payment(order: int, part: Row, total: Decimal, now: datetime) -> Row:
    due, paid = part.get("due"), part.get("paid")
    return {
        "order_id": order,
        "kind": part["kind"],
        "state": "paid" if paid is not None else "pending" if "pending" in part else "due",
        "amount": (total * part["share"] / 100).quantize(CENT),
        "currency": "USD",
        "method": part.get("method", "bank_transfer"),
        "due_on": None if due is None else (now + timedelta(days=due)).date(),
        "paid_at": None if paid is None else now - timedelta(days=paid, minutes=19),
    }


def _add_rfq(
    trades: Trades, rfq: Row, buyer: Row, catalogue: Catalogue, suppliers: dict[str, Row], now: datetime
) -> None:
    number = len(trades.rfqs) + 1
    product = split_name(rfq["product"])
    created = now - timedelta(hours=rfq["hours_ago"])
    trades.rfqs.append(
        {
            "id": number,
            "number": rfq["number"],
            "buyer_id": buyer["id"],
            "state": "open",
            "product_en": product.en,
            "product_zh": product.zh,
            "quantity": Decimal(rfq["quantity"]),
            "unit": rfq["unit"],
            **_destination(buyer),
            "incoterm": rfq["incoterm"],
            "target_price": Decimal(str(rfq["target"])) if "target" in rfq else None,
            "currency": rfq.get("currency", "USD"),
            "certifications": rfq.get("certifications", []),
            "due_on": (now + timedelta(days=rfq["due"])).date(),
            "created_at": created,
        }
    )
    makers = [slug for family in rfq.get("families", ()) for slug, key in catalogue.supplies if key == family]
    invited = list(dict.fromkeys([*rfq.get("open_to", ()), *makers]))
    trades.rfq_recipients += [{"rfq_id": number, "supplier_id": suppliers[slug]["id"]} for slug in invited]
    count = rfq.get("quotations", 0)
    for position, slug in enumerate(invited[:count], start=1):
        best = catalogue.supplies[slug, rfq["families"][0]][0]
        at = created + (now - created) * position / (count + 1)
        quotation = _quotation(rfq, supplier=suppliers[slug], product=best, catalogue=catalogue, at=at)
        trades.quotations.append({"number": f"QUO-{20001 + len(trades.quotations)}", "rfq_id": number, **quotation})


def _quotation(rfq: Row, supplier: Row, product: Row, catalogue: Catalogue, at: datetime) -> Row:
    chance = random.Random(f"{rfq['number']} {supplier['slug']}")
    price = _price_for(product, Decimal(rfq["quantity"]), catalogue) * Decimal(
        str(round(chance.uniform(0.96, 1.03), 3))
    )
    currency = rfq.get("quoted_in", {}).get(supplier["slug"], rfq.get("currency", "USD"))
    if currency == "CNY":
        price *= Decimal(str(load_reference()["rates"]["CNY"]))
    return {
        "supplier_id": supplier["id"],
        "state": "open",
        "unit_price": price.quantize(CENT),
        "currency": currency,
        "quantity": Decimal(rfq["quantity"]),
        "lead_time_days": product["lead_time_days"],
        "incoterm": rfq["incoterm"],
        "valid_until": (at + QUOTATION_VALIDITY).date(),
        "created_at": at,
    }


def _price_for(product: Row, quantity: Decimal, catalogue: Catalogue) -> Decimal:
    prices = [
        tier["unit_price"]
        for tier in catalogue.price_tiers
        if tier["product_id"] == product["id"] and tier["minimum"] <= quantity
    ]
    price: Decimal = min(prices)
    return price


def _destination(buyer: Row) -> Row:
    return {
        "destination_country": buyer["country"],
        "destination_en": buyer["city_en"],
        "destination_zh": buyer["city_zh"],
    }
