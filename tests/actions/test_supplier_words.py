"""What a supplier says of its own orders and requests (actions/supplier_words.py)."""

from __future__ import annotations

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.trading import SUPPLIER, order_to_ship

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
ActionExecutor().register_package("actions")
TELLS = {"inform": ("value", 0.9)}
CLAIMS = {"report_problem": ("wish", 0.6), "inform": ("value", 0.3)}


@pytest.mark.parametrize(
    ("account", "words", "goods", "number"),
    [
        ("chengdu-silk", "we can only do 210 of the bedding sets for Lagos", "bedding sets", "ORD-100410"),
        ("chengdu-silk", "拉各斯要的四件套，我们只做得出210套", "四件套", "ORD-100410"),
        ("jingdezhen-ceramics", "port strike, the tea sets for Hamburg come later", "tea sets", "ORD-100234"),
        ("jingdezhen-ceramics", "港口罢工，发汉堡的茶具要晚点到", "茶具", "ORD-100234"),
    ],
)
async def test_words_about_an_order_are_for_its_buyer_and_no_search(
    server: httpx.AsyncClient, account: str, words: str, goods: str, number: str
) -> None:
    answer = await Chat(server, account).says("inform", words, acts=TELLS, product=goods)
    assert answer.names == ["utter_question_confirm"]
    assert number in str(answer.values["about"])
    assert words in str(answer.values["words"])


@pytest.mark.parametrize("words", ["six lids came broken, I pay back 20 usd", "他说碎了6个，我退他20美元"])
async def test_an_offer_without_a_claim_is_told_to_the_buyer(server: httpx.AsyncClient, words: str) -> None:
    silk = Chat(server, "jingdezhen-ceramics")
    await silk.says("order_status", order_number="ORD-100666")
    answer = await silk.says("report_problem", words, acts=CLAIMS)
    assert answer.names == ["utter_question_confirm"]
    assert "ORD-100666" in str(answer.values["about"])


async def test_two_shipments_of_one_message_are_taken_one_after_the_other(server: httpx.AsyncClient) -> None:
    number = await order_to_ship()
    lots = {
        "order_number": number,
        "quantity": [{"value": 200, "unit": "set"}, {"value": 100, "unit": "set"}],
        "carrier": ["COSCO", "Maersk"],
        "tracking_number": ["COSU6120459", "MAEU587341902"],
    }
    seller = Chat(server, SUPPLIER)
    first = await seller.says("ship_order", "200 with cosco, 100 with maersk", **lots)
    assert first.names == ["utter_ship_lots", "utter_ship_confirm_unpaid"]
    assert "COSU6120459" in str(first.replies[-1])
    second = await seller.says("affirm", "yes")
    assert second.names == ["utter_part_shipped_now", "utter_ship_confirm_unpaid"]
    assert "MAEU587341902" in str(second.replies[-1])


async def test_an_order_is_found_by_where_it_goes(server: httpx.AsyncClient) -> None:
    ceramics = Chat(server, "jingdezhen-ceramics")
    answer = await ceramics.says("order_status", "发汉堡的走到哪了")
    assert answer.values["number"] == "ORD-100234"


async def test_what_is_in_hand_is_among_what_is_to_be_done(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, "shenzhen-lumen").says("daily_tasks", "what is there to do?")
    items = {one["name"]: one for one in answer.values["tasks"]["items"]}
    assert "ORD-100817" in str(items["todo.make"])


@pytest.mark.parametrize("words", ["did they buy from us before?", "他们以前在我们这买过没"])
async def test_a_buyer_is_known_by_its_orders_with_this_supplier(server: httpx.AsyncClient, words: str) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    await lumen.says("view_leads", rfq_number="RFQ-10032")
    answer = await lumen.says("supplier_details", words, acts={"ask_about": ("ask", 0.9)})
    assert "ORD-100420" in str(answer.values)
    assert "Lagos" not in str(answer.values)


@pytest.mark.parametrize("words", ["yes, cancel the first", "对，第一个取消"])
async def test_a_yes_that_says_cancel_is_no_giving_up(server: httpx.AsyncClient, words: str) -> None:
    buyer = Chat(server, "nordmarkt")
    await buyer.says("cancel_order", order_number="ORD-100420")
    acts = {"answer_yes": ("yes", 0.7), "drop": ("give_up", 0.2)}
    answer = await buyer.says("cancel", words, acts=acts)
    assert "utter_task_dropped" not in answer.names
    assert answer.names[0].startswith("utter_order_cancelled") or "cancel" in answer.names[0]
