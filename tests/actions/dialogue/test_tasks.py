"""The rules that hold in every task (docs/dialogue.md): each rule is tried at each step of each declared task.

The steps take turns at the two languages, because what a language says is read alike in every task. Where a step takes free words,
for which anything might be taken, each rule is tried in both.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest
from sqlalchemy import Table, func, select, update

from actions.dialogue.discourse import LIMIT_BYTES, Discourse, Json
from actions.dialogue.tasks import TASKS, Task
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.tables import suppliers
from actions.marketplace.integrations.correcting.tables import listing_changes
from actions.marketplace.trades.notes.tables import notes
from actions.marketplace.trades.orders.tables import orders
from actions.marketplace.trades.questions.tables import questions
from actions.marketplace.trades.requests.tables import rfqs
from actions.marketplace.trades.samples.samples import Given
from actions.marketplace.trades.samples.tables import samples
from tests.fakes.actions.chat import ANSWER, Answer, Chat, sign
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import (
    BUYER,
    SUPPLIER,
    claim,
    key,
    listing,
    market,
    order,
    order_delivered,
    order_in_parts,
    order_to_ship,
    question,
    quotation,
    request,
    sample,
)
from tests.fakes.private_words import PRIVATE_WORDS

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()

INDEX = {"en": 0, "zh": 1}
CONFIRMED = "confirmed"
WITHOUT_ACCOUNT = "jingdezhen-ruihe-ceramics"
CHATTER = {"chatter": ("chatter", 0.9)}
VALUE = {"inform": ("value", 0.8)}
LIMIT_TOLD = {
    "utter_private_kept",
    "utter_private_not_kept",
    "utter_counter_confirm_private",
    "utter_counter_price_limit",
}
LIMIT_TOLD |= {"utter_limit_other_currency"}


@dataclass(frozen=True)
class Saying:
    """Holds what somebody says in each language, and what the NLU makes of it."""

    intent: str
    words: tuple[str, str]
    entities: dict[str, Any] = field(default_factory=dict)
    acts: dict[str, tuple[str, float]] | None = None

    async def by(self, chat: Chat, language: str, **more: Any) -> Answer:
        return await chat.says(self.intent, self.words[INDEX[language]], acts=self.acts, **{**self.entities, **more})


def value(words: tuple[str, str], **entities: Any) -> Saying:
    return Saying("inform", words, entities, ANSWER)


def correction(words: tuple[str, str], **entities: Any) -> Saying:
    return Saying("inform", words, entities, {"correct": ("correct", 0.8)})


@dataclass(frozen=True)
class Case:
    """Holds how one task is led: who begins it with which wish, what answers each question, and a last word that changes a
    value. `prepare` makes what the task is about, and `count` counts how often its effect has happened to that."""

    account: str | None
    wish: Saying
    answers: dict[str, Saying]
    changes: Saying
    changed: tuple[str, Any]
    prepare: Callable[[], Awaitable[dict[str, str]]]
    count: Callable[[dict[str, str]], Awaitable[int]]
    effect: str
    other: Saying
    """Begins another task."""
    both: Saying | None = None
    """Gives the values of the first two questions at once."""
    before: tuple[Saying, ...] = ()
    """What is said before the wish. The first of it names what the task is about."""


async def nothing() -> dict[str, str]:
    return {}


async def request_to_quote() -> dict[str, str]:
    return {"rfq_number": await request(incoterm=None)}


async def order_that_leaves() -> dict[str, str]:
    return {"order_number": await order_to_ship()}


async def order_without_reader() -> dict[str, str]:
    """Makes an order whose supplier has no account here, so that nobody could answer a new request."""
    number = await order_to_ship()
    supplier = select(suppliers.c.id).where(suppliers.c.slug == WITHOUT_ACCOUNT).scalar_subquery()
    async with (await market()).database.begin() as connection:
        await connection.execute(update(orders).where(orders.c.number == number).values(supplier_id=supplier))
    return {"order_number": number}


async def count_rows(table: Table) -> int:
    async with (await market()).database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def count_requests(_: dict[str, str]) -> int:
    return await count_rows(rfqs)


async def count_orders(_: dict[str, str]) -> int:
    return await count_rows(orders)


async def count_quotations(about: dict[str, str]) -> int:
    return len((await (await market()).rfqs.access_rfq(BUYER, about["rfq_number"])).quotations)


async def count_refusals(about: dict[str, str]) -> int:
    return len((await (await market()).rfqs.access_rfq(BUYER, about["rfq_number"])).refusals)


async def count_shipments(about: dict[str, str]) -> int:
    return len((await (await market()).orders.access_order(BUYER, about["order_number"])).shipments)


async def order_with_a_fault() -> dict[str, str]:
    return {"order_number": await order_delivered()}


async def claim_to_answer() -> dict[str, str]:
    return {"claim_number": await claim()}


async def count_claims(about: dict[str, str]) -> int:
    return len(await (await market()).claims.list_claims(BUYER, order=about["order_number"]))


async def count_answers(about: dict[str, str]) -> int:
    return len((await (await market()).claims.access_claim(BUYER, about["claim_number"])).events)


async def listing_with_samples() -> dict[str, Any]:
    return {"product_id": await listing()}


async def listing_without_account() -> dict[str, Any]:
    return {"product_id": await listing(WITHOUT_ACCOUNT)}


async def count_listing_changes(_: dict[str, str]) -> int:
    return await count_rows(listing_changes)


async def sample_to_answer() -> dict[str, str]:
    return {"sample_number": await sample()}


async def sample_to_ship() -> dict[str, str]:
    number = await sample()
    await (await market()).samples.take_step(SUPPLIER, number, "accept", Given(), key(), "v2")
    return {"sample_number": number}


async def count_samples(_: dict[str, Any]) -> int:
    return await count_rows(samples)


async def count_sample_steps(about: dict[str, str]) -> int:
    return len((await (await market()).samples.access_sample(BUYER, about["sample_number"])).events)


async def count_changes(about: dict[str, str]) -> int:
    return len((await (await market()).orders.access_order(BUYER, about["order_number"])).changes)


async def count_entries(about: dict[str, str]) -> int:
    """Counts the entries of the order's timeline."""
    return len((await (await market()).orders.access_order(BUYER, about["order_number"])).events)


async def order_under_way() -> dict[str, str]:
    return {"order_number": await order_in_parts()}


async def count_none(_: dict[str, str]) -> int:
    return 0


async def count_notes(_: dict[str, str]) -> int:
    return await count_rows(notes)


async def question_to_answer() -> dict[str, str]:
    return {"question_number": await question()}


async def two_requests() -> dict[str, str]:
    await request()
    await request()
    return {}


async def count_questions(_: dict[str, str]) -> int:
    return await count_rows(questions)


async def count_replies(about: dict[str, str]) -> int:
    return len((await (await market()).questions.access_question(BUYER, about["question_number"])).answers)


async def count_counter_offers(about: dict[str, str]) -> int:
    quotations = (await (await market()).rfqs.access_rfq(BUYER, about["rfq_number"])).quotations
    return sum(offer.state != "quoted" for quotation in quotations for offer in quotation.rounds)


async def count_told_changes(about: dict[str, str]) -> int:
    """Returns how often the suppliers were told of a change of the request."""
    waiting = await (await market()).outbox.list_waiting([SUPPLIER], ["request_changed"], limit=1000)
    return sum(notice.payload["rfq"] == about["rfq_number"] for notice in waiting)


async def request_that_waits() -> dict[str, str]:
    return {"rfq_number": await request()}


async def order_that_waits() -> dict[str, str]:
    return {"order_number": await order()}


async def request_with_a_quotation() -> dict[str, str]:
    rfq = await request()
    await quotation(rfq)
    return {"rfq_number": rfq}


WORDS = value(("they should be blue please", "要蓝色的，谢谢"))
MORE_WORDS = correction(("no, make it green", "不对，要绿色的"))
PROBLEM = Saying("report_problem", ("it is broken", "坏了"), {"order_number": "ORD-100410"})


def note(
    wish: Saying,
    prepare: Callable[[], Awaitable[dict[str, str]]],
    *before: Saying,
    is_complete: bool = False,
    other: Saying | None = None,
    account: str | None = BUYER,
) -> Case:
    """Returns the case of a task that ends in a note for the staff. `is_complete`: the wish itself says all."""
    words = () if is_complete else (WORDS,)
    return Case(
        account,
        wish,
        dict(zip(("words",), words, strict=False)),
        changes=MORE_WORDS,
        changed=("words", [*([wish] if is_complete else words), MORE_WORDS]),
        prepare=prepare,
        count=count_notes,
        effect="utter_note_left",
        other=other or FIND,
        before=before,
    )


YES = Saying("affirm", ("yes", "是的"), acts={"answer_yes": ("yes", 0.9)})
FIND = Saying("find_supplier", ("find me a supplier", "帮我找个供应商"))
SCARVES, TIES = {"product": "silk scarves"}, {"product": "silk ties"}
PIECES = {"quantity": {"value": 500, "unit": "piece"}}
HAMBURG = {"country": {"country": "DE", "city": "Hamburg"}}
CASES: dict[str, Case] = {
    "search": Case(
        "nordmarkt",
        FIND,
        {"product": value(("silk scarves", "丝绸围巾"), **SCARVES)},
        changes=correction(("no, silk ties", "不对，丝绸领带"), **TIES),
        changed=("product", "silk ties"),
        both=value(("500 pieces of silk scarves", "500条丝绸围巾"), **SCARVES, **PIECES),
        prepare=nothing,
        count=count_none,
        effect="utter_offers_by_relevance",
        other=Saying("request_quote", ("I want quotations", "我要询价")),
    ),
    "request": Case(
        BUYER,
        Saying("request_quote", ("I want quotations", "我要询价")),
        {
            "product": value(("silk scarves", "丝绸围巾"), **SCARVES),
            "quantity": value(("500 pieces", "500条"), **PIECES),
            "country": value(("to Hamburg", "发到汉堡"), **HAMBURG),
        },
        changes=correction(("no, 600", "不对，600条"), quantity={"value": 600, "unit": "piece"}),
        changed=("quantity", {"value": "600", "unit": "piece"}),
        both=value(("500 pieces of silk scarves", "500条丝绸围巾"), **SCARVES, **PIECES),
        prepare=nothing,
        count=count_requests,
        effect="utter_quote_sent",
        other=FIND,
    ),
    "shipment": Case(
        SUPPLIER,
        Saying("ship_order", ("it has left", "已发货")),
        {
            "tracking_number": value(("SF1098837261", "SF1098837261"), tracking_number="SF1098837261"),
            "carrier": value(("DHL", "DHL"), carrier="DHL"),
        },
        changes=correction(("no, FedEx", "不对，FedEx"), carrier="FedEx"),
        changed=("carrier", "FedEx"),
        both=value(("DHL SF1098837261", "DHL SF1098837261"), carrier="DHL", tracking_number="SF1098837261"),
        prepare=order_that_leaves,
        count=count_shipments,
        effect="utter_order_shipped_now",
        other=FIND,
    ),
    "quotation": Case(
        SUPPLIER,
        Saying("submit_quote", ("I want to quote", "我要报价")),
        {
            "unit_price": value(("9.50 USD", "9.50美元"), price={"amount": "9.50", "currency": "USD"}),
            "lead_days": value(("20 days", "20天")),
            "incoterm": value(("FOB", "FOB"), incoterm="FOB"),
        },
        changes=correction(("no, 9.90 USD", "不对，9.90美元"), price={"amount": "9.90", "currency": "USD"}),
        changed=("unit_price", {"amount": "9.90", "currency": "USD"}),
        both=value(("9.50 USD, 20 days", "9.50美元，20天"), price={"amount": "9.50", "currency": "USD"}),
        prepare=request_to_quote,
        count=count_quotations,
        effect="utter_quotation_sent",
        other=FIND,
    ),
    "order_change": Case(
        BUYER,
        Saying("change_order", ("I want to change it", "我要改一下")),
        {"change": value(("make it 400 sets", "改成400套"), quantity={"value": 400, "unit": "set"})},
        changes=correction(("no, 350 sets", "不对，350套"), quantity={"value": 350, "unit": "set"}),
        changed=("change", {"quantity": {"value": "350", "unit": "set"}}),
        prepare=order_that_waits,
        count=count_changes,
        effect="utter_order_changed_now",
        other=FIND,
    ),
    "cancel_order": Case(
        BUYER,
        Saying("cancel_order", ("I want it cancelled", "这单不要了")),
        {},
        changes=correction(("because the fair was called off", "客户不要了")),
        changed=("reason", correction(("the fair was called off", "客户不要了"))),
        prepare=order_that_waits,
        count=count_changes,
        effect="utter_order_cancelled_now_unpaid",
        other=FIND,
    ),
    "decline_order": Case(
        SUPPLIER,
        Saying("decline_order", ("we decline it", "这单不接")),
        {"reason": value(("we have no clay left", "瓷土用完了"))},
        changes=correction(("no, we are fully booked", "不对，是排期满了")),
        changed=("reason", correction(("no, we are fully booked", "不对，是排期满了"))),
        prepare=order_that_waits,
        count=count_entries,
        effect="utter_order_declined_now",
        other=FIND,
    ),
    "decline_lead": Case(
        SUPPLIER,
        Saying("decline_quote", ("we do not quote", "这个不报")),
        {},
        changes=correction(("because we have no clay left", "瓷土用完了")),
        changed=("reason", correction(("we have no clay left", "瓷土用完了"))),
        prepare=request_to_quote,
        count=count_refusals,
        effect="utter_lead_refused",
        other=FIND,
    ),
    "production": Case(
        SUPPLIER,
        Saying("report_production", ("news of production", "报一下生产进度")),
        {
            "stage": value(("it will be late", "要延期")),
            "day": value(("on 20 January", "1月20号"), date="2027-01-20"),
        },
        changes=correction(("no, on 25 January", "不对，1月25号"), date="2027-01-25"),
        changed=("day", "2027-01-25"),
        both=value(("it is late until 20 January", "延期到1月20号"), date="2027-01-20"),
        prepare=order_that_leaves,
        count=count_entries,
        effect="utter_production_late_now",
        other=FIND,
    ),
    "arrival": Case(
        BUYER,
        Saying("report_arrival", ("goods have arrived", "到货了")),
        {"shipment": value(("the first one", "第一批"))},
        changes=correction(("no, all of them", "不对，全部")),
        changed=("shipment", "all"),
        prepare=order_under_way,
        count=count_entries,
        effect="utter_part_arrived_now",
        other=FIND,
    ),
    "tracking": Case(
        SUPPLIER,
        Saying("ship_order", ("the tracking number is wrong", "运单号写错了")),
        {"tracking_number": value(("ZT1234567890", "ZT1234567890"), tracking_number="ZT1234567890")},
        changes=correction(("no, ZT1234567891", "不对，ZT1234567891"), tracking_number="ZT1234567891"),
        changed=("tracking_number", "ZT1234567891"),
        prepare=order_under_way,
        count=count_entries,
        effect="utter_tracking_corrected_now",
        other=FIND,
    ),
    "claim": Case(
        BUYER,
        Saying("report_problem", ("there is a problem", "货有问题")),
        {
            "kind": value(("they are broken", "都碎了")),
            "affected": value(("12 pieces", "12套"), quantity={"value": 12, "unit": "piece"}),
            "wish": value(("my money back", "要退款")),
            "words": value(("the lids are in pieces", "盖子碎成了几块")),
        },
        changes=correction(("no, 15", "不对，15套"), quantity={"value": 15, "unit": "piece"}),
        changed=("affected", "15"),
        both=value(("12 are broken", "碎了12套"), quantity={"value": 12, "unit": "piece"}),
        prepare=order_with_a_fault,
        count=count_claims,
        effect="utter_claim_sent",
        other=FIND,
    ),
    "claim_offer": Case(
        SUPPLIER,
        Saying("answer_claim", ("we make an offer", "我们愿意赔一部分"), {"step": "offer"}),
        {"amount": value(("80 USD", "80美元"), price={"amount": "80", "currency": "USD"})},
        changes=correction(("no, 90 USD", "不对，90美元"), price={"amount": "90", "currency": "USD"}),
        changed=("amount", {"amount": "90", "currency": "USD"}),
        prepare=claim_to_answer,
        count=count_answers,
        effect="utter_claim_done_offer_supplier",
        other=FIND,
    ),
    "claim_refusal": Case(
        SUPPLIER,
        Saying("answer_claim", ("we refuse it", "我们不接受"), {"step": "refuse"}),
        {"reason": value(("they left us whole", "出厂时是完好的"))},
        changes=correction(("no, say that they were packed well", "不对，改成包装完好")),
        changed=(
            "reason",
            [
                value(("they left us whole", "出厂时是完好的")),
                correction(("they were packed well", "不对，改成包装完好")),
            ],
        ),
        prepare=claim_to_answer,
        count=count_answers,
        effect="utter_claim_done_refuse_supplier",
        other=FIND,
    ),
    "problem": note(Saying("report_problem", ("something is wrong", "有问题")), order_that_leaves),
    "sample": Case(
        BUYER,
        Saying("request_sample", ("a sample please", "要个样品")),
        {
            "sample_quantity": value(("2 pieces", "2件"), quantity={"value": 2, "unit": "piece"}),
            "sample_country": value(("to Hamburg", "寄到汉堡"), **HAMBURG),
            "address": value(("Nordmarkt, Speicherstadt 4, 20457", "Nordmarkt，仓库城4号，20457")),
        },
        changes=correction(("no, 3", "不对，3件"), quantity={"value": 3, "unit": "piece"}),
        changed=("sample_quantity", {"value": "3", "unit": "piece"}),
        both=value(("2 pieces to Hamburg", "2件，寄到汉堡"), quantity={"value": 2, "unit": "piece"}, **HAMBURG),
        prepare=listing_with_samples,
        count=count_samples,
        effect="utter_sample_requested",
        other=FIND,
    ),
    "sample_note": note(
        Saying("request_sample", ("a sample please", "要个样品")), listing_without_account, account=None
    ),
    "sample_cost": Case(
        SUPPLIER,
        Saying("sample_status", ("it has a price", "样品要付钱"), {"step": "quote"}),
        {"cost": value(("35 USD", "35美元"), price={"amount": "35", "currency": "USD"})},
        changes=correction(("no, 40 USD", "不对，40美元"), price={"amount": "40", "currency": "USD"}),
        changed=("cost", {"amount": "40", "currency": "USD"}),
        prepare=sample_to_answer,
        count=count_sample_steps,
        effect="utter_sample_done_quote",
        other=FIND,
    ),
    "sample_decline": Case(
        SUPPLIER,
        Saying("sample_status", ("not this one", "这个不行"), {"step": "decline"}),
        {"reason": WORDS},
        changes=MORE_WORDS,
        changed=("reason", [WORDS, MORE_WORDS]),
        prepare=sample_to_answer,
        count=count_sample_steps,
        effect="utter_sample_done_decline",
        other=FIND,
    ),
    "sample_shipment": Case(
        SUPPLIER,
        Saying("sample_status", ("the sample has left", "样品寄了"), {"step": "ship"}),
        {
            "tracking_number": value(("SF1098837261", "SF1098837261"), tracking_number="SF1098837261"),
            "carrier": value(("DHL", "DHL"), carrier="DHL"),
        },
        changes=correction(("no, FedEx", "不对，FedEx"), carrier="FedEx"),
        changed=("carrier", "FedEx"),
        both=value(("DHL SF1098837261", "DHL SF1098837261"), carrier="DHL", tracking_number="SF1098837261"),
        prepare=sample_to_ship,
        count=count_sample_steps,
        effect="utter_sample_done_ship",
        other=FIND,
    ),
    "question": Case(
        SUPPLIER,
        Saying("contact_supplier", ("ask them", "问一下")),
        {"named": value(("the first one", "第一个")), "words": WORDS},
        changes=MORE_WORDS,
        changed=("words", [WORDS, MORE_WORDS]),
        both=value(("the first one: they shall tell us the colour", "第一个：请客户把颜色告诉我们，越快越好")),
        prepare=two_requests,
        count=count_questions,
        effect="utter_question_sent",
        other=Saying("report_problem", ("it is broken", "坏了"), {"order_number": "ORD-100234"}),
    ),
    "question_note": note(
        Saying("contact_supplier", ("ask them something", "帮我问一下"), {"supplier_id": WITHOUT_ACCOUNT}),
        nothing,
        other=PROBLEM,
    ),
    "counter_offer": Case(
        BUYER,
        Saying("negotiate_price", ("too expensive", "太贵了")),
        {"unit_price": value(("9.50 USD", "9.50美元"), price={"amount": "9.50", "currency": "USD"})},
        changes=correction(("no, 9.30 USD", "不对，9.30美元"), price={"amount": "9.30", "currency": "USD"}),
        changed=("unit_price", {"amount": "9.30", "currency": "USD"}),
        prepare=request_with_a_quotation,
        count=count_counter_offers,
        effect="utter_counter_sent",
        other=FIND,
    ),
    "request_change": Case(
        BUYER,
        Saying("change_request", ("I want to change it", "我要改一下")),
        {"change": value(("900 sets", "900套"), quantity={"value": 900, "unit": "set"})},
        changes=correction(("no, 800 sets", "不对，800套"), quantity={"value": 800, "unit": "set"}),
        changed=("change", {"quantity": {"value": "800", "unit": "set"}}),
        prepare=request_that_waits,
        count=count_told_changes,
        effect="utter_request_changed",
        other=FIND,
    ),
    "answer": Case(
        SUPPLIER,
        Saying("answer_question", ("I answer it", "我来回答")),
        {"words": WORDS},
        changes=MORE_WORDS,
        changed=("words", [WORDS, MORE_WORDS]),
        prepare=question_to_answer,
        count=count_replies,
        effect="utter_answer_sent",
        other=Saying("report_problem", ("it is broken", "坏了"), {"order_number": "ORD-100234"}),
    ),
    "order": note(Saying("place_order", ("order it again", "再下一单")), order_without_reader),
    "new_order": Case(
        BUYER,
        Saying("place_order", ("I buy these", "我要买这个")),
        {
            "quantity": value(("900 of them", "900个"), quantity={"value": 900, "unit": None}),
            "country": value(("to Hamburg", "发到汉堡"), **HAMBURG),
        },
        changes=correction(("no, 950", "不对，950个"), quantity={"value": 950, "unit": None}),
        changed=("quantity", {"value": "950", "unit": "set"}),
        both=value(("900 to Hamburg", "900个，发到汉堡"), quantity={"value": 900, "unit": None}, **HAMBURG),
        prepare=listing_with_samples,
        count=count_orders,
        effect="utter_order_placed",
        other=FIND,
    ),
    "listing_change": Case(
        SUPPLIER,
        Saying("change_listing", ("I want to change one of my products", "我要改一个商品")),
        {
            "products": value(("the first one", "第一个")),
            "wanted": value(("raise the stock by 5", "库存加5个")),
        },
        changes=correction(("no, raise the stock by 7", "不对，库存加7个")),
        changed=("wanted", [{"of": "stock", "by": 7}]),
        both=value(("raise the stock of the first one by 5", "第一个库存加5个")),
        prepare=nothing,
        count=count_listing_changes,
        effect="utter_listing_changed",
        other=FIND,
    ),
    "listing_note": note(
        Saying(
            "change_listing",
            ("the pictures of our tea set are too dark, put new ones", "我们茶具的图片太暗了，换成新拍的那几张图片"),
            {"product": "tea set"},
        ),
        nothing,
        is_complete=True,
        account=SUPPLIER,
    ),
    "invoice": note(
        Saying("request_invoice", ("a fapiao please", "请开增值税发票")), order_that_leaves, is_complete=True
    ),
    "message": note(
        Saying("human_handoff", ("a message for your team, the boxes are wet", "这是给团队的留言，纸箱都湿了")),
        order_that_leaves,
        Saying("order_status", ("where is it", "到哪了")),
        is_complete=True,
        other=FIND,
        account=SUPPLIER,
    ),
}
IN_PASSING = Saying("faq_fees", ("what do you charge?", "你们怎么收费？"), acts={"faq_fees": ("ask", 0.9)})
NO = Saying("deny", ("no", "不"), acts={"answer_no": ("no", 0.9)})
SKIP = Saying("inform", ("not sure yet", "还不确定"), acts={"skip": ("value", 0.9)})
SAVE = Saying("cancel", ("let's do this later", "以后再说"), acts={"save_draft": ("give_up", 0.9)})
DROP = Saying("cancel", ("forget it", "算了"), acts={"drop": ("give_up", 0.9)})
GO_ON = Saying("inform", ("where were we?", "我们说到哪了"), acts={"resume": ("go_on", 0.9)})
NO_ANSWERS = {
    "weather": Saying("out_of_scope", ("nice weather today", "今天天气真好"), acts=CHATTER),
    "insult": Saying("out_of_scope", ("you are a stupid machine", "你这个笨机器"), acts=CHATTER),
    "nonsense": Saying("nlu_fallback", ("qwzx blorp trr", "嘎嘎乌拉"), acts={"nlu_fallback": ("chatter", 0.9)}),
    "greeting": Saying("greet", ("hello", "你好"), acts=CHATTER),
    "another order": Saying(
        "order_status",
        ("where is ORD-100234?", "ORD-100234到哪了？"),
        {"order_number": "ORD-100234"},
        {"order_status": ("wish", 0.9)},
    ),
    "another product": Saying(
        "ask_price",
        ("how much are 24 inch monitors?", "24寸显示器多少钱？"),
        {"product": "24 inch monitors"},
        {"ask_price": ("wish", 0.9)},
    ),
}
CONFIRMING = [name for name, task in TASKS.items() if task.confirm]
STEPS = [
    (name, step)
    for name, case in CASES.items()
    for step in (*case.answers, *([CONFIRMED] if TASKS[name].confirm else []))
]
LANGUAGES = tuple(INDEX)


def takes_free_words(name: str, step: str) -> bool:
    slot = TASKS[name].find_slot(step)
    return slot is not None and slot.kind == "free"


IN_LANGUAGES = [
    (name, step, language)
    for place, (name, step) in enumerate(STEPS)
    for language in (LANGUAGES if takes_free_words(name, step) else (LANGUAGES[place % 2],))
]
languages = pytest.mark.parametrize("language", LANGUAGES)
at_each_step = pytest.mark.parametrize(("name", "step", "language"), IN_LANGUAGES)
at_the_end = pytest.mark.parametrize("name", CONFIRMING)
at_the_end_in_turn, at_the_end_in_the_other = (
    pytest.mark.parametrize(
        ("name", "language"), [(name, LANGUAGES[place % 2]) for place, name in enumerate(CONFIRMING, first)]
    )
    for first in (0, 1)
)
"""Each of the two tries every task in one language, and together they try it in both."""


@dataclass
class Way:
    """Holds a conversation on its way through a task."""

    chat: Chat
    case: Case
    task: Task
    language: str
    about: dict[str, str]
    asked: Answer

    async def says(self, saying: Saying, **more: Any) -> Answer:
        return await saying.by(self.chat, self.language, **more)

    async def count(self) -> int:
        return await self.case.count(self.about)

    @property
    def again(self) -> tuple[str, ...]:
        """The names of the responses that ask a question once more, in its shorter form."""
        return (*(f"{asked}_again" for asked in self.asked.names), "utter_note_more")

    def spell(self, wanted: Any) -> Any:
        """Returns a value with what was said written out in the language of the conversation."""
        several = wanted if isinstance(wanted, list) else []
        said = [each.words[INDEX[self.language]] if isinstance(each, Saying) else each for each in several]
        return (
            said
            if isinstance(wanted, list)
            else wanted.words[INDEX[self.language]]
            if isinstance(wanted, Saying)
            else wanted
        )

    @property
    def state(self) -> tuple[Any, Any, Any]:
        task = self.chat.record["task"]
        return task["id"], task["asked"], dict(task["values"])


async def lead(server: httpx.AsyncClient, name: str, language: str) -> dict[str, Way]:
    """Leads a new conversation through the task, and returns it as it was at each of the task's questions."""
    case, task, ways = CASES[name], TASKS[name], {}
    chat, about = Chat(server, case.account, language=language), await case.prepare()
    for number, saying in enumerate((*case.before, case.wish)):
        answer = await saying.by(chat, language, **({} if number else about))
    steps = [step for each, step in STEPS if each == name]
    for asked, following in itertools.zip_longest(steps, steps[1:]):
        assert (chat.task, chat.asked) == (name, asked), answer.names
        ways[asked] = Way(fork(chat), case, task, language, about, answer)
        if following:
            answer = await case.answers[asked].by(chat, language)
    return ways


def fork(chat: Chat) -> Chat:
    return replace(chat, record=deepcopy(chat.record))


@dataclass
class Ways:
    """Leads a conversation through each task once, and lets many tests go on from there. Tests that let the task act lead their own."""

    server: httpx.AsyncClient
    _led: dict[tuple[str, str], dict[str, Way]] = field(default_factory=dict)

    async def go(self, name: str, step: str, language: str) -> Way:
        """Returns a conversation that has come to the task's question for `step`."""
        if (name, language) not in self._led:
            self._led[name, language] = await lead(self.server, name, language)
        way = self._led[name, language][step]
        return replace(way, chat=fork(way.chat))


def note_effects(monkeypatch: pytest.MonkeyPatch, way: Way) -> list[Json]:
    """Returns a list that gets the values with which the task is carried out from now on, and nothing else happens. So many tests
    can go on from the same conversation to its "yes"; what happens then is tried by those that lead their own."""
    carried_out: list[Json] = []

    async def effect(turn: Turn, values: Json) -> None:
        carried_out.append(values)
        turn.say(way.case.effect)

    monkeypatch.setitem(TASKS, way.task.name, replace(way.task, effect=effect))
    return carried_out


@pytest.fixture(scope="module")
def ways(server: httpx.AsyncClient) -> Ways:
    return Ways(server)


def asked_for(task: Task) -> list[str]:
    """Returns the names of the values that the task asks for at its beginning."""
    return [slot.name for slot in task.list_missing({})]


async def test_every_task_is_tried(server: httpx.AsyncClient) -> None:
    assert set(CASES) == set(TASKS)
    for name, task in TASKS.items():
        assert list(CASES[name].answers) in (asked_for(task), []), (
            "each question has an answer, or the wish itself says all"
        )


@pytest.mark.parametrize("name", TASKS)
async def test_a_private_limit_is_no_value_that_others_read(
    ways: Ways, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said at the last question of the task, alone and with the answer."""
    step = [each for task, each in STEPS if task == name][-1:]
    for language, words in [(code, each) for code in LANGUAGES for each in PRIVATE_WORDS[code] if step]:
        way = await ways.go(name, step[0], language)
        before, effects = dict(way.chat.values), note_effects(monkeypatch, way)
        answer = await way.chat.says("inform", words.format(price="7.77"), acts=VALUE)
        assert LIMIT_TOLD & set(answer.names), (words, answer.names)
        assert _without_limit(way.chat.values) == _without_limit(before), words
        await way.chat.says("affirm", "yes", acts={"confirm": ("yes", 0.9)})
        assert "7.77" not in str([_without_limit(each) for each in effects]), words


def _without_limit(values: Json) -> Json:
    terms = {name: each for name, each in (values.get("terms") or {}).items() if name != "limit"}
    return {name: each for name, each in {**values, "terms": terms or None}.items() if name != "limit" and each}


@at_each_step
async def test_what_is_no_answer_changes_nothing(ways: Ways, name: str, step: str, language: str) -> None:
    way = await ways.go(name, step, language)
    before, effects = way.state, await way.count()
    for said, saying in NO_ANSWERS.items():
        if said == "another product" and step == "words" and way.task.takes_questions:
            continue  # a question is what somebody else shall be asked
        answer = await way.says(saying)
        assert way.state == before, said
        assert answer.names[-1] in way.again, (said, answer.names)
        assert len(answer.names) > 1 or answer.effects, f"{said}: the message itself is answered, too"
    assert await way.count() == effects


@at_each_step
async def test_a_question_in_passing_is_answered_and_the_open_one_asked_again_in_short(
    ways: Ways, name: str, step: str, language: str
) -> None:
    way = await ways.go(name, step, language)
    before = way.state
    for _ in range(3):
        answer = await way.says(IN_PASSING)
        assert answer.names[0].startswith("utter_faq_fees")
        assert len(answer.names) == 2
        assert answer.names[1] in way.again
        assert way.state == before


@languages
@pytest.mark.parametrize("name", [name for name, task in TASKS.items() if len(asked_for(task)) > 1])
async def test_two_values_at_once_are_taken_and_said_back(ways: Ways, name: str, language: str) -> None:
    first, second = asked_for(TASKS[name])[:2]
    way = await ways.go(name, first, language)
    assert way.case.both is not None
    answer = await way.says(way.case.both)
    assert {first, second} <= set(way.chat.values)
    assert way.chat.asked not in (first, second)
    if way.chat.asked == CONFIRMED:
        assert len(answer.names) == 1, "the final question itself says what was taken"
    else:
        assert answer.names[0] == "utter_task_taken"
        assert len(answer.replies[0]["values"]["values"]["items"]) == 2


@at_the_end_in_turn
async def test_the_last_word_wins(ways: Ways, name: str, language: str) -> None:
    way = await ways.go(name, CONFIRMED, language)
    before = await way.count()
    slot, new = way.case.changed
    answer = await way.says(way.case.changes)
    assert way.chat.values[slot] == way.spell(new)
    assert way.chat.asked == CONFIRMED
    said = [] if way.task.takes_questions else ["utter_task_taken"]
    assert answer.names == [*said, *way.asked.names[-1:]], "what has changed is said, and the whole is read back"
    assert answer.replies[-1]["values"] != way.asked.replies[-1]["values"]
    assert await way.count() == before


@at_the_end_in_the_other
async def test_a_change_is_said_from_old_to_new(ways: Ways, name: str, language: str) -> None:
    """A value that is new, such as one more sentence, is said by itself. A message to somebody is shown as a whole."""
    way = await ways.go(name, CONFIRMED, language)
    if way.task.takes_questions:
        pytest.skip("the whole message is shown again")
    was_given = bool(way.chat.values.get(way.case.changed[0]))
    changed = way.spell(way.case.changed[1])
    adds = isinstance(changed, list) and all(isinstance(part, str) for part in changed)
    answer = await way.says(way.case.changes)
    said = answer.replies[0]["values"]["values"]
    assert said["items"]
    assert ("said_back.changed" in json.dumps(said)) is (was_given and not adds)


@at_the_end_in_turn
async def test_what_was_said_is_read_back_when_it_is_asked_for(ways: Ways, name: str, language: str) -> None:
    way = await ways.go(name, CONFIRMED, language)
    before, effects = way.state, await way.count()
    for words in (("what did I say?", "我刚才说的是什么？"), ("what did I put so far?", "我填的是哪些？")):
        answer = await way.says(Saying("order_status", words, acts={"ask_about": ("ask", 0.8)}))
        assert answer.names == way.asked.names[-1:], f"{words}: the final question, which says all, is asked in full"
        assert way.state == before, words
    assert await way.count() == effects


@at_the_end_in_the_other
async def test_a_value_that_has_no_slot_is_never_dropped_unsaid(ways: Ways, name: str, language: str) -> None:
    """It goes along in the contact's words if the task has a place for them. Otherwise the contact is told that it does not."""
    way = await ways.go(name, CONFIRMED, language)
    if way.task.takes_questions:
        pytest.skip("the words are for the other side")
    saying = value(("it should be Halal", "要有Halal的"), certification="Halal")
    before = await way.count()
    answer = await way.says(saying)
    if "utter_task_unplaced" not in answer.names:
        assert "Halal" in json.dumps(way.chat.values, ensure_ascii=False)
        assert answer.names[0] == "utter_task_taken"
    assert (way.chat.asked, await way.count()) == (CONFIRMED, before)


@at_the_end_in_turn
async def test_for_now_keeps_the_task(ways: Ways, name: str, language: str) -> None:
    way = await ways.go(name, CONFIRMED, language)
    values = dict(way.chat.values)
    await way.says(Saying("cancel", ("leave it for now", "先放着"), acts={"drop": ("give_up", 0.8)}))
    assert way.chat.task is None
    assert way.chat.record["aside"][0]["values"] == values


@pytest.mark.parametrize(("name", "step", "language"), [each for each in IN_LANGUAGES if each[1] != CONFIRMED])
async def test_a_value_may_be_left_open_where_the_task_can_do_without_it(
    ways: Ways, name: str, step: str, language: str
) -> None:
    way = await ways.go(name, step, language)
    slot = way.task.find_slot(step)
    assert slot is not None
    answer = await way.says(SKIP)
    if slot.optional:
        assert answer.names[0] == "utter_task_skipped"
        assert way.chat.asked != step
        assert step not in way.chat.values
        await way.says(way.case.answers[step])
        assert step in way.chat.values, "it may still be said"
    elif len(way.task.list_missing(way.chat.values)) > 1:
        assert answer.names[0] == "utter_task_later"
        assert way.chat.asked != step, "the others come first"
    else:
        assert answer.names[0] == "utter_task_needs"
        assert answer.names[1] in way.again
        assert way.chat.asked == step


@at_each_step
async def test_a_task_is_kept_for_later(ways: Ways, name: str, step: str, language: str) -> None:
    """It is taken up again by the button or by words."""
    way = await ways.go(name, step, language)
    (task_id, _, values), effects = way.state, await way.count()
    saved = await way.says(SAVE)
    given = [slot.name for slot in way.task.slots if slot.name in values]
    until = ["utter_claim_evidence_kept"] if way.task.saved else []  # a claim can be sent until a day
    assert saved.names == [*until, "utter_task_saved" if given else "utter_task_saved_empty"]
    assert way.chat.task is None
    await way.says(IN_PASSING)
    by_button = language == "en"
    resume = Answer(saved.replies[-1:], []).button("button.resume")
    again = await (way.chat.presses(resume) if by_button else way.says(GO_ON))
    assert way.state == (task_id, step, values)
    assert again.names[-1] not in way.again, "after a while, the question is asked in full"
    assert await way.count() == effects


@at_each_step
async def test_a_task_is_given_up(ways: Ways, name: str, step: str, language: str) -> None:
    """It is told that nothing was sent, and what was said is forgotten."""
    way = await ways.go(name, step, language)
    before = await way.count()
    answer = await way.says(DROP)
    assert answer.names == ["utter_task_dropped"]
    assert (way.chat.task, way.chat.record.get("aside")) == (None, None)
    assert "utter_task" not in str((await way.says(GO_ON)).names)
    assert (await way.says(YES)).names[0] not in (way.case.effect, "utter_task_so_far")
    assert await way.count() == before


@at_each_step
async def test_what_is_missing_is_read_back(ways: Ways, name: str, step: str, language: str) -> None:
    way = await ways.go(name, step, language)
    before = way.state
    answer = await way.says(GO_ON)
    assert way.state == before
    assert answer.names[-1:] == way.asked.names[-1:], "the question is asked in full"
    needed = way.task.list_missing(way.chat.values)
    told = {"utter_task_so_far", "utter_task_missing"} & set(answer.names)
    assert bool(told) is bool(needed)
    if told:
        missing = answer.replies[0]["values"]["missing"]["items"]
        assert [term["name"] for term in missing] == [f"slot.{slot.name}" for slot in needed]


@at_the_end_in_the_other
async def test_yes_means_the_task_after_something_in_passing(
    ways: Ways, monkeypatch: pytest.MonkeyPatch, name: str, language: str
) -> None:
    """Even after nonsense, after which a person is offered."""
    for between in (IN_PASSING, NO_ANSWERS["weather"], NO_ANSWERS["nonsense"]):
        way = await ways.go(name, CONFIRMED, language)
        carried_out, values = note_effects(monkeypatch, way), dict(way.chat.values)
        for _ in range(2):
            await way.says(between)
        assert carried_out == [], between.words
        sent = await way.says(YES)
        assert sent.names[0] == way.case.effect, between.words
        assert carried_out == [values], between.words
        assert way.chat.task is None, between.words


@at_the_end_in_turn
async def test_no_keeps_what_was_said_and_does_nothing(ways: Ways, name: str, language: str) -> None:
    way = await ways.go(name, CONFIRMED, language)
    before, values = await way.count(), dict(way.chat.values)
    refused = await way.says(NO)
    assert (refused.names, way.chat.task) == ([way.task.refused], None)
    await way.says(YES)
    assert await way.count() == before, "a yes after that sends nothing"
    await way.chat.presses(refused.button("button.resume"))
    assert (way.chat.asked, way.chat.values) == (CONFIRMED, values)


REFUSALS = (
    Saying("cancel", ("cancel", "取消"), acts=YES.acts),
    Saying("cancel", ("oh scrap the whole thing", "哎这个整个作罢"), acts=YES.acts),
    Saying("deny", ("I would rather you did not", "还是先别了"), acts=YES.acts),
)


@at_the_end_in_the_other
async def test_what_is_a_yes_by_its_act_alone_does_nothing_against_its_words(
    ways: Ways, name: str, language: str
) -> None:
    """The act of a message and the wish in its words are read apart. What is sent cannot be taken back."""
    way = await ways.go(name, CONFIRMED, language)
    before = await way.count()
    for refusal in REFUSALS:
        if refusal.intent in (way.task.intent, *way.task.own) or way.task.intent == "cancel_order":
            continue  # this task is about cancelling
        answer = await refusal.by(fork(way.chat), language)
        assert way.case.effect not in answer.names, refusal.words
    assert await way.count() == before


SAYS_MORE = (
    *("yes but 600", "oh right, and two weeks later please", "ok but to Bremen", "and also in blue please"),
    *(
        "yes if the price stays",
        "yes, and put our logo on it",
        "ok, the cups came broken too",
        "sure, and one more box of cups",
    ),
    *(
        "same for the cups order",
        "yes once my boss has agreed",
        "ok but only half of them",
        "the goods should be packed in wood",
    ),
    *("my customer wants them earlier", "i have photos, will send them later", "the warehouse is full until January"),
    *("we also need the packing list", "i paid the deposit today, ref 88213", "cancel the other one instead"),
    *(
        "i mean the tomato paste deposit",
        "let me check with my boss",
        "ok add 20 pieces",
        "yes, how much is the freight?",
    ),
    *(
        "哦对，还要晚两周发货",
        "换新的吧，照片我等会发",
        "可以，不过要蓝色的",
        "好的，再加50个",
        "对了，还有杯子那单",
        "行，但是先别发",
    ),
    *("哦对了，纸箱要加固", "我们仓库满了", "纸箱换成双层的", "发到宁波吧", "月底前发", "多发两个备用", "要贴我们的标"),
    *(
        "等我问下老板",
        "尾款已经付了，水单号HX2291",
        "那杯子的呢",
        "颜色改成蓝的吧",
        "先看看样品再说",
        "好，但是数量不对",
    ),
    *("这个先放一放", "明天再发", "我要的是红色", "给我看下别家"),
)
"""What people say at a final question that a hasty reader takes for a yes."""


@at_the_end
async def test_what_says_more_than_yes_is_no_yes(ways: Ways, name: str) -> None:
    """Even where the NLU is sure of a yes, by the words alone and by the act, nothing is carried out. Whether words say more is
    read alike in every task, so each task hears a third of them, and all are heard by a third of the tasks."""
    heard = SAYS_MORE[CONFIRMING.index(name) % 3 :: 3]
    for language in ("en", "zh"):
        way = await ways.go(name, CONFIRMED, language)
        before = await way.count()
        for words in (each for each in heard if each.isascii() is (language == "en")):
            chat = fork(way.chat)
            answer = await chat.says("affirm", words, acts=YES.acts)
            assert way.case.effect not in answer.names, words
            assert not [each for each in answer.effects if each["kind"] == "handoff"], words
        assert await way.count() == before


@at_the_end_in_turn
async def test_a_yes_on_a_condition_is_none_and_the_condition_is_not_lost(ways: Ways, name: str, language: str) -> None:
    """The condition goes along in the contact's words if the task has a place for them, and is said back if it has none."""
    way = await ways.go(name, CONFIRMED, language)
    if way.task.takes_questions:
        pytest.skip("the words are for the other side")
    condition = ("only if they pay the freight", "前提是运费他们出")[INDEX[language]]
    before = await way.count()
    answer = await way.says(Saying("affirm", YES.words, {"provisos": [condition]}, YES.acts))
    assert (await way.count(), way.chat.asked) == (before, CONFIRMED)
    is_kept = condition in json.dumps(way.chat.values, ensure_ascii=False)
    is_said_back = "utter_condition_not_kept" in answer.names
    assert is_kept is (way.task.keep is not None)
    assert is_said_back is not is_kept
    assert answer.replies[-1]["choices"], "the final question is asked again"


YES_IN_OTHER_WORDS = (
    *("yes please", "ok send it", "yeah that's fine, go ahead", "sounds good to me"),
    *("好的，发吧", "没问题，就这么办", "可以"),
)


@at_the_end
async def test_a_yes_in_other_words_is_one(ways: Ways, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    way = await ways.go(name, CONFIRMED, "en")
    carried_out = note_effects(monkeypatch, way)
    for number, words in enumerate(YES_IN_OTHER_WORDS, 1):
        answer = await fork(way.chat).says("affirm", words, acts=YES.acts)
        assert answer.names[0] == way.case.effect, words
        assert carried_out == number * [way.chat.values], words


def finals(way: Any) -> list[dict[str, Any]]:
    """Returns the buttons of the final question, without the one that opens a form."""
    return [button for button in way.asked.replies[-1]["choices"] if "form" not in button]


@at_the_end
async def test_the_final_button_acts_once(server: httpx.AsyncClient, name: str) -> None:
    way = (await lead(server, name, "en"))[CONFIRMED]
    before = await way.count()
    yes, no = finals(way)
    assert yes["single_use"] is True
    assert (await way.chat.presses(yes)).names[0] == way.case.effect
    for button in (yes, no):
        assert (await way.chat.presses(button)).names == ["utter_button_overtaken"]
    assert await way.count() == before + 1


@at_the_end
async def test_a_button_of_an_earlier_summary_does_nothing(ways: Ways, name: str) -> None:
    way = await ways.go(name, CONFIRMED, "en")
    before = await way.count()
    await way.says(way.case.changes)
    for button in finals(way):
        answer = await way.chat.presses(button)
        assert answer.names == ["utter_button_overtaken", way.asked.names[-1]], "the current summary follows"
        assert await way.count() == before
        assert way.chat.values[way.case.changed[0]] == way.spell(way.case.changed[1])


@at_the_end
async def test_a_button_of_a_task_that_is_over_answers_no_other_question(ways: Ways, name: str) -> None:
    """ "Yes, send it" of before is no yes to what is proposed now."""
    way = await ways.go(name, CONFIRMED, "en")
    yes = way.asked.replies[-1]["choices"][0]
    await way.says(DROP)
    proposed = await way.chat.says("bot_challenge", "are you a bot?")
    way.chat.record["proposal"] = {
        "intent": "human_handoff",
        "entities": {},
        "message_id": way.chat.record["last"]["message_id"],
        "asked": True,
    }
    assert proposed.names == ["utter_bot_challenge"]
    pressed = await way.chat.presses(yes)
    assert (pressed.names, pressed.effects) == (["utter_button_overtaken"], [])


@at_each_step
async def test_another_task_puts_this_one_aside_and_it_is_offered_afterwards(
    ways: Ways, name: str, step: str, language: str
) -> None:
    way = await ways.go(name, step, language)
    (task_id, _, values) = way.state
    begun = await way.says(way.case.other)
    assert way.chat.task not in (name, None)
    assert ("utter_task_aside" in begun.names) is bool(values)
    if not values:
        return
    over = await way.says(DROP)
    assert over.names == ["utter_task_dropped", "utter_task_waits"]
    assert (await way.says(YES)).names[-1] in way.asked.names
    assert way.state == (task_id, step, values)


@at_the_end_in_the_other
async def test_a_repeated_turn_has_its_effect_once(server: httpx.AsyncClient, name: str, language: str) -> None:
    """The gateway repeats a turn of which it got no answer: with the same message and the same record."""
    way = (await lead(server, name, language))[CONFIRMED]
    before, record = await way.count(), json.loads(json.dumps(way.chat.record))
    message_id = f"again-{name}-{language}-{before}-{record['task']['id']}"
    message = {
        "intent": {"name": "affirm", "confidence": 0.9},
        "entities": [],
        "text": YES.words[INDEX[language]],
        "message_id": message_id,
        "metadata": {"context": sign(way.chat.account, message_id)},
    }
    first = await way.chat.runs(message)
    way.chat.record = record
    second = await way.chat.runs(message)
    assert first.names[0] == second.names[0] == way.case.effect
    assert await way.count() == before + 1


@at_each_step
async def test_the_record_stays_small_and_loads_back_equal(ways: Ways, name: str, step: str, language: str) -> None:
    way = await ways.go(name, step, language)
    record = way.chat.record
    assert len(json.dumps(record, ensure_ascii=False).encode()) <= LIMIT_BYTES
    assert Discourse.load(json.loads(json.dumps(record))).dump() == record
