"""Papers of several orders in one message, the same for another order, another language, and what no paper holds."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Answer, Chat
from tests.fakes.actions.trading import BUYER, order_to_ship

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server"), pytest.mark.of_words]


def numbers(answer: Answer) -> list[str]:
    return [reply["files"][0]["paper"]["number"] for reply in answer.replies if reply.get("files")]


@pytest.mark.parametrize(
    ("account", "text", "product", "sent"),
    [
        (
            "nordmarkt",
            "I need the proforma for the tea sets and the invoice for the speakers",
            ["tea sets", "speakers"],
            ["PI-100234-1", "CI-100188-1"],
        ),
        ("huaxia-trade", "核桃的装箱单和青花瓷杯的发票", ["核桃", "青花瓷杯"], ["PL-100725-1", "CI-100666-1"]),
    ],
)
async def test_the_papers_of_two_orders_are_sent(
    server: httpx.AsyncClient, account: str, text: str, product: list[str], sent: list[str]
) -> None:
    answer = await Chat(server, account).says("request_invoice", text, product=product)
    assert numbers(answer) == sent


async def test_the_same_papers_are_sent_of_another_order(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("request_invoice", "ORD-100725的装箱单和发票", order_number="ORD-100725")
    both = await chat.says("change_language", "英文版有没有")
    assert both.names == ["utter_papers_both_languages"]
    again = await chat.says("request_sample", "杯子那单也照样来一套", product="杯子")
    assert [number[:2] for number in numbers(again)] == ["CI", "PL"]
    assert all("100666" in number for number in numbers(again))


async def test_a_paper_that_is_named_alone_is_of_the_order_at_hand(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("order_status", "ORD-100234", order_number="ORD-100234")
    assert numbers(await chat.says("inform", "and the packing list?")) == ["PL-100234-1"]


@pytest.mark.parametrize("text", ["how many cartons is it, and the weight?", "一共多少箱 毛重多少"])
async def test_cartons_and_weight_are_not_on_record(server: httpx.AsyncClient, text: str) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("order_status", "ORD-100234", order_number="ORD-100234")
    answer = await chat.says("order_status", text)
    assert answer.names == ["utter_cartons_not_on_record"]
    assert (await chat.says("affirm", "yes")).names[0] == "utter_question_confirm"


async def test_a_paper_without_a_name_is_of_the_order_at_hand(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("request_invoice", "the invoice and the packing list of ORD-100234", order_number="ORD-100234")
    words = "proforma is fine then. and the invoice for the speakers as well"
    answer = await chat.says("request_invoice", words, product="speakers")
    assert numbers(answer) == ["PI-100234-1", "CI-100188-1"]


async def test_a_new_proforma_says_that_the_change_waits(server: httpx.AsyncClient) -> None:
    number, chat = await order_to_ship(), Chat(server, BUYER)
    await chat.says("change_order", "400 sets", order_number=number, quantity={"value": 400, "unit": "set"})
    await chat.says("affirm", "yes")
    answer = await chat.says("request_invoice", "the new proforma please", order_number=number)
    assert answer.names == ["utter_paper_sent", "utter_paper_before_change"]
