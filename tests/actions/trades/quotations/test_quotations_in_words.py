"""Quotations are spoken of without their numbers: by their place, as "he", by a supplier's short name, by the goods."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.8)}


async def test_a_price_told_is_a_counter_offer_and_no_yes(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    told = await chat.says("accept_quote", "the jingdezhen quote on the tea cups, the one in yuan", product="tea cups")
    assert told.names == ["utter_own_quotation_price"]
    assert chat.record.get("proposal") is None
    told = await chat.says("contact_supplier", "tell them 6.10 and we can talk")
    assert told.names[-1] == "utter_counter_confirm"
    assert chat.values["quotation"] == "QUO-20006"
    assert chat.values["unit_price"] == {"amount": "6.10", "currency": "CNY"}


@pytest.mark.parametrize("words", ["还他6块2", "順手還佢價 六個二"])
async def test_he_is_the_supplier_spoken_of(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("check_quotes", "毛巾几家回了", product="毛巾")
    told = await chat.says("check_quotes", "第二家超预算了吧 我们目标多少来着", acts=ASKS)
    assert told.names == ["utter_own_target", "utter_own_against_target"]
    await chat.says(
        "negotiate_price", words, **({"price": {"amount": "6.2", "currency": None}} if "块" in words else {})
    )
    assert chat.values["quotation"] == "QUO-20005"
    assert chat.values["unit_price"] == {"amount": "6.2", "currency": "CNY"}


async def test_goods_of_a_request_are_no_missing_order(server: httpx.AsyncClient) -> None:
    told = await Chat(server, "nordmarkt").says(
        "order_status", "hey, what did we get for the bottles so far", product="bottles"
    )
    assert "RFQ-10023" in str(told.replies)


@pytest.mark.parametrize(
    ("account", "words", "response"),
    [
        ("huaxia-trade", "瑞春回我没", "utter_own_quotation_price"),
        ("huaxia-trade", "园林报价了没", "utter_own_not_quoted"),
        ("nordmarkt", "did lumen get back to us on the panel lights?", "utter_own_not_quoted"),
    ],
)
async def test_whether_one_supplier_has_quoted(
    server: httpx.AsyncClient, account: str, words: str, response: str
) -> None:
    told = await Chat(server, account).says("out_of_scope", words, acts=ASKS)
    assert told.names[0] == response
