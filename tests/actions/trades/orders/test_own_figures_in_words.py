"""A supplier asks for its figures, its tasks and news in many words."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat, at_hand

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
UNSURE = {"confidence": 0.3, "acts": {"chat": ("chatter", 0.4)}}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("老板要数 这个月接了几单 一共多少钱", "utter_own_sales"),
        ("hey how are we doing, numbers i mean", "utter_own_sales"),
        ("how much came in so far", "utter_own_income"),
        ("目前收了多少钱", "utter_own_income"),
        ("who is our best customer", "utter_own_buyers"),
        ("哪个客户买得最多", "utter_own_buyers"),
        ("who is our best customer, nordmarkt or lagos", "utter_own_buyers"),
        ("how much does guangming sell per month, you must know", "utter_others_sales_private"),
        ("别家一个月卖多少", "utter_others_sales_private"),
        ("can you bargain with the buyer for me?", "utter_bargain_for_supplier"),
        ("能不能帮我跟客户讲讲价", "utter_bargain_for_supplier"),
        ("昨天没看手机 有啥急的没", "utter_daily_tasks"),
        ("any orders waiting for us?", "utter_daily_tasks"),
    ],
)
async def test_figures_and_tasks(server: httpx.AsyncClient, words: str, said: str) -> None:
    chat = Chat(server, "shenzhen-lumen")
    answer = await chat.says("out_of_scope", words, **UNSURE)  # type: ignore[arg-type]
    assert answer.names[0] == said


@pytest.mark.parametrize("words", ["汉堡那3000个茶杯报了好几天了 有动静吗", "and, any news?"])
async def test_news_of_an_own_quotation(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "jingdezhen-ceramics", record=at_hand("RFQ-10036", "request"))
    answer = await chat.says("ask_lead_time", words, **UNSURE)  # type: ignore[arg-type]
    assert answer.names == ["utter_own_quotation_waits"]


@pytest.mark.parametrize(
    "words", ["哪些报价中标了", "which of my quotes won?", "any quotes expired?", "过期的报价有哪些"]
)
async def test_own_quotations_are_asked_for_by_their_outcome(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, "jingdezhen-ceramics").says("my_quotes", words)
    assert answer.names == ["utter_my_quotes_no_such"]
