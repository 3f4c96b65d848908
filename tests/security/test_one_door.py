"""Words of one company reach another by one door: nothing else asks the check, and no column that the other side reads is filled past it."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from sqlalchemy import JSON, String, Text

from actions.marketplace.orders import lifecycle
from actions.marketplace.requests import held_words, quoting, requests
from actions.marketplace.schema.tables import metadata

ACTIONS = Path(held_words.__file__).parents[2]
TRADES = ("rfqs", "quotations", "orders", "order_lines", "order_events", "shipments", "payments", "outbox")
"""What a buyer and a supplier both read of."""
CODES = {
    *("rfqs.number", "rfqs.state", "rfqs.unit", "rfqs.incoterm", "rfqs.currency", "rfqs.destination_country"),
    *("quotations.number", "quotations.state", "quotations.incoterm", "quotations.currency"),
    *("orders.number", "orders.state", "orders.incoterm", "orders.currency", "orders.destination_country"),
    *("order_lines.unit", "order_events.kind", "shipments.mode"),
    *("payments.kind", "payments.state", "payments.method", "payments.currency"),
    *("outbox.account", "outbox.kind", "outbox.payload"),
}
"""Of fixed lists, or numbers that Caravan gives."""
BY_THE_DOOR = {
    *("rfqs.product_en", "rfqs.product_zh", "rfqs.certifications", "rfqs.port_en", "rfqs.port_zh"),
    *("rfqs.destination_en", "rfqs.destination_zh"),
    *("orders.destination_en", "orders.destination_zh", "order_lines.name_en", "order_lines.name_zh"),
    *("shipments.destination_en", "shipments.destination_zh"),
}
"""`do_relay`: held with the request, and an order takes from it what its reader may read."""
LEFT_OUT = {"quotations.port_en", "quotations.port_zh"}
"""`find_in`: empty when something is found."""
NO_WORDS = {"shipments.carrier", "shipments.carrier_en", "shipments.carrier_zh", "shipments.tracking_number"}
"""Of a list of carriers, and of the shapes of their numbers."""
OF_THE_MARKETPLACE = {
    *("shipments.origin_en", "shipments.origin_zh", "shipments.vessel"),
    *("order_events.place_en", "order_events.place_zh"),
}
"""The supplier's city as the marketplace lists it; a vessel is never taken from a message."""


def test_every_word_that_crosses_is_decided_on() -> None:
    """Whoever adds a column that both sides read says here by which door its words come."""
    words = {
        f"{name}.{column.name}"
        for name in TRADES
        for column in metadata.tables[name].columns
        if isinstance(column.type, String | Text | JSON)
    }
    assert words == CODES | BY_THE_DOOR | LEFT_OUT | NO_WORDS | OF_THE_MARKETPLACE


def test_only_the_door_asks_the_check() -> None:
    importing = {
        str(path.relative_to(ACTIONS))
        for path in ACTIONS.rglob("*.py")
        if path.parent.name != "safety"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("actions.marketplace.safety")
    }
    assert importing == {"marketplace/requests/held_words.py"}


def test_who_writes_such_words_goes_by_it() -> None:
    assert "do_relay(" in inspect.getsource(requests.Rfqs._insert)
    assert "find_in(" in inspect.getsource(quoting.Quoting._put)
    source = inspect.getsource(lifecycle.Fulfilment.ship_order)
    assert "is_carrier(" in source
    assert "read_tracking_number(" in source
