"""One door: every action × visitor, owner, another buyer, the supplier of it, another supplier; on both channels and databases.

Each registered action has a row that says who of them sees what is asked about. For everybody else, what is somebody else's and what
does not exist must be the same: in words, buttons, slots and effects, and in the work done (the same statements, in the same order).
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from actions import world
from actions.dialogue.registry import HANDLERS
from actions.faq.answers import TOPICS
from actions.marketplace import tables as marketplace_tables
from actions.marketplace.orders import tables as orders_tables
from actions.marketplace.requests import tables as requests_tables
from tests.fakes.actions.chat import TOKEN, Answer, Chat, sign
from tests.fakes.actions.fixtures import marketplace, seeded, server

__all__ = ["marketplace", "seeded", "server"]
pytestmark = pytest.mark.asyncio(loop_scope="session")

CHANNELS = ("webchat", "telegram")
OWNER, SUPPLIER = "owner", "supplier of it"
BOTH = frozenset({OWNER, SUPPLIER})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Thing:
    """Something that two companies own, a number that nobody has, and who is who to it."""

    entity: str
    number: str
    absent: str
    actors: dict[str, str | None]


def _thing(entity: str, number: str, absent: str, *accounts: str) -> Thing:
    who = (OWNER, "another buyer", SUPPLIER, "another supplier")
    return Thing(entity, number, absent, {"visitor": None, **dict(zip(who, accounts, strict=True))})


SHIPPED = _thing("order_number", "ORD-100234", "ORD-109234", "nordmarkt", "lagos-home", "jingdezhen-ceramics", "chengdu-silk")  # fmt: skip
UNCONFIRMED = _thing("order_number", "ORD-100410", "ORD-109410", "lagos-home", "nordmarkt", "chengdu-silk", "jingdezhen-ceramics")  # fmt: skip
REQUEST = _thing("rfq_number", "RFQ-10031", "RFQ-19031", "lagos-home", "nordmarkt", "xinjiang-tomato", "chengdu-silk")
SHIPMENT = {"tracking_number": "SF1098837261", "carrier": "DHL", "confirmed": True}
QUOTATION = {
    "unit_price": {"amount": "850", "currency": "USD"},
    "lead_days": 20,
    "incoterm": "FOB",
    "confirmed": True,
}
FORM = {"product": "tea set", "quantity": {"value": "500", "unit": "set"}, "confirmed": True}


@dataclass(frozen=True)
class Row:
    """Who sees `thing` by the action. `is_kept`: it is asked for by the dialogue (a kept question, an offer), not by the message."""

    sees: frozenset[str] = NOBODY
    thing: Thing = SHIPPED
    is_kept: bool = False
    slots: dict[str, Any] = field(default_factory=dict)
    form: str | None = None
    writes: frozenset[str] = NOBODY


PUBLIC = Row()
"""Nothing owned is shown, though a foreign number is named."""
KEPT = Row(BOTH, is_kept=True)
MATRIX: dict[str, Row] = {
    "action_order_status": Row(BOTH),
    "action_change_order": Row(BOTH),
    "action_cancel_order": Row(BOTH),
    "action_report_problem": Row(BOTH),
    "action_payment_status": Row(BOTH),
    "action_request_invoice": Row(BOTH),
    "action_request_refund": Row(BOTH),
    "action_place_order": Row(BOTH),
    "action_confirm_order": Row(BOTH, UNCONFIRMED),
    "action_ship_order": Row(frozenset({SUPPLIER})),
    "action_inform": Row(BOTH),
    "action_check_quotes": Row(frozenset({OWNER}), REQUEST),
    "action_accept_quote": Row(frozenset({OWNER}), REQUEST),
    "action_negotiate_price": Row(frozenset({OWNER}), REQUEST),
    "action_submit_quote": Row(frozenset({SUPPLIER}), REQUEST),
    "action_send_file": PUBLIC,
    "action_affirm": KEPT,
    "action_greet": KEPT,
    "action_link_account": KEPT,
    "action_fallback": KEPT,
    "action_out_of_scope": KEPT,
    # These list what is one's own, whatever number is named.
    "action_list_orders": PUBLIC,
    "action_view_leads": Row(thing=REQUEST),
    "action_request_quote": Row(thing=REQUEST),
    "validate_quote_form": Row(thing=REQUEST, slots=FORM, form="quote_form"),
    "action_ask_quote_form_confirmed": Row(thing=REQUEST, slots=FORM, form="quote_form"),
    "action_submit_rfq": Row(thing=REQUEST, slots=FORM, writes=frozenset({OWNER, "another buyer"})),
    # These are the same for everybody.
    "action_help": PUBLIC,
    "action_deny": PUBLIC,
    "action_cancel": PUBLIC,
    "action_human_handoff": PUBLIC,
    "action_change_language": PUBLIC,
    "action_find_supplier": PUBLIC,
    "validate_sourcing_form": Row(form="sourcing_form"),
    "action_supplier_details": PUBLIC,
    "action_contact_supplier": PUBLIC,
    "action_compare_suppliers": PUBLIC,
    "action_ask_price": PUBLIC,
    "action_ask_moq": PUBLIC,
    "action_ask_lead_time": PUBLIC,
    "action_request_sample": PUBLIC,
    "action_faq_supplier_verification": PUBLIC,
    "action_faq_sample_policy": PUBLIC,
    "action_ask_sourcing_form_product": Row(form="sourcing_form"),
    "action_ask_quote_form_product": Row(thing=REQUEST, form="quote_form"),
    "action_ask_quote_form_quantity": Row(thing=REQUEST, slots={"product": "tea set"}, form="quote_form"),
    "action_ask_quote_form_country": Row(thing=REQUEST, slots=FORM, form="quote_form"),
    "validate_ship_form": Row(slots=SHIPMENT, form="ship_form"),
    "action_ask_ship_form_tracking_number": Row(frozenset({SUPPLIER}), form="ship_form"),
    "action_ask_ship_form_carrier": Row(form="ship_form"),
    "action_ask_ship_form_confirmed": Row(frozenset({SUPPLIER}), slots=SHIPMENT, form="ship_form"),
    "action_record_shipment": Row(frozenset({SUPPLIER}), slots=SHIPMENT, writes=frozenset({SUPPLIER})),
    "validate_quotation_form": Row(thing=REQUEST, slots=QUOTATION, form="quotation_form"),
    "action_ask_quotation_form_unit_price": Row(frozenset({SUPPLIER}), REQUEST, form="quotation_form"),
    "action_ask_quotation_form_lead_days": Row(thing=REQUEST, form="quotation_form"),
    "action_ask_quotation_form_incoterm": Row(thing=REQUEST, form="quotation_form"),
    "action_ask_quotation_form_confirmed": Row(frozenset({SUPPLIER}), REQUEST, slots=QUOTATION, form="quotation_form"),
    "action_send_quotation": Row(frozenset({SUPPLIER}), REQUEST, slots=QUOTATION, writes=frozenset({SUPPLIER})),
    **{f"action_faq_{topic}": PUBLIC for topic in TOPICS},
}
OWNED_TABLES = (
    "orders",
    "order_lines",
    "order_events",
    "shipments",
    "payments",
    "rfqs",
    "rfq_recipients",
    "quotations",
)
_NUMBER = re.compile(r"(?:ORD|RFQ|QUO)-\d+")
_OWNED = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE)\s+\"?(?:{'|'.join(OWNED_TABLES)})\"?\b", re.I)
_turns = itertools.count()
_WRITE = re.compile(r"\s*(?:INSERT|UPDATE|DELETE)\b", re.I)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every SQL statement that is run meanwhile, in order."""
    run: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        run.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@dataclass(frozen=True)
class Outcome:
    """One turn: all that it told and asked for, with the number that was asked about taken out, and the statements it ran."""

    told: str
    numbers: frozenset[str]
    work: tuple[str, ...]


async def outcome(client: httpx.AsyncClient, action: str, row: Row, who: str, channel: str, number: str) -> Outcome:
    account, message_id = row.thing.actors[who], f"m-now-{next(_turns)}"
    named = {row.thing.entity: number}
    question = {"intent": "order_status", "entities": named}
    slots: dict[str, Any] = {**row.slots, **({} if row.is_kept else named)}
    if row.is_kept:
        slots |= {"waiting": question, "offer": {**question, "message_id": "m-before"}}
    chat = Chat(client, account, slots, form=row.form)
    chat.events.append({"event": "user", "text": "hm", "message_id": "m-before", "parse_data": {"entities": []}})
    entities = [] if row.is_kept else [{"entity": name, "value": value} for name, value in named.items()]
    intent = "nlu_fallback" if action == "action_fallback" else re.sub("^(action|validate)_", "", action)
    message = {
        "intent": {"name": intent, "confidence": 1.0},
        "intent_ranking": [],
        "entities": entities,
        "text": "" if row.is_kept else f"about {number}",
        "message_id": message_id,
        "metadata": {"context": sign(account, message_id, channel=channel)},
    }
    chat.events.append(
        {"event": "user", "text": message["text"], "message_id": message_id, "parse_data": {"entities": entities}}
    )
    with statements() as run:
        answer = await chat.runs(action, message)
    return Outcome(
        _told(answer, row.thing, message_id, makes_new=who in row.writes), _numbers(answer) - {number}, tuple(run)
    )


def _told(answer: Answer, thing: Thing, message_id: str, *, makes_new: bool) -> str:
    """All of it, but for what differs by itself: the number that was asked about, the message's id, the number of a new request."""
    told = json.dumps([answer.replies, answer.effects, answer.events], sort_keys=True, default=str)
    for number in (thing.number, thing.absent, message_id):
        told = told.replace(number, "<this>")
    return _NUMBER.sub("<new>", told) if makes_new else told


def _numbers(answer: Answer) -> set[str]:
    return set(_NUMBER.findall(json.dumps([answer.replies, answer.effects, answer.events], default=str)))


async def owned_by(account: str | None) -> set[str]:
    """The numbers of everything that the account is a party to, from the tables themselves."""
    assert world._world is not None
    async with world._world.market.database.read() as connection:
        accounts, orders, rfqs = marketplace_tables.accounts, orders_tables.orders, requests_tables.rfqs
        quotations, recipients = requests_tables.quotations, requests_tables.rfq_recipients
        own = (await connection.execute(select(accounts).where(accounts.c.slug == account))).one_or_none()
        if own is None:
            return set()
        of_orders = (orders.c.buyer_id == own.buyer_id) | (orders.c.supplier_id == own.supplier_id)
        invited = rfqs.c.id.in_(select(recipients.c.rfq_id).where(recipients.c.supplier_id == own.supplier_id))
        asked = rfqs.c.buyer_id == own.buyer_id
        own_rfqs = select(rfqs.c.id).where(asked)
        received = quotations.c.rfq_id.in_(own_rfqs) | (quotations.c.supplier_id == own.supplier_id)
        found: set[str] = set()
        for column, condition in ((orders.c.number, of_orders), (rfqs.c.number, asked | invited), (quotations.c.number, received)):  # fmt: skip
            found |= set((await connection.execute(select(column).where(condition))).scalars())
        return found


async def test_every_action_has_a_row_and_every_row_an_action(server: httpx.AsyncClient) -> None:
    assert set(MATRIX) == set(HANDLERS)


@pytest.mark.parametrize("thing", [SHIPPED, UNCONFIRMED, REQUEST], ids=lambda thing: thing.number)
async def test_who_is_who(server: httpx.AsyncClient, thing: Thing) -> None:
    """The matrix would prove nothing if the number were nobody's, or the absent one somebody's."""
    for who, account in thing.actors.items():
        owned = await owned_by(account)
        assert (thing.number in owned) == (who in BOTH), who
        assert thing.absent not in owned
        assert who == "visitor" or owned, "somebody with nothing of their own would see nothing anyway"


@pytest.mark.parametrize("action", sorted(MATRIX))
async def test_absent_and_forbidden_are_the_same_and_the_parties_see_it(server: httpx.AsyncClient, action: str) -> None:
    row = MATRIX[action]
    for channel in CHANNELS:
        for who, account in row.thing.actors.items():
            real = await outcome(server, action, row, who, channel, row.thing.number)
            absent = await outcome(server, action, row, who, channel, row.thing.absent)
            case = f"{action} by {who} ({account}) on {channel}"
            if who in row.sees:
                assert real.told != absent.told, f"{case} does not see it"
            else:
                assert real.told == absent.told, case
                if real.work != absent.work:  # once more: now and then the search index looks for what is new
                    real = await outcome(server, action, row, who, channel, row.thing.number)
                    absent = await outcome(server, action, row, who, channel, row.thing.absent)
                assert real.work == absent.work, case
            for found in (real, absent):
                strange = found.numbers - await owned_by(account)
                assert not strange, f"{case} is told of {strange}"
                if account is None:
                    assert not [statement for statement in found.work if _OWNED.search(statement)], case
                if who not in row.writes:
                    assert not [statement for statement in found.work if _WRITE.match(statement)], case


async def test_a_leak_would_be_seen(server: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The matrix fails for an action that tells absent from forbidden, by words or by work alone."""

    async def by_words(turn: Any) -> list[Any]:
        page = await world._world.market.orders.list_orders("nordmarkt")  # type: ignore[union-attr]
        known = turn.entities.order_number in [order.number for order in page.orders]
        turn.say("utter_order_not_found" if known else "utter_no_orders")
        return []

    async def by_work(turn: Any) -> list[Any]:
        if turn.entities.order_number == SHIPPED.number:
            await world._world.market.orders.list_orders("nordmarkt")  # type: ignore[union-attr]
        turn.say("utter_no_orders")
        return []

    for leaky in (by_words, by_work):
        monkeypatch.setitem(HANDLERS, "action_help", leaky)
        with pytest.raises(AssertionError, match="action_help by visitor"):
            await test_absent_and_forbidden_are_the_same_and_the_parties_see_it(server, "action_help")


ATTACKS: dict[str, dict[str, Any]] = {
    "another message's": {"message_id": "m-before"},
    "another audience": {"aud": "caravan"},
    "expired": {"exp": 1},
    "role swapped, signed with a key of one's own": {"secret": "x" * 40, "role": "supplier"},
    "issued tomorrow": {"iat": 2**33},
}


@pytest.mark.parametrize("attack", sorted(ATTACKS))
@pytest.mark.parametrize("action", sorted(name for name, row in MATRIX.items() if row.sees))
async def test_a_context_that_is_not_this_messages_owns_nothing(
    server: httpx.AsyncClient, action: str, attack: str
) -> None:
    changes = dict(ATTACKS[attack])
    context = sign("nordmarkt", changes.pop("message_id", "m-now"), **changes)
    message = {
        "intent": {"name": action.removeprefix("action_"), "confidence": 1.0},
        "entities": [{"entity": SHIPPED.entity, "value": SHIPPED.number}],
        "text": "",
        "message_id": "m-now",
        "metadata": {"context": context, "account": "nordmarkt", "role": "buyer"},
    }
    with statements() as run:
        await Chat(server).runs(action, message)
    assert not [statement for statement in run if _OWNED.search(statement)]


async def test_a_role_cannot_be_swapped_by_the_account_that_has_another(server: httpx.AsyncClient) -> None:
    """Even a context that says so: whose an order is stands in the tables, and a buyer has no leads."""
    for action, entity, number in (
        ("action_view_leads", "rfq_number", REQUEST.number),
        ("action_submit_quote", "rfq_number", REQUEST.number),
        ("action_order_status", "order_number", UNCONFIRMED.number),
    ):
        message = {
            "intent": {"name": action.removeprefix("action_"), "confidence": 1.0},
            "entities": [{"entity": entity, "value": number}],
            "text": "",
            "message_id": "m-now",
            "metadata": {"context": sign("nordmarkt", "m-now", role="supplier")},
        }
        answer = await Chat(server).runs(action, message)
        assert _numbers(answer) - {number} <= await owned_by("nordmarkt")
        assert not answer.cards


async def test_the_token_comes_before_anything_else(server: httpx.AsyncClient) -> None:
    for action in MATRIX:
        chat = Chat(server, "nordmarkt")
        assert (await chat.post(action, {"message_id": "m"}, token=TOKEN[:-1])).status_code == 401
