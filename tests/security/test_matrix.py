"""One door: every intent and every step of a task × visitor, owner, another buyer, the supplier of it, another supplier; on both
databases, each by another channel, which no action reads.

Each has a row that says who of them sees what is asked about. For everybody else, what is somebody else's and what
does not exist must be the same: in words, buttons, slots and effects, and in the work done (the same statements, in the same order).
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import event, make_url, select
from sqlalchemy.engine import Engine

from actions import world
from actions.dialogue.discourse import KIND_OF_SLOT
from actions.dialogue.registry import HANDLERS
from actions.dialogue.tasks import TASKS, Task
from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.records import Quantity, WriteKey
from actions.marketplace.trades.claims import tables as claims_tables
from actions.marketplace.trades.claims.records import NewClaim
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.orders.terms import LISTING_INCOTERM
from actions.marketplace.trades.performance import PERIOD
from actions.marketplace.trades.questions import tables as questions_tables
from actions.marketplace.trades.questions.records import NewQuestion
from actions.marketplace.trades.requests import tables as requests_tables
from actions.marketplace.trades.samples import tables as samples_tables
from actions.marketplace.trades.samples.records import NewSample
from actions.notices import KINDS, say_notice
from tests.fakes.actions.chat import TOKEN, Answer, Chat, sign
from tests.fakes.actions.fixtures import marketplace, seeded, seeded_postgresql, seeded_sqlite, server
from tests.fakes.actions.grounding import find_ungrounded, reading, write_false
from tests.fakes.actions.marketplace import NOW
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import LAGOS, listing

__all__ = ["marketplace", "seeded", "seeded_postgresql", "seeded_sqlite", "server"]
pytestmark = pytest.mark.asyncio(loop_scope="session")

register_actions()
CHANNELS = {"sqlite": "webchat", "postgresql": "telegram"}
OWNER, SUPPLIER = "owner", "supplier of it"
BOTH = frozenset({OWNER, SUPPLIER})
BUYERS = frozenset({OWNER, "another buyer"})
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
DELIVERED = _thing("order_number", "ORD-100666", "ORD-109666", "huaxia-trade", "nordmarkt", "jingdezhen-ceramics", "chengdu-silk")  # fmt: skip
ON_RAIL = _thing("order_number", "ORD-100725", "ORD-109725", "huaxia-trade", "nordmarkt", "xinjiang-tomato", "chengdu-silk")  # fmt: skip
QUOTED = _thing("quotation", "QUO-20006", "QUO-29006", "nordmarkt", "lagos-home", "jingdezhen-ceramics", "chengdu-silk")
REQUEST = _thing("rfq_number", "RFQ-10031", "RFQ-19031", "lagos-home", "nordmarkt", "xinjiang-tomato", "chengdu-silk")
CLAIM = _thing("claim_number", "CLM-40001", "CLM-49001", "huaxia-trade", "nordmarkt", "jingdezhen-ceramics", "chengdu-silk")  # fmt: skip
QUESTION = _thing("question_number", "QST-60001", "QST-69001", "huaxia-trade", "nordmarkt", "jingdezhen-ceramics", "chengdu-silk")  # fmt: skip
SAMPLE = _thing("sample_number", "SMP-50001", "SMP-59001", "huaxia-trade", "nordmarkt", "jingdezhen-ceramics", "chengdu-silk")  # fmt: skip
GIVEN: dict[str, dict[str, Any]] = {
    "search": {"product": "tea set"},
    "request": {
        "product": "tea set",
        "quantity": {"value": "500", "unit": "set"},
        "country": {"country": "DE", "city": {"en": "Hamburg", "zh": "汉堡"}},
    },
    "claim": {"kind": "damaged", "affected": "12", "wish": "refund", "words": ["the lids are in pieces"]},
    "claim_offer": {"amount": {"amount": "80", "currency": "USD"}},
    "sample": {
        "sample_quantity": {"value": "2", "unit": "piece"},
        "sample_country": {"country": "DE", "city": {"en": "Hamburg", "zh": "汉堡"}},
        "address": "Speicherstadt 4, 20457",
    },
    "sample_cost": {"cost": {"amount": "35", "currency": "USD"}},
    "sample_decline": {"reason": ["they are sold out"]},
    "sample_shipment": {"tracking_number": "SF1098837261", "carrier": "DHL"},
    "answer": {"words": ["yes, they are"]},
    "claim_refusal": {"reason": ["they left us whole"]},
    "shipment": {"tracking_number": "SF1098837261", "carrier": "DHL"},
    "quotation": {"unit_price": {"amount": "850", "currency": "USD"}, "lead_days": 20, "incoterm": "FOB"},
    "counter_offer": {"unit_price": {"amount": "6.10", "currency": "CNY"}},
    "request_change": {"change": {"quantity": {"value": "25", "unit": "tonne"}}},
    "order_change": {"change": {"words": ["twenty of them please"]}},
    "cancel_order": {},
    "decline_order": {"reason": "no clay is left"},
    "decline_lead": {},
    "production": {"stage": "late", "day": "2027-01-20"},
    "arrival": {"shipment": "all"},
    "new_order": {
        "quantity": {"value": "900", "unit": "set"},
        "country": {"country": "DE", "city": {"en": "Hamburg", "zh": "汉堡"}},
    },
    "tracking": {"tracking_number": "ZT1234567890"},
    "listing_change": {"products": "999999", "wanted": [{"of": "stock", "by": 5}]},
    "question": {"named": "ORD-100234", "words": ["twenty of them please"]},
}
"""What somebody has said for each task, by its slots in their order; for a note, words."""
NOTES = [name for name, task in TASKS.items() if [slot.name for slot in task.slots] == ["words"] and name != "answer"]
GIVEN |= {name: {"words": ["twenty of them please"]} for name in NOTES}


@dataclass(frozen=True)
class Row:
    """Says who sees `thing` by the message. `is_kept`: it is asked for by the dialogue (a kept question, a proposal), not by the
    message. `task` is the one under way, and `aside` says that it was put aside."""

    intent: str
    sees: frozenset[str] = NOBODY
    thing: Thing = SHIPPED
    is_kept: bool = False
    task: dict[str, Any] | None = None
    aside: bool = False
    writes: frozenset[str] = NOBODY

    def write_record(self, number: str) -> dict[str, Any]:
        """Returns the record of a conversation that has come so far about `number`."""
        question = {"intent": "order_status", "entities": {self.thing.entity: number}}
        last = {"message_id": "m-before", "intent": "help"}
        if self.is_kept:
            return {"waiting": question, "proposal": {**question, "message_id": "m-before"}, "last": last}
        kind = KIND_OF_SLOT.get(self.thing.entity)
        focus = [[kind, number]] if kind else []
        task = self.task and {**self.task, "values": {**self.task["values"], **self._about(number)}}
        return {"focus": focus, "last": last, **({"aside": [task]} if task and self.aside else {"task": task})}

    def _about(self, number: str) -> dict[str, str]:
        assert self.task is not None
        return dict.fromkeys(TASKS[self.task["name"]].about.values(), number)


ABOUT = {
    "order_status": Row("order_status", BOTH),
    "change_order": Row("change_order", BOTH),
    "cancel_order": Row("cancel_order", BOTH),
    "report_problem": Row("report_problem", BOTH),
    "payment_status": Row("payment_status", BOTH),
    "request_invoice": Row("request_invoice", BOTH, writes=BOTH),  # a paper gets its number
    "request_refund": Row("request_refund", BOTH),
    "place_order": Row("place_order", BOTH),
    "confirm_order": Row("confirm_order", BOTH, UNCONFIRMED),
    "ship_order": Row("ship_order", frozenset({SUPPLIER})),
    "decline_order": Row("decline_order", BOTH, UNCONFIRMED),
    "report_production": Row("report_production", frozenset({SUPPLIER})),
    "report_arrival": Row("report_arrival", BOTH),
    "inform": Row("inform", BOTH),
    "check_quotes": Row("check_quotes", frozenset({OWNER}), REQUEST),
    "contact_supplier": Row("contact_supplier", BOTH),
    "supplier_details": Row("supplier_details", frozenset({OWNER})),  # the supplier of the order that is named
    "claim_status": Row("claim_status", BOTH, CLAIM),
    "answer_claim": Row("answer_claim", BOTH, CLAIM),
    "sample_status": Row("sample_status", BOTH, SAMPLE),
    "answer_question": Row("answer_question", BOTH, QUESTION),
    "accept_quote": Row("accept_quote", frozenset({OWNER}), REQUEST),
    "negotiate_price": Row("negotiate_price", BOTH, REQUEST),
    "decline_quote": Row("decline_quote", BOTH, REQUEST),
    "list_requests": Row("list_requests", frozenset({OWNER}), REQUEST),
    "change_request": Row("change_request", BOTH, REQUEST),
    "cancel_request": Row("cancel_request", frozenset({OWNER}), REQUEST),
    **{
        f"{name}, a quotation": Row(name, sees, QUOTED)
        for name, sees in (
            ("accept_quote", BOTH),
            ("decline_quote", BOTH),
            ("negotiate_price", BOTH),
            ("withdraw_quote", frozenset({SUPPLIER})),
        )
    },
    "submit_quote": Row("submit_quote", frozenset({SUPPLIER}), REQUEST),
    # These answer what the dialogue kept.
    **{
        name: Row(name, BOTH, is_kept=True)
        for name in ("affirm", "greet", "link_account", "nlu_fallback", "out_of_scope")
    },
    # These list what is one's own, or begin something of one's own, whatever number is named.
    "contact_team": Row("contact_team", BOTH),
    "view_leads": Row("view_leads", thing=REQUEST),
    # Beside what holds in general, these tell what holds for the order.
    **{
        f"faq_{topic}": Row(f"faq_{topic}", BOTH, thing)
        for thing, topics in (
            (SHIPPED, ("customs_duty", "incoterms", "shipping_cost", "shipping_time")),
            (DELIVERED, ("buyer_protection", "return_policy")),
            (UNCONFIRMED, ("payment_methods",)),
        )
        for topic in topics
    },
    # A request may be sent once more.
    "request_quote": Row("request_quote", frozenset({OWNER}), REQUEST),
    "daily_tasks": Row("daily_tasks"),
}
"""The intents by which something owned can be seen."""
PUBLIC = {intent: Row(intent) for intent in sorted(set(HANDLERS) - set(ABOUT))}
"""The intents that show nothing owned, though a foreign number is named. A new intent is taken for one of them."""


_OF_SUPPLIERS = ("shipment", "quotation", "decline_order", "decline_lead", "production", "tracking", "question")
_OF_BUYERS = ("order_change", "cancel_order", "arrival", "request_change")
_OF_SAMPLES = ("sample_cost", "sample_decline", "sample_shipment")
THINGS = {
    "request": REQUEST,
    "quotation": REQUEST,
    "request_change": REQUEST,
    "decline_lead": REQUEST,
    "counter_offer": QUOTED,
    "arrival": ON_RAIL,
    "claim_offer": CLAIM,
    "claim_refusal": CLAIM,
    "answer": QUESTION,
    **dict.fromkeys(_OF_SAMPLES, SAMPLE),
}
"""What a task is about; the others are about an order. The goods of another order arrive than that of the other tasks,
which would be over for them."""
SEEN_BY = {
    **dict.fromkeys((*_OF_SUPPLIERS, "claim_offer", "claim_refusal", "answer", *_OF_SAMPLES), frozenset({SUPPLIER})),
    **dict.fromkeys((*_OF_BUYERS, "claim"), frozenset({OWNER})),
    "counter_offer": BOTH,
}
"""Who sees what a task is about while it is under way."""


def _steps(task: Task) -> Iterator[tuple[str, Row]]:
    """Yields the steps of a task: each question, asked again, the answer "yes" at its end, and the task taken up again."""
    thing = THINGS.get(task.name, SHIPPED)
    sees = SEEN_BY.get(task.name, NOBODY)
    writes = frozenset(thing.actors) if task.name in (*NOTES, "question") else sees or BUYERS
    asked = NOBODY if task.name == "question" else sees  # its questions do not name what the message is about
    held = {"name": task.name, "id": "m-begun", "times": 1}
    given = GIVEN[task.name]
    for slot in task.slots:
        values = dict(itertools.takewhile(lambda pair, name=slot.name: pair[0] != name, given.items()))
        state = {**held, "values": values, "asked": slot.name}
        yield f"{task.name}: {slot.name}", Row("thank", asked, thing, task=state)
        yield f"{task.name}: {slot.name}, taken up again", Row("resume_task", asked, thing, task=state, aside=True)
    if task.confirm:
        state = {**held, "values": given, "asked": "confirmed"}
        yield f"{task.name}: confirmed", Row("thank", sees, thing, task=state)
        yield f"{task.name}: no", Row("deny", thing=thing, task=state)
        yield f"{task.name}: yes", Row("affirm", sees, thing, task=state, writes=writes)


MATRIX: dict[str, Row] = {**ABOUT, **PUBLIC, **dict(step for task in TASKS.values() for step in _steps(task))}
OWNED_TABLES = (
    "orders",
    "order_lines",
    "order_events",
    "shipments",
    "payments",
    "order_changes",
    "rfqs",
    "rfq_recipients",
    "quotations",
    "counter_offers",
    "private_limits",
    "claims",
    "claim_events",
    "letters",
    "questions",
    "samples",
    "sample_events",
)
_NUMBER = re.compile(r"(?:ORD|RFQ|QUO|CLM|QST|SMP)-\d+")
_NEW = re.compile(r"(?:ORD|RFQ|QUO|NOTE|CLM|QST|SMP)-\d+")
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


def begin(client: httpx.AsyncClient, row: Row, who: str, channel: str, number: str) -> tuple[Chat, dict[str, Any]]:
    """Returns a conversation that has come as far as the row says, and the message that comes next."""
    account, message_id = row.thing.actors[who], f"m-now-{next(_turns)}"
    named = {} if row.is_kept or row.task else {row.thing.entity: number}
    message = {
        "intent": {"name": row.intent, "confidence": 1.0},
        "intent_ranking": [],
        "entities": [{"entity": name, "value": value} for name, value in named.items()],
        "text": f"about {number}" if named else "",
        "message_id": message_id,
        "metadata": {"context": sign(account, message_id, channel=channel)},
    }
    return Chat(client, account, row.write_record(number)), message


async def outcome(client: httpx.AsyncClient, row: Row, who: str, channel: str, number: str) -> Outcome:
    chat, message = begin(client, row, who, channel, number)
    with statements() as run:
        answer = await chat.runs(message)
    told = json.dumps([answer.replies, answer.effects, chat.record], sort_keys=True, default=str)
    for same in (row.thing.number, row.thing.absent, message["message_id"]):
        told = told.replace(same, "<this>")
    if who in row.writes:
        told = _NEW.sub("<new>", told)
    return Outcome(told, _numbers(answer, chat) - {number}, tuple(run))


def _numbers(answer: Answer, chat: Chat) -> set[str]:
    return set(_NUMBER.findall(json.dumps([answer.replies, answer.effects, chat.record], default=str)))


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
        claims = claims_tables.claims
        of_claims = (claims.c.buyer_id == own.buyer_id) | (claims.c.supplier_id == own.supplier_id)
        questions = questions_tables.questions
        of_questions = (questions.c.buyer_id == own.buyer_id) | (questions.c.supplier_id == own.supplier_id)
        samples = samples_tables.samples
        of_samples = (samples.c.buyer_id == own.buyer_id) | (samples.c.supplier_id == own.supplier_id)
        for column, condition in (
            (orders.c.number, of_orders),
            (rfqs.c.number, asked | invited),
            (quotations.c.number, received),
            (claims.c.number, of_claims),
            (questions.c.number, of_questions),
            (samples.c.number, of_samples),
        ):
            found |= set((await connection.execute(select(column).where(condition))).scalars())
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def talks(server: httpx.AsyncClient) -> None:
    """Opens the claim, asks the question and requests the sample that the matrix is about, as its first ones."""
    market = (await world.open_world()).market
    new = NewClaim("ORD-100666", "damaged", Decimal(12), "refund", "the handles are off")
    opened = await market.claims.open_claim("huaxia-trade", new, WriteKey("matrix", "open_claim"), "v1")
    assert opened is not None
    assert opened.number == CLAIM.number
    question = NewQuestion("jingdezhen-ceramics", "order", "ORD-100666", "are the cups dishwasher-safe?")
    asked = await market.questions.ask("huaxia-trade", question, WriteKey("matrix", "ask"), "v1")
    assert asked is not None
    assert asked.number == QUESTION.number
    wish = NewSample(await listing(), Quantity(Decimal(2), "piece"), LAGOS, "12 Marina Road")
    requested = await market.samples.request("huaxia-trade", wish, WriteKey("matrix", "sample"), "v1")
    assert requested is not None
    assert requested.number == SAMPLE.number


async def test_every_intent_and_every_task_has_its_rows(server: httpx.AsyncClient) -> None:
    assert {row.intent for row in MATRIX.values()} == set(HANDLERS)
    assert set(GIVEN) == set(TASKS)
    for name, task in TASKS.items():
        assert [slot.name for slot in task.list_missing({})] == list(GIVEN[name])


@pytest.mark.parametrize(
    "thing",
    [SHIPPED, UNCONFIRMED, DELIVERED, ON_RAIL, REQUEST, QUOTED, CLAIM, QUESTION, SAMPLE],
    ids=lambda thing: thing.number,
)
async def test_who_is_who(server: httpx.AsyncClient, thing: Thing) -> None:
    """The matrix would prove nothing if the number were nobody's, or the absent one somebody's."""
    for who, account in thing.actors.items():
        owned = await owned_by(account)
        assert (thing.number in owned) == (who in BOTH), who
        assert thing.absent not in owned
        assert who == "visitor" or owned, "somebody with nothing of their own would see nothing anyway"


@pytest.fixture
def channel(marketplace: tuple[str, Path]) -> str:
    url, _ = marketplace
    return CHANNELS[make_url(url).get_backend_name()]


@pytest.mark.parametrize("name", sorted(MATRIX))
async def test_absent_and_forbidden_are_the_same_and_the_parties_see_it(
    server: httpx.AsyncClient, channel: str, name: str
) -> None:
    row, owned = MATRIX[name], dict[str | None, set[str]]()
    for who, account in row.thing.actors.items():
        real = await outcome(server, row, who, channel, row.thing.number)
        absent = await outcome(server, row, who, channel, row.thing.absent)
        case = f"{name} by {who} ({account}) on {channel}"
        if who in row.sees:
            assert real.told != absent.told, f"{case} does not see it"
        else:
            assert real.told == absent.told, case
            for _ in range(4):  # now and then the search index looks for what is new
                if real.work == absent.work or who in BOTH:
                    break
                real = await outcome(server, row, who, channel, row.thing.number)
                absent = await outcome(server, row, who, channel, row.thing.absent)
            assert real.work == absent.work or who in BOTH, case  # what is one's own may be read in vain
        for found in (real, absent):
            if found.numbers - owned.get(account, set()):
                owned[account] = await owned_by(account)
                strange = found.numbers - owned[account]
                assert not strange, f"{case} is told of {strange}"
            if account is None:
                assert not [statement for statement in found.work if _OWNED.search(statement)], case
            if who not in row.writes:
                assert not [statement for statement in found.work if _WRITE.match(statement)], case


async def test_a_leak_would_be_seen(server: httpx.AsyncClient, channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The matrix fails for an answer that tells absent from forbidden, by words or by work alone."""

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
        monkeypatch.setitem(HANDLERS, "help", leaky)
        with pytest.raises(AssertionError, match="help by visitor"):
            await test_absent_and_forbidden_are_the_same_and_the_parties_see_it(server, channel, "help")


ATTACKS: dict[str, dict[str, Any]] = {
    "another message's": {"message_id": "m-before"},
    "another audience": {"aud": "caravan"},
    "expired": {"exp": 1},
    "role swapped, signed with a key of one's own": {"secret": "x" * 40, "role": "supplier"},
    "issued tomorrow": {"iat": 2**33},
}


@pytest.mark.same_sql
@pytest.mark.parametrize("attack", sorted(ATTACKS))
async def test_a_context_that_is_not_this_messages_owns_nothing(server: httpx.AsyncClient, attack: str) -> None:
    read = {}
    for name, row in ((name, row) for name, row in MATRIX.items() if row.sees):
        changes = dict(ATTACKS[attack])
        context = sign("nordmarkt", changes.pop("message_id", "m-now"), **changes)
        message = {
            "intent": {"name": row.intent, "confidence": 1.0},
            "entities": [{"entity": row.thing.entity, "value": row.thing.number}],
            "text": "",
            "message_id": "m-now",
            "metadata": {"context": context, "account": "nordmarkt", "role": "buyer"},
        }
        with statements() as run:
            await Chat(server, record=row.write_record(row.thing.number)).runs(message)
        read[name] = [statement for statement in run if _OWNED.search(statement)]
    assert {name: owned for name, owned in read.items() if owned} == {}


@pytest.mark.same_sql
async def test_a_role_cannot_be_swapped_by_the_account_that_has_another(server: httpx.AsyncClient) -> None:
    """Even a context that says so: whose an order is stands in the tables, and a buyer has no leads."""
    for intent, entity, number in (
        ("view_leads", "rfq_number", REQUEST.number),
        ("submit_quote", "rfq_number", REQUEST.number),
        ("order_status", "order_number", UNCONFIRMED.number),
    ):
        message = {
            "intent": {"name": intent, "confidence": 1.0},
            "entities": [{"entity": entity, "value": number}],
            "text": "",
            "message_id": "m-now",
            "metadata": {"context": sign("nordmarkt", "m-now", role="supplier")},
        }
        chat = Chat(server)
        answer = await chat.runs(message)
        assert _numbers(answer, chat) - {number} <= await owned_by("nordmarkt")
        assert not answer.cards


@pytest.mark.same_sql
async def test_the_token_comes_before_anything_else(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    for name in MATRIX:
        message = {"intent": {"name": MATRIX[name].intent}, "message_id": "m"}
        assert (await chat.post("action_respond", message, token=TOKEN[:-1])).status_code == 401


@pytest.mark.same_sql
@pytest.mark.parametrize("name", sorted(MATRIX))
async def test_every_value_of_every_reply_comes_from_rows_or_from_what_was_said(
    server: httpx.AsyncClient, name: str
) -> None:
    row = MATRIX[name]
    for who in row.thing.actors:
        chat, message = begin(server, row, who, "webchat", row.thing.number)
        (
            await world.open_world()
        ).market.search.listings.forget()  # what is kept of the message before is read by nobody
        with reading(NOW) as ground:
            ground.take(
                [NOW.date() - PERIOD, message["text"], message["entities"], chat.record, chat.account, LISTING_INCOTERM]
            )
            answer = await chat.runs(message)
        invented = find_ungrounded(answer.replies, ground)
        assert not invented, f"{name} by {who}: {invented} in {answer.names}"


@pytest.mark.same_sql
async def test_an_invented_value_would_be_seen(server: httpx.AsyncClient) -> None:
    """Of the values of what the parties are told, each made false, almost none passes."""
    row, found, passed = MATRIX["order_status"], 0, []
    for who in (OWNER, SUPPLIER):
        chat, message = begin(server, row, who, "webchat", row.thing.number)
        (
            await world.open_world()
        ).market.search.listings.forget()  # what is kept of the message before is read by nobody
        with reading(NOW) as ground:
            ground.take([message["text"], message["entities"], chat.record, chat.account])
            answer = await chat.runs(message)
        for false in write_false(answer.replies):
            found += 1
            passed += [false] if not find_ungrounded([false], ground) else []
    assert found >= 20
    assert len(passed) <= found // 20, passed


@pytest_asyncio.fixture(loop_scope="session")
async def planted(server: httpx.AsyncClient) -> dict[str, frozenset[str]]:
    """Plants a private limit of each side in every quotation, a target price in every request, and an account at a bank for
    every supplier, each with figures of its own. Returns who may read them, by these figures."""
    market = (await world.open_world()).market
    may_read: dict[str, frozenset[str]] = {}
    async with market.database.begin() as connection:
        accounts = (await connection.execute(select(marketplace_tables.accounts))).all()
        by_buyer = {row.buyer_id: row.slug for row in accounts if row.buyer_id}
        by_supplier = {row.supplier_id: row.slug for row in accounts if row.supplier_id}
        rfqs = {row.id: row for row in await connection.execute(select(requests_tables.rfqs))}
        figures = itertools.count(81_000_007, 13)
        for row in (await connection.execute(select(requests_tables.quotations))).all():
            for slug in (by_buyer.get(rfqs[row.rfq_id].buyer_id), by_supplier.get(row.supplier_id)):
                if slug is not None:
                    may_read[figure := str(next(figures))] = frozenset({slug})
                    values = {"quotation_id": row.id, "account": slug, "unit_price": Decimal(figure)}
                    await connection.execute(requests_tables.private_limits.insert().values(**values, created_at=NOW))
        for rfq in rfqs.values():
            asked = select(requests_tables.rfq_recipients.c.supplier_id).where(
                requests_tables.rfq_recipients.c.rfq_id == rfq.id
            )
            invited = {by_supplier.get(one) for one in (await connection.execute(asked)).scalars()}
            may_read[figure := str(next(figures))] = _without_none({by_buyer.get(rfq.buyer_id), *invited})
            table = requests_tables.rfqs
            await connection.execute(
                table.update().where(table.c.id == rfq.id).values(target_price=Decimal(figure), currency="USD")
            )
        for supplier, slug in by_supplier.items():
            orders = select(orders_tables.orders.c.buyer_id).where(orders_tables.orders.c.supplier_id == supplier)
            buyers = {by_buyer.get(one) for one in (await connection.execute(orders)).scalars()}
            may_read[figure := str(next(figures))] = _without_none({slug, *buyers})
            table = requests_tables.beneficiaries
            await connection.execute(table.delete().where(table.c.supplier_id == supplier))
            values = {"supplier_id": supplier, "holder": slug, "bank": "Bank of China", "account": figure}
            await connection.execute(table.insert().values(values))
    return may_read


def _without_none(accounts: set[str | None]) -> frozenset[str]:
    return frozenset(one for one in accounts if one)


@pytest.mark.same_sql
async def test_no_limit_target_or_account_is_told_to_somebody_else(
    server: httpx.AsyncClient, planted: dict[str, frozenset[str]], capfd: pytest.CaptureFixture[str]
) -> None:
    """In replies, papers, effects, records, notices and logs."""
    read: set[str] = set()
    market = (await world.open_world()).market
    for name, row in MATRIX.items():
        for who, account in row.thing.actors.items():
            chat, message = begin(server, row, who, "webchat", row.thing.number)
            answer = await chat.runs(message)
            told = json.dumps([answer.replies, answer.effects, chat.record], default=str)
            _check_private(planted, account, told, f"{name} by {who}", read)
    for slug in sorted({account for readers in planted.values() for account in readers}):
        for notice in await market.outbox.list_waiting([slug], KINDS):
            _check_private(planted, slug, json.dumps(await say_notice(market, notice), default=str), notice.kind, read)
    logged = "".join(capfd.readouterr())
    assert not [figure for figure in planted if figure in logged]
    assert len(read) >= 3, "those who may read them do"


def _check_private(
    planted: dict[str, frozenset[str]], account: str | None, told: str, where: str, read: set[str]
) -> None:
    found = {figure for figure in planted if figure in told}
    assert not (strange := [one for one in found if account not in planted[one]]), f"{where}: {account} reads {strange}"
    read |= found
