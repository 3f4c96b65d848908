"""News and held words cross from the action server to the gateway: each kind is written, fetched over HTTP, read and rendered."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import delete, func, select

from actions.marketplace import Marketplace
from actions.marketplace.base import tables
from actions.marketplace.base.records import Name, Quantity, WriteKey
from actions.marketplace.safety import findings
from actions.marketplace.trades.attachments import records
from actions.marketplace.trades.attachments.records import NewAttachment
from actions.marketplace.trades.claims.records import NewClaim
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.questions.records import NewQuestion
from actions.marketplace.trades.requests import held_words
from actions.marketplace.trades.requests.held_words import HeldText
from actions.marketplace.trades.requests.records import NewRfq
from actions.marketplace.trades.requests.tables import counter_offers, quotations, rfqs
from actions.marketplace.trades.samples.records import NewSample
from actions.marketplace.trades.staff_acts.records import NewAct
from actions.marketplace.trades.staff_acts.tables import staff_acts
from actions.notices import DECLARED, KINDS, say_notice
from actions.serving.file_routes import write_file
from actions.serving.held_routes import write_held
from actions.world import open_world
from bot.marketplace.files.relayed import FILE_DECISIONS, FILE_STATES, REFUSALS, RelayedFile, read_relayed
from bot.marketplace.notices import read_notice
from bot.marketplace.staff.held import DECISIONS, Held, name_text, read_held
from bot.messages.stored import MessageRow
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from foundation.signatures import TOKEN_HEADER
from foundation.yaml_text import read_yaml
from tests.fakes.actions.chat import TOKEN
from tests.fakes.actions.grounding import find_ungrounded, find_unnoticed, reading
from tests.fakes.actions.marketplace import NOW
from tests.fakes.actions.trading import LAGOS, listing

CATALOGUES = load_catalogues()
RENDERER = Renderer(CATALOGUES)
NUMBERS = {"order": "ORD-100234", "rfq": "RFQ-10023", "suppliers": "chengdu-silk,xinjiang-tomato"}
ROOT = Path(__file__).parents[2]
ANSWERED = {"about": "ORD-100234", "number": "PO-77", "reason_en": "Credit limit reached", "reason_zh": "超出信用额度"}
"""What the operator's own system said of an order."""
OWED = {"order": "ORD-100555", "payment": "balance"}
"""The order of which the buyer still owes a payment."""
SILENT = ("change_reminder", "change_unanswered")
ON_TERMS = ("order_change_proposed", "order_proposal_answered")
"""The kinds of notices about the terms on which a supplier would agree to a change."""
REFUSED = {"rfq": "RFQ-10032", "supplier": "shenzhen-lumen"}
"""A request for which a supplier does not quote."""


def test_rasa_calls_the_token_as_the_others_do() -> None:
    endpoints = read_yaml(ROOT / "endpoints.yml")
    assert TOKEN_HEADER in endpoints["action_endpoint"]["headers"]


@pytest_asyncio.fixture(loop_scope="session")
async def written(server: httpx.AsyncClient) -> AsyncIterator[None]:
    """A notice of each kind in an outbox that holds nothing else, for the buyer of a shipped order and a quoted request."""
    market = (await open_world()).market
    quotation = (await market.rfqs.access_rfq("nordmarkt", NUMBERS["rfq"])).quotations[0].number
    released = await _release_files(market) | await _change_order(market)
    owing = await market.orders.access_order("nordmarkt", OWED["order"])
    order = await market.orders.access_order("nordmarkt", NUMBERS["order"])
    parts = {"payment": str(order.payments[0].id), "shipment": str(order.shipments[0].id)}
    new = NewClaim("ORD-100188", "damaged", Decimal(12), "refund", "the handles are off")
    claim = await market.claims.open_claim("nordmarkt", new, WriteKey("notices", "open_claim"), "v1")
    assert claim is not None
    asked = NewQuestion("shenzhen-lumen", "order", "ORD-100188", "are the batteries included?")
    question = await market.questions.ask("nordmarkt", asked, WriteKey("notices", "ask"), "v1")
    assert question is not None
    wish = NewSample(await listing("shenzhen-lumen"), Quantity(Decimal(2), "piece"), LAGOS, "Kai 4, 20457")
    sample = await market.samples.request("nordmarkt", wish, WriteKey("notices", "sample"), "v1")
    assert sample is not None
    await market.questions.answer("shenzhen-lumen", question.number, "yes", WriteKey("notices", "answer"), "v1")
    assert await market.quoting.decline_request("shenzhen-lumen", REFUSED["rfq"], "sold out", WriteKey("notices", "no"))
    act = NewAct("of the notices", "nordmarkt", NUMBERS["order"], "order.receive", "buyer", "They telephoned.", "alice")
    acted = market.staff_acts.make_key(act).staff
    assert acted is not None
    async with market.database.begin() as connection:
        await acted.record(connection, {"changed": True})
        done = (await connection.execute(select(func.max(staff_acts.c.id)))).scalar_one()
        await connection.execute(delete(tables.outbox))
        for kind in (kind for of_subject in DECLARED for kind in of_subject):
            numbers = {
                **NUMBERS,
                **ANSWERED,
                **parts,
                "quotation": quotation,
                "claim": claim.number,
                "question": question.number,
                "sample": sample.number,
                "act": str(done),
                **released.get(kind.name, {}),
                **(REFUSED if kind.name == "request_declined" else {}),
            }
            if "due_on" in kind.about:
                (due_on,) = [one.due_on for one in owing.payments if one.state == "due" and one.due_on]
                numbers |= {**OWED, "due_on": due_on.isoformat()}
            payload = {name: numbers[name] for name in kind.about}
            row = {"account": "nordmarkt", "kind": kind.name, "payload": payload, "created_at": NOW}
            await connection.execute(tables.outbox.insert().values(row))
    yield
    async with market.database.begin() as connection:
        await connection.execute(delete(tables.outbox))
        await connection.execute(delete(orders_tables.order_changes))
        await connection.execute(delete(counter_offers))
        await connection.execute(delete(staff_acts))


async def _change_order(market: Marketplace) -> dict[str, dict[str, str]]:
    """Returns what the notices about changes and shipments are about, by their kind: a change of the order in all that can
    change, as if the supplier had been asked, and its shipment."""
    order = await market.orders.access_order("nordmarkt", NUMBERS["order"])
    wanted = {
        "quantity": {"value": "2500", "unit": "set"},
        "destination": {"country": "NL", "en": "Rotterdam", "zh": "鹿特丹"},
        "expected_on": "2027-01-20",
    }
    before = {"quantity": {"value": "2000", "unit": "set"}, "expected_on": "2026-12-15"}
    async with market.database.begin() as connection:
        columns = orders_tables.orders.c
        order_id = (await connection.execute(select(columns.id).where(columns.number == order.number))).scalar_one()
        await connection.execute(delete(orders_tables.order_changes))
        row = {"order_id": order_id, "kind": "change", "state": "open", "wanted": wanted, "before": before}
        row["proposal"] = {"cost": {"amount": "200", "currency": "USD"}, "ships_on": "2026-12-20"}
        inserted = await connection.execute(orders_tables.order_changes.insert().values(**row, asked_at=NOW))
        waits = await connection.execute(
            orders_tables.order_changes.insert().values(**row | {"state": "proposed"}, asked_at=NOW)
        )
        quotation = select(quotations.c.id).join(rfqs).where(rfqs.c.number == NUMBERS["rfq"]).order_by(quotations.c.id)
        offer = {"round": 9, "side": "supplier", "unit_price": Decimal("2.70"), "quantity": Decimal(5000)}
        offer |= {"quotation_id": (await connection.execute(quotation.limit(1))).scalar_one(), "state": "open"}
        await connection.execute(counter_offers.insert().values(**offer, created_at=NOW))
    assert inserted.inserted_primary_key is not None
    assert waits.inserted_primary_key is not None
    change = {"order": order.number, "change": str(inserted.inserted_primary_key[0])}
    shipment = {"order": order.number, "shipment": str(order.shipments[0].id)}
    corrected = {"quantity_corrected": {**shipment, "was": "500"}}
    to_ship = await market.orders.access_order("nordmarkt", OWED["order"])
    assert to_ship.ships_on is not None
    promised = {"order": to_ship.number, "day": to_ship.ships_on.isoformat()}
    changes = dict.fromkeys(("ship_day_passed", "ship_day_missed"), promised)
    on_terms = {"order": order.number, "change": str(waits.inserted_primary_key[0])}
    changes |= dict.fromkeys(("terms_reminder", "terms_unanswered"), on_terms)
    changes |= dict.fromkeys(("arrival_asked", "arrival_unreported"), shipment)
    changes |= dict.fromkeys(
        ("order_changed", "order_change_asked", "order_change_answered", *ON_TERMS, *SILENT), change
    )
    return (
        changes
        | dict.fromkeys(("order_part_shipped", "tracking_corrected", "order_part_arrived"), shipment)
        | corrected
    )


async def _release_files(market: Marketplace) -> dict[str, dict[str, str]]:
    """Returns what the notices about files are about, by their kind: files that a supplier sent to the buyer."""
    file = [NewAttachment("f" * 32, "pdf", "paper.pdf")]
    order = await market.orders.access_order("nordmarkt", NUMBERS["order"])
    wish = NewRfq("silk", Quantity(Decimal(5), "piece"), suppliers=("chengdu-silk",))
    rfq = await market.rfqs.create_rfq("nordmarkt", wish, WriteKey("notices", "create_rfq"))
    assert order.counterpart.account
    await market.attachments.add_to_order(order.counterpart.account, order.number, file, "waybill", "c1")
    await market.attachments.add_to_request("chengdu-silk", rfq.number, file, "quotation", "c1")
    released = {}
    for one in await market.file_relays.list_untold():
        await market.file_relays.judge(one.id, "", "Packing list", None)
        kind, about = ("order_file", "order") if one.subject == order.number else ("request_file", "rfq")
        released[kind] = {about: one.subject, "attachment": str(one.id)}
    return released


@pytest.mark.asyncio(loop_scope="session")
async def test_every_kind_of_notice_is_read_and_shown_in_both_languages(
    server: httpx.AsyncClient, written: None
) -> None:
    answer = await server.post("/outbox/notices", json={"accounts": ["nordmarkt"]}, headers={TOKEN_HEADER: TOKEN})
    notices = [read_notice(given) for given in answer.json()["notices"]]
    assert len(notices) == len(KINDS)
    for notice in notices:
        assert notice.reply is not None
        for language in ("en", "zh"):
            message = MessageRow(notice.id, "system", None, None, dict(notice.reply), False, NOW)
            shown = RENDERER.message(message, language)
            name = notice.reply["response"]
            assert name in CATALOGUES.names
            assert "–" not in shown.text, (name, language)
            assert "{" not in shown.text, (name, language)
            assert shown.buttons, name
            assert "None" not in shown.text, (name, language)
            assert all(button.label for button in shown.buttons)


@pytest.mark.asyncio(loop_scope="session")
async def test_every_kind_of_notice_says_what_was_read(server: httpx.AsyncClient, written: None) -> None:
    """Every number, day, name and certificate of it comes from rows that were read for it, and another one would not
    pass."""
    market = (await open_world()).market
    price = (await market.orders.access_order("nordmarkt", NUMBERS["order"])).lines[0].unit_price.amount
    said, false, passed = set[str](), 0, list[Any]()
    for notice in await market.outbox.list_waiting(["nordmarkt"], KINDS, limit=500):
        with reading(NOW) as ground:
            ground.take([notice.payload, notice.account])
            ground.take(price * 2500 if "change" in notice.payload else None)  # a cost on top of it makes the new total
            reply = await say_notice(market, notice)
        assert reply is not None, notice.kind
        said.add(notice.kind)
        invented = find_ungrounded([reply], ground)
        assert not invented, f"{notice.kind}: {invented} in {reply['response']}"
        count, unnoticed = find_unnoticed([reply], ground)
        false, passed = false + count, [*passed, *unnoticed]
    assert said == set(KINDS)
    assert false >= 200
    assert len(passed) <= false // 20, passed


@pytest.mark.parametrize(("state", "by"), [("held", None), ("released", "liwei"), ("refused", "liwei")])
def test_a_held_text_is_read_as_it_was_written(state: str, by: str | None) -> None:
    found = ({"kind": "messenger", "reason": "leaves", "found": "wechat silk8866"},)
    at = dt.datetime(2026, 11, 25, 8, 30, tzinfo=dt.UTC)
    facts = {"id": 7, "rfq": "RFQ-10031", "account": "lagos-home", "conversation": "v1", "text": "加我微信"}
    text = HeldText(**facts, findings=found, suppliers=("a", "b"), state=state, created_at=at, decided_by=by)  # type: ignore[arg-type]
    read = read_held(json.loads(json.dumps(write_held(text))))
    pairs = (("messenger", "wechat silk8866"),)
    assert read == Held(**facts, findings=pairs, suppliers=("a", "b"), state=state, created_at=at, decided_by=by)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", ["RFQ-10031", "CLM-40001", "QST-60001", "SMP-50001"])
def test_everybody_reads_what_became_of_held_words(number: str) -> None:
    names = {name_text(what, number) for what in ("yours", *DECISIONS)}
    assert names <= set(CATALOGUES.names)
    assert all(name.startswith("held.letter_") is not number.startswith("RFQ") for name in names)


@pytest.mark.parametrize(
    ("state", "by", "reason"),
    [("unread", None, None), ("held", None, None), ("released", "liwei", None), ("refused", "liwei", "bank")],
)
def test_a_relayed_file_is_read_as_it_was_written(state: Any, by: str | None, reason: Any) -> None:
    found = ({"kind": "messenger", "reason": "leaves", "found": "wechat silk8866"},)
    at = dt.datetime(2026, 11, 25, 8, 30, tzinfo=dt.UTC)
    facts = {
        "id": 7,
        "file": "f" * 32,
        "name": "x.pdf",
        "use": "waybill",
        "account": "chengdu-silk",
        "by": "supplier",
        "readers": ("nordmarkt",),
        "conversation": "v1",
        "subject": "ORD-100555",
        "unreadable": "picture",
        "state": state,
        "reason": reason,
        "created_at": at,
        "decided_by": by,
    }
    written = write_file(records.RelayedFile(**facts, kind="pdf", sender=Name("a", "b"), findings=found))  # type: ignore[arg-type]
    read = read_relayed(json.loads(json.dumps(written)))
    assert read == RelayedFile(**facts, findings=(("messenger", "wechat silk8866"),))  # type: ignore[arg-type]


def test_both_sides_know_the_same_states_of_files_and_everybody_reads_them() -> None:
    assert set(get_args(records.State)) == set(FILE_STATES)
    assert get_args(records.Decision) == FILE_DECISIONS
    assert get_args(records.RefusalReason) == REFUSALS
    names = {f"console.file_relay.{state}" for state in FILE_STATES}
    names |= {f"{prefix}.{reason}" for reason in REFUSALS for prefix in ("console.refusal", "file_relay.refused")}
    names |= {f"{prefix}.{use}" for use in get_args(records.Use) for prefix in ("console.file_use", "file_use")}
    assert names <= set(CATALOGUES.names)


def test_both_sides_know_the_same_decisions_and_staff_read_every_finding() -> None:
    assert get_args(held_words.Decision) == DECISIONS
    assert {f"console.finding.{kind}" for kind in get_args(findings.Kind)} <= set(CATALOGUES.names)
