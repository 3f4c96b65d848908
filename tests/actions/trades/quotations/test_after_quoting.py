"""What a supplier asks about a quotation that it writes or has sent: whether it could withdraw it, and when to follow up."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
CERAMICS, CUPS = "jingdezhen-ceramics", "RFQ-10036"
PRICE = {"amount": "6.20", "currency": "CNY"}


async def about(server: httpx.AsyncClient) -> Chat:
    """Returns a chat of a supplier about the request for which its quotation is open."""
    chat = Chat(server, CERAMICS)
    chat.record = {"version": 2, "focus": [["request", CUPS]], "slots": {"rfq_number": CUPS}}
    return chat


@pytest.mark.parametrize("words", ["要是他还嫌贵我能撤回不", "can I still withdraw it if he finds it too dear"])
async def test_whether_a_quotation_could_be_withdrawn_is_only_answered(server: httpx.AsyncClient, words: str) -> None:
    chat = await about(server)
    await chat.says("submit_quote", "6块2", rfq_number=CUPS, price=PRICE)
    before = chat.record["task"]["values"]
    answer = await chat.says("inform", words, acts=ANSWER)
    assert answer.names[0] == "utter_may_withdraw"
    assert chat.record["task"]["values"] == before


async def test_the_wish_to_withdraw_is_still_one(server: httpx.AsyncClient) -> None:
    chat = await about(server)
    for words in ("撤回报价", "can i withdraw my quote"):
        assert "utter_may_withdraw" not in (await chat.says("withdraw_quote", words, rfq_number=CUPS)).names


@pytest.mark.parametrize("words", ["客户多久没动静我再跟", "how long should I wait before I follow up"])
async def test_when_to_follow_up_is_said_by_the_quotation_at_hand(server: httpx.AsyncClient, words: str) -> None:
    chat = await about(server)
    await chat.says("my_quotes", "茶杯报价", rfq_number=CUPS)
    assert (await chat.says("order_status", words)).names == ["utter_follow_up_quotation"]


@pytest.mark.parametrize("words", ["sorry, 22 days not 20. too busy before new year", "说错了 22天"])
async def test_a_quotation_just_sent_is_corrected(server: httpx.AsyncClient, words: str) -> None:
    chat = await about(server)
    await chat.says("submit_quote", "6块2", rfq_number=CUPS, price=PRICE)
    await chat.says("affirm", "发", acts={"answer_yes": ("yes", 0.9)})
    answer = await chat.says("inform", words, acts={"answer": ("correct", 0.6)})
    assert answer.names[0] == "utter_quotation_revises"
    assert chat.values["lead_days"] == 22
    assert "2027" not in str(chat.values["valid_until"])  # "before new year" is no end of the quotation
    answer = await chat.says("deny", "不发", acts={"answer_no": ("no", 0.9)})
    assert "utter_quotation_stands" in answer.names
