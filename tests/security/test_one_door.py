"""Words of one company reach another by one door: nothing else asks the check, and no column that the other side reads is filled past it."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from sqlalchemy import JSON, String, Text

from actions.marketplace.schema.tables import metadata
from actions.marketplace.trades.attachments import relaying
from actions.marketplace.trades.letters import letters
from actions.marketplace.trades.orders import fulfilment, purchasing
from actions.marketplace.trades.requests import changing, held_words, quoting, requests
from actions.marketplace.trades.samples import samples

ACTIONS = Path(held_words.__file__).parents[3]
TRADES = (
    "rfqs",
    "rfq_recipients",
    "quotations",
    "counter_offers",
    "orders",
    "order_lines",
    "order_events",
    "order_changes",
    "shipments",
    "payments",
    "attachments",
    "claims",
    "claim_events",
    "letters",
    "questions",
    "samples",
    "sample_events",
    "outbox",
)
"""What a buyer and a supplier both read of."""
CODES = {
    *("rfqs.number", "rfqs.state", "rfqs.unit", "rfqs.incoterm", "rfqs.currency", "rfqs.destination_country"),
    *("quotations.number", "quotations.state", "quotations.incoterm", "quotations.currency"),
    *("orders.number", "orders.state", "orders.incoterm", "orders.currency", "orders.destination_country"),
    *("order_lines.unit", "order_events.kind", "order_changes.kind", "order_changes.state", "shipments.mode"),
    "order_changes.proposal",
    *("payments.kind", "payments.state", "payments.method", "payments.currency"),
    *("attachments.file", "attachments.kind", "attachments.use", "attachments.account", "attachments.conversation"),
    *("attachments.state", "attachments.unreadable", "attachments.reason", "attachments.decided_by"),
    *("claims.number", "claims.state", "claims.kind", "claims.wish", "claims.currency"),
    *("claim_events.kind", "claim_events.role"),
    *("letters.subject", "letters.part", "letters.account", "letters.role", "letters.language", "letters.state"),
    "letters.notice",
    *("samples.number", "samples.state", "samples.unit", "samples.currency", "samples.cost_currency"),
    *("samples.destination_country", "sample_events.kind", "sample_events.role"),
    *("questions.number", "questions.state", "questions.subject", "questions.about", "questions.asked_by"),
    *("order_events.staff_for", "claim_events.staff_for", "sample_events.staff_for"),
    *("outbox.account", "outbox.kind", "outbox.payload"),
    *("quotations.agreed_terms", "quotations.order_number", "counter_offers.side", "counter_offers.state"),
}
"""Of fixed lists, or numbers that Caravan gives."""
BY_THE_DOOR = {
    *("rfqs.product_en", "rfqs.product_zh", "rfqs.certifications", "rfqs.port_en", "rfqs.port_zh"),
    *("rfqs.destination_en", "rfqs.destination_zh", "rfqs.note"),
    *("orders.destination_en", "orders.destination_zh", "order_lines.name_en", "order_lines.name_zh"),
    *("shipments.destination_en", "shipments.destination_zh"),
}
"""`do_relay`: held with the request, and an order takes from it what its reader may read."""
HELD_WITH_THE_FILE = {"attachments.name", "attachments.findings"}
"""`find_in_file`: nobody but the sender and staff read of a file that was not released (tests/contract/test_relayed_files.py)."""
HELD_AS_A_LETTER = {"letters.text"}
"""`find_in_letter`: only its author and staff read a letter that is held (tests/actions/trades/claims/test_claims.py)."""
LEFT_OUT = {
    *("quotations.port_en", "quotations.port_zh", "quotations.note"),
    *("samples.destination_en", "samples.destination_zh"),
}
"""`find_in`: empty when something is found."""
REFUSED = {
    *("order_events.words", "order_changes.words", "order_changes.wanted", "order_changes.before"),
    *("order_events.reason", "claim_events.reason", "sample_events.reason", "rfq_recipients.reason"),
}
"""`find_in`: reasons, those of the staff too, and new places of delivery are refused when something is found, and asked for
again."""
NO_WORDS = {
    "samples.carrier",
    "samples.tracking_number",
    "shipments.carrier",
    "shipments.carrier_en",
    "shipments.carrier_zh",
    "shipments.tracking_number",
}
"""Of a list of carriers, and of the shapes of their numbers."""
OF_THE_MARKETPLACE = {
    *("shipments.origin_en", "shipments.origin_zh", "shipments.vessel"),
    *("order_events.place_en", "order_events.place_zh"),
    *("samples.name_en", "samples.name_zh"),
}
"""The supplier's city and the goods as the marketplace lists them; a vessel is never taken from a message."""


def test_every_word_that_crosses_is_decided_on() -> None:
    """Whoever adds a column that both sides read says here by which door its words come."""
    words = {
        f"{name}.{column.name}"
        for name in TRADES
        for column in metadata.tables[name].columns
        if isinstance(column.type, String | Text | JSON)
    }
    assert words == (
        CODES | BY_THE_DOOR | HELD_WITH_THE_FILE | HELD_AS_A_LETTER | LEFT_OUT | REFUSED | NO_WORDS | OF_THE_MARKETPLACE
    )


def test_only_the_door_asks_the_check() -> None:
    importing = {
        str(path.relative_to(ACTIONS))
        for path in ACTIONS.rglob("*.py")
        if path.parent.name != "safety"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("actions.marketplace.safety")
    }
    assert importing == {"marketplace/trades/requests/held_words.py"}


def test_who_writes_such_words_goes_by_it() -> None:
    assert "do_relay(" in inspect.getsource(requests.Rfqs._insert)
    assert "find_in_file(" in inspect.getsource(relaying.FileRelays.judge)
    assert "find_in_letter(" in inspect.getsource(letters.do_send_letter)
    assert "find_in(" in inspect.getsource(quoting.Quoting._put)
    assert "find_in(" in inspect.getsource(quoting.Quoting.decline_request)
    assert "find_in(" in inspect.getsource(changing.RequestChanges.change)
    assert "find_in(" in inspect.getsource(samples.Samples._insert)
    source = inspect.getsource(samples.Samples._change)
    assert "is_carrier(" in source
    assert "read_tracking_number(" in source
    for command in (fulfilment.Fulfilment.ship_order, fulfilment.Fulfilment.correct_tracking):
        source = inspect.getsource(command)
        assert "is_carrier(" in source
        assert "read_tracking_number(" in source
    for command in (
        fulfilment.Fulfilment.decline_order,
        fulfilment.Fulfilment.set_ship_day,
        fulfilment.Fulfilment.report_progress,
        fulfilment.Fulfilment.expect_later,
        fulfilment.Fulfilment.answer_change,
    ):
        assert "self._check(" in inspect.getsource(command)
    assert "self._find_in(" in inspect.getsource(fulfilment.Fulfilment._check)
    for asks in (purchasing.Purchases._ask_or_cancel, purchasing.Purchases._ask_or_change):
        assert "self._check(" in inspect.getsource(asks)
    assert "self._find_in(" in inspect.getsource(purchasing.Purchases._check)
