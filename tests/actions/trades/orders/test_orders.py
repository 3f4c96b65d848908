"""Job 2: where an order is; and what can still be done with one."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, select

from actions.marketplace.trades.orders.tables import orders, payments
from actions.world import open_world
from tests.fakes.actions.chat import Chat, field
from tests.fakes.actions.marketplace import NOW

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_order_by_number(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("order_status", "where is ORD-100234", order_number="ORD-100234")
    assert answer.names == ["utter_order_shipped"]
    values = answer.values
    assert values["number"] == "ORD-100234"
    assert values["eta"] == {"type": "date", "value": (NOW.date() + dt.timedelta(days=20)).isoformat()}
    assert values["mode"]["name"] == "shipment_mode.sea"
    (card,) = answer.cards
    assert card["kind"] == "order"
    for label in ("carrier", "tracking_number", "eta", "timeline", "state"):
        assert field(card, label)
    assert len(field(card, "timeline")["items"]) > 2


@pytest.mark.parametrize("number", ["ORD-999999", "ORD-100817", "ord100817", "no number"])
async def test_unknown_and_foreign_orders_look_alike(nordmarkt: Chat, number: str) -> None:
    for intent in ("order_status", "cancel_order", "payment_status", "request_refund", "report_problem"):
        answer = await nordmarkt.says(intent, order_number=number)
        assert answer.names == ["utter_order_not_found"]
        assert answer.values == {"number": number.upper()}
        assert answer.cards == []


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("where is order SO-4711?", "SO-4711"),
        ("where is order 4711?", "4711"),
        ("my order PO-88121", "PO-88121"),
        ("order no. MT-PO-7001 please", "MT-PO-7001"),
        ("订单SO-9001到哪了", "SO-9001"),
        ("订单号88121发货了吗", "88121"),
    ],
)
async def test_a_number_that_is_none_of_theirs_is_said_before_the_choice(
    nordmarkt: Chat, words: str, number: str
) -> None:
    answer = await nordmarkt.says("order_status", words)
    assert answer.names == ["utter_order_not_found", "utter_which_order"]
    assert answer.replies[0]["values"] == {"number": number}
    listed = await nordmarkt.says("list_orders", words)
    assert listed.names == ["utter_order_not_found", "utter_orders_buyer"]


@pytest.mark.of_words
@pytest.mark.parametrize(
    "words",
    [
        "where is my order of USB3.0 cables",
        "orders 2026",
        "my order from 2025",
        "the order 1200 pieces",
        "订单2026年的",
        "the order of 800 scarves",
    ],
)
async def test_no_number_of_an_order_is_seen_where_there_is_none(nordmarkt: Chat, words: str) -> None:
    for intent in ("order_status", "list_orders"):
        assert "utter_order_not_found" not in (await nordmarkt.says(intent, words)).names


async def test_several_orders_give_a_choice(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("order_status", "where is my order")
    assert answer.names == ["utter_which_order"]
    assert len(answer.buttons) == answer.values["count"] == 6
    chosen = await nordmarkt.presses(answer.buttons[0])
    assert chosen.names[0].startswith("utter_order_")
    again = await nordmarkt.says("payment_status", "and is it paid?")
    assert again.values["number"] == chosen.values["number"]


async def test_the_last_order(nordmarkt: Chat) -> None:
    orders = await nordmarkt.says("list_orders")
    answer = await nordmarkt.says("order_status", "where is my latest order")
    assert answer.values["number"] == orders.cards[0]["title"]


async def test_an_order_by_its_goods(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("order_status", "where are my tea sets", product="tea sets")
    assert answer.values["number"] == "ORD-100234"


async def test_a_visitor_is_told_how_to_sign_in_and_answered_afterwards(visitor: Chat) -> None:
    answer = await visitor.says("order_status", "where is ORD-100234", order_number="ORD-100234")
    assert answer.names == ["utter_sign_in"]
    still = await visitor.presses(answer.button("button.signed_in"))
    assert still.names == ["utter_sign_in_how"]
    visitor.account = "nordmarkt"
    answered = await visitor.presses(still.button("button.signed_in"))
    assert answered.names == ["utter_order_shipped"]
    assert visitor.slots["waiting"] is None


async def test_another_account_gets_the_waiting_question_as_itself(visitor: Chat) -> None:
    await visitor.says("order_status", order_number="ORD-100234")
    visitor.account = "lagos-home"
    assert (await visitor.says("greet", "hi, signed in")).names == ["utter_order_not_found"]


async def test_a_supplier_sees_its_orders_and_one_of_them(chengdu: Chat) -> None:
    listed = await chengdu.says("list_orders", "查看订单")
    assert listed.names == ["utter_orders_supplier"]
    assert {"ORD-100555", "ORD-100410", "ORD-100712"} <= {card["title"] for card in listed.cards}
    one = await chengdu.says("order_status", order_number="ORD-100410")
    assert one.names == ["utter_order_awaits_you"]
    assert field(one.cards[0], "buyer")
    assert field(one.cards[0], "supplier") is None


async def test_orders_page_by_page(chengdu: Chat) -> None:
    listed = await chengdu.says("list_orders")
    if listed.values["count"] > 5:
        more = await chengdu.presses(listed.button("button.more_orders"))
        assert not {card["title"] for card in more.cards} & {card["title"] for card in listed.cards}


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("intent", "number", "response"),
    [
        ("cancel_order", "ORD-100555", "utter_cancel_confirm"),
        ("cancel_order", "ORD-100420", "utter_cancel_confirm_unpaid"),
        ("cancel_order", "ORD-100841", "utter_cancel_ask_confirm"),
        ("cancel_order", "ORD-100234", "utter_cancel_shipped"),
        ("cancel_order", "ORD-100188", "utter_cancel_delivered"),
        ("cancel_order", "ORD-100301", "utter_already_cancelled"),
        ("change_order", "ORD-100555", "utter_change_possible"),
        ("change_order", "ORD-100188", "utter_change_too_late"),
        ("request_refund", "ORD-100301", "utter_refund_pending"),
        ("request_refund", "ORD-100188", "utter_refund_claim"),
        ("request_refund", "ORD-100555", "utter_refund_after_cancel"),
        ("report_problem", "ORD-100188", "utter_problem_delivered"),
        ("report_problem", "ORD-100234", "utter_problem_shipped"),
        ("report_problem", "ORD-100555", "utter_problem_order"),
        ("request_invoice", "ORD-100188", "utter_paper_sent"),
        ("place_order", "ORD-100188", "utter_reorder_from"),
    ],
)
async def test_what_can_still_be_done(nordmarkt: Chat, intent: str, number: str, response: str) -> None:
    answer = await nordmarkt.says(intent, order_number=number)
    assert answer.names[0] == response
    assert answer.replies[0]["values"]["number"] == number
    assert answer.effects == []


async def test_a_late_no_still_means_the_task(nordmarkt: Chat) -> None:
    await nordmarkt.says("cancel_order", "please cancel ORD-100555", order_number="ORD-100555")
    assert (await nordmarkt.says("help")).names == ["utter_help_buyer", "utter_cancel_confirm_again"]
    assert (await nordmarkt.says("deny", "no")).names == ["utter_order_kept"]


async def test_no_leaves_everything_as_it_is(nordmarkt: Chat) -> None:
    await nordmarkt.says("cancel_order", "please cancel ORD-100555", order_number="ORD-100555")
    refused = await nordmarkt.says("deny", "no")
    assert (refused.names, refused.effects) == (["utter_order_kept"], [])


async def test_payments(lagos: Chat) -> None:
    answer = await lagos.says("payment_status", order_number="ORD-100817")
    assert answer.names[0] in ("utter_payment_due", "utter_payment_outstanding")
    paid, owed, total = (float(answer.values[name]["amount"]) for name in ("paid", "outstanding", "total"))
    assert paid > 0
    assert paid + owed == pytest.approx(total)


@pytest.mark.parametrize("words", ["how much did I pay?", "付了多少"])
async def test_an_order_without_payments_is_not_told_as_unpaid(lagos: Chat, words: str) -> None:
    market = (await open_world()).market
    async with market.database.begin() as connection:
        order = select(orders.c.id).where(orders.c.number == "ORD-100817").scalar_subquery()
        kept = (await connection.execute(select(payments).where(payments.c.order_id == order))).mappings().all()
        await connection.execute(delete(payments).where(payments.c.order_id == order))
    answer = await lagos.says("payment_status", words, order_number="ORD-100817")
    async with market.database.begin() as connection:
        await connection.execute(payments.insert(), [dict(one) for one in kept])
    assert answer.names == ["utter_payment_unknown"]
    assert answer.effects == []
    assert answer.button("button.person")


async def test_a_problem_without_a_number_offers_the_orders_and_a_person(nordmarkt: Chat, visitor: Chat) -> None:
    answer = await nordmarkt.says("report_problem", "the goods are broken")
    assert answer.names == ["utter_problem_which"]
    assert answer.button("button.person")
    assert answer.button("button.order")
    assert (await visitor.says("report_problem", "bad service")).names == ["utter_problem_visitor"]


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("intent", "text", "entities"),
    [
        ("inform", "the tea sets", {"product": "tea sets"}),
        ("find_supplier", "porcelain tea set", {"product": "porcelain tea set"}),
        ("out_of_scope", "the tea sets", {}),
        ("inform", "ORD-100234", {"order_number": "ORD-100234"}),
    ],
)
async def test_an_answer_to_the_choice(nordmarkt: Chat, intent: str, text: str, entities: dict[str, str]) -> None:
    await nordmarkt.says("order_status", "where is my order")
    answer = await nordmarkt.says(intent, text, **entities)
    assert answer.names == ["utter_order_shipped"]
    assert answer.values["number"] == "ORD-100234"


async def test_the_second_of_a_choice_is_what_was_asked_about(nordmarkt: Chat) -> None:
    asked = await nordmarkt.says("payment_status", "is it paid?")
    answer = await nordmarkt.says("affirm", "the second one")
    assert answer.values["number"] == asked.buttons[1]["entities"]["order_number"]
    assert answer.names[0].startswith(("utter_payment_", "utter_refund_"))


async def test_a_choice_is_over_after_another_message(nordmarkt: Chat) -> None:
    await nordmarkt.says("order_status", "where is my order")
    await nordmarkt.says("help")
    answer = await nordmarkt.says("find_supplier", "tea sets", product="tea sets")
    assert answer.cards[0]["kind"] == "product"


@pytest.mark.parametrize("text", ["取消100555", "cancel 100555 please"])
async def test_a_number_without_its_prefix_is_the_order_meant(nordmarkt: Chat, text: str) -> None:
    await nordmarkt.says("order_status", order_number="ORD-100188")
    assert (await nordmarkt.says("cancel_order", text)).replies[0]["values"]["number"] == "ORD-100555"
    assert (await nordmarkt.says("cancel_order", "cancel 100999")).names[0] == "utter_order_not_found"


async def test_a_quantity_is_no_order(nordmarkt: Chat) -> None:
    await nordmarkt.says("order_status", order_number="ORD-100555")
    answer = await nordmarkt.says("change_order", "make it 100500 pcs", quantity={"value": 100500, "unit": "piece"})
    assert answer.replies[0]["values"]["number"] == "ORD-100555"
