"""A quotation that is said in one breath is read whole: its price in words, its days, its end, its goods and its notes."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest

from tests.fakes.actions.chat import Chat, at_hand

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
TELLS = {"answer": ("value", 0.6)}


async def quoting(server: httpx.AsyncClient, account: str, number: str, words: str) -> Chat:
    chat = Chat(server, account)
    chat.record = at_hand(number, "request")
    await chat.says("contact_supplier", words, confidence=0.5, acts=TELLS)
    assert chat.task == "quotation", words
    return chat


def read(chat: Chat) -> tuple[Decimal, str, int]:
    price = chat.values["unit_price"]
    return Decimal(price["amount"]), price["currency"], chat.values["lead_days"]


@pytest.mark.parametrize(
    ("account", "number", "words", "price"),
    [
        ("xinjiang-tomato", "RFQ-10031", "20吨给他报吧 大桶的 一千零八十五一吨 25天交", (Decimal(1085), "USD", 25)),
        ("xinjiang-tomato", "RFQ-10028", "就按四千七百二报，交货十八天", (Decimal(4720), "USD", 18)),
        ("shenzhen-lumen", "RFQ-10032", "nah, go with 36. 9.45 each, 25 days", (Decimal("9.45"), "USD", 25)),
        ("chengdu-silk", "RFQ-10027", "我们报8.2, 打样7天 + 大货25天 so 32天", (Decimal("8.2"), "USD", 32)),
    ],
)
async def test_words_that_quote_are_no_message_to_the_buyer(
    server: httpx.AsyncClient, account: str, number: str, words: str, price: tuple[Decimal, str, int]
) -> None:
    chat = await quoting(server, account, number, words)
    assert (chat.values["rfq_number"], *read(chat)) == (number, *price)


@pytest.mark.parametrize(
    ("words", "end"),
    [("那写12月15 发", "2026-12-15"), ("嗯 到12月15号", "2026-12-15"), ("有效期到年底", "2026-12-31")],
)
async def test_a_day_beside_a_complete_quotation_is_its_end(server: httpx.AsyncClient, words: str, end: str) -> None:
    chat = await quoting(server, "chengdu-silk", "RFQ-10027", "报8.2 22天")
    entities = {"date": "2026-12-15"} if "15" in words else {}
    await chat.says("inform", words, acts={"answer": ("value", 0.8)}, **entities)
    assert (chat.values["valid_until"], chat.values.get("note")) == (end, None)
    assert chat.values["lead_days"] == 22


async def test_the_goods_that_are_quoted_and_a_currency_are_kept(server: httpx.AsyncClient) -> None:
    chat = await quoting(server, "jingdezhen-ceramics", "RFQ-10025", "先按青花7件套报 75元一套 30天")
    assert chat.values["note"].startswith("青花瓷茶具 7件套")
    await chat.says("submit_quote", "那换成10块4美金", price={"amount": "10.40", "currency": "CNY"})
    assert read(chat) == (Decimal("10.4"), "USD", 30)


async def test_a_price_far_from_that_of_the_listing_is_doubted(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "jingdezhen-ceramics")
    chat.record = at_hand("RFQ-10025", "request")
    answer = await chat.says("submit_quote", "75一套 30天", acts=TELLS)
    assert answer.names[0] == "utter_price_doubts"


async def test_what_a_correction_rules_out_is_no_note(server: httpx.AsyncClient) -> None:
    chat = await quoting(server, "xinjiang-tomato", "RFQ-10028", "四千七百二报 18天")
    words = "等一下我说错了是四千六百二不是七百二"
    await chat.says("inform", words, acts={"correct": ("correct", 0.8)}, quantity=[{"value": 720, "unit": None}])
    assert (read(chat)[0], chat.values.get("note")) == (Decimal(4620), None)


@pytest.mark.parametrize(
    "words", ["make it 10 cents less", "lead time 20 days not 25, the 25 was for the strips", "交期20天，灯带才是25天"]
)
async def test_other_goods_and_their_figures_are_no_variant(server: httpx.AsyncClient, words: str) -> None:
    chat = await quoting(server, "shenzhen-lumen", "RFQ-10032", "I quote 8.90, 25 days")
    await chat.says("inform", words, acts={"correct": ("value", 0.8)})
    assert "note" not in chat.values


async def test_the_price_of_the_whole_lot_gives_that_of_a_unit(server: httpx.AsyncClient) -> None:
    chat = await quoting(server, "xinjiang-tomato", "RFQ-10031", "20吨给他报吧 1100一吨 25天交")
    await chat.says("inform", "总价凑整 20800", acts=TELLS)
    assert read(chat) == (Decimal("1040.00"), "USD", 25)
    assert chat.values.get("note") is None


async def test_a_price_is_reckoned_from_the_listed_one(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "xinjiang-tomato")
    chat.record = at_hand("RFQ-10031", "request")
    await chat.says("submit_quote", "帮我报", rfq_number="RFQ-10031")
    answer = await chat.says("ask_price", "桶装 挂的20吨什么价", product="桶装")
    assert answer.names[0] == "utter_own_product_price_at"
    answer = await chat.says("inform", "每吨加85", acts=TELLS)
    assert "utter_quotation_from_list" in answer.names
    assert Decimal(chat.values["unit_price"]["amount"]) == 1041
