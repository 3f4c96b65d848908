"""A question about listings of which none was chosen is about all of them, and what is not wanted is said as such."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
ASKS = {"ask_about": ("ask", 0.8)}


async def searched(server: httpx.AsyncClient, goods: str) -> Chat:
    chat = Chat(server)
    await chat.says("find_supplier", goods, product=goods)
    return chat


@pytest.mark.parametrize(
    ("goods", "intent", "words"),
    [
        ("yoga mats", "ask_price", "how much for 1000?"),
        ("yoga mats", "ask_moq", "what is the minimum order"),
        ("保温杯", "ask_price", "1000个多少钱一个"),
        ("竹砧板", "ask_moq", "起订量多少"),
    ],
)
async def test_a_figure_is_said_of_all_listings_shown(
    server: httpx.AsyncClient, goods: str, intent: str, words: str
) -> None:
    answer = await (await searched(server, goods)).says(intent, words, acts=ASKS)
    assert answer.names == ["utter_each"]
    assert len(answer.values["facts"]["items"]) > 2


async def test_a_figure_is_said_of_the_chosen_one_alone(server: httpx.AsyncClient) -> None:
    chat = await searched(server, "yoga mats")
    await chat.says("ask_price", "how much is the second one", acts=ASKS)
    assert (await chat.says("ask_moq", "what is the minimum order", acts=ASKS)).names == ["utter_moq"]


@pytest.mark.parametrize(
    ("goods", "words", "count"), [("电动自行车", "20台起能做吗", 5), ("electric bicycles", "can they do 20 pieces?", 5)]
)
async def test_whether_a_quantity_is_possible_is_said_of_all(
    server: httpx.AsyncClient, goods: str, words: str, count: int
) -> None:
    answer = await (await searched(server, goods)).says(
        "ask_moq", words, quantity={"value": 20, "unit": None}, acts=ASKS
    )
    assert answer.names == ["utter_each_possible", "utter_each"]
    assert answer.replies[0]["values"]["count"] == count


@pytest.mark.parametrize(
    ("goods", "words"), [("bath towels", "could I buy just 20 for testing"), ("浴巾", "20条不卖吗")]
)
async def test_fewer_than_anybody_sells_are_said_to_be_too_few(
    server: httpx.AsyncClient, goods: str, words: str
) -> None:
    chat = await searched(server, goods)
    answer = await chat.says("ask_moq", words, quantity={"value": 20, "unit": None}, acts=ASKS)
    assert not {"utter_each", "utter_each_possible"} & set(answer.names)


@pytest.mark.parametrize("words", ["lead time under 25 days", "交期25天以内的"])
async def test_a_limit_of_days_is_no_question_about_all(server: httpx.AsyncClient, words: str) -> None:
    chat = await searched(server, "yoga mats")
    assert "utter_each" not in (await chat.says("ask_lead_time", words)).names


async def test_a_certificate_is_said_of_all_suppliers_shown(server: httpx.AsyncClient) -> None:
    chat = await searched(server, "yoga mats")
    answer = await chat.says("supplier_details", "do they have REACH?", certification="REACH", acts=ASKS)
    assert "Nantong Rudong Fitness" in str(answer.replies)
    assert "Nantong Jiangsea Fitness" in str(answer.replies)


async def test_what_all_have_and_nobody_wants_is_said_as_such(server: httpx.AsyncClient) -> None:
    chat = await searched(server, "plastic building blocks")
    answer = await chat.says("find_supplier", "building blocks, no plastic please", product="building blocks")
    assert answer.names == ["utter_offers_all_unwanted"]
    assert answer.values["properties"]["items"] == ["plastic"]
    assert answer.button("button.with_unwanted")


@pytest.mark.parametrize(
    ("words", "response"),
    [
        ("do suppliers normally want all the money up front?", "utter_market_deposit_not_all"),
        ("do I pay a deposit up front?", "utter_market_deposit"),
    ],
)
async def test_whether_all_is_paid_up_front_is_answered_truly(
    server: httpx.AsyncClient, words: str, response: str
) -> None:
    assert (await Chat(server).says("faq_payment_methods", words, acts=ASKS)).names == [response]
