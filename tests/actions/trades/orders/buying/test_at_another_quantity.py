"""What ordered goods cost at another quantity is said by their price list; a change begins without chat as its wish."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat, at_hand
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.8)}


@pytest.mark.parametrize(
    ("account", "order", "words", "totals"),
    [
        ("nordmarkt", "ORD-100555", "what would it be at 14 hundred vs 15 hundred", ["9772.00", "9930.00"]),
        ("huaxia-trade", "ORD-100712", "150呢 贵多少", ["8814.00"]),
        ("huaxia-trade", "ORD-100712", "加到500的话单价降多少", ["27910.00"]),
        ("huaxia-trade", "ORD-100846", "单独再下200的话啥价", ["2922.00"]),
        ("huaxia-trade", "ORD-100846", "what would it be at 200 sets?", ["2922.00"]),
    ],
)
async def test_the_price_at_another_quantity(
    server: httpx.AsyncClient, account: str, order: str, words: str, totals: list[str]
) -> None:
    chat = Chat(server, account, record=at_hand(order))
    told = await chat.says("negotiate_price", words, acts=ASKS)
    assert told.names == ["utter_order_price_at"]
    shown = told.replies[0]["values"]["amounts"]["items"]
    assert [each["values"]["total"]["amount"] for each in shown] == totals
    assert chat.task is None


@pytest.mark.parametrize(
    ("account", "words"),
    [("nordmarkt", "hi we want to change the scarf order. the one not yet in production"), ("huaxia-trade", "你好 我想改一下蚕丝被那单")],
)  # fmt: skip
async def test_a_change_without_a_value_asks_for_it(server: httpx.AsyncClient, account: str, words: str) -> None:
    number = {"nordmarkt": "ORD-100555", "huaxia-trade": "ORD-100712"}[account]
    chat = Chat(server, account)
    told = await chat.says("change_order", words, order_number=number)
    assert told.names[-1] == "utter_change_what"
    assert not chat.values.get("change")


async def test_half_instead_of_cancelling(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("cancel_order", "取消丝被那单", order_number="ORD-100712")
    told = await chat.says("negotiate_price", "emmm要不砍一半")
    assert told.names[0] == "utter_cancel_left"
    assert chat.values["change"]["quantity"]["value"] == "200"


async def test_another_order_is_meant_amid_a_cancellation(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("cancel_order", "cancel ORD-100841", order_number="ORD-100841")
    acts = {"correct": ("correct", 0.8)}
    await chat.says(
        "change_order", "no sorry I mean ORD-100555. we ordered twice", acts=acts, order_number="ORD-100555"
    )
    assert (chat.task, chat.values["order_number"]) == ("cancel_order", "ORD-100555")


@pytest.mark.parametrize(
    ("account", "order", "words"),
    [("nordmarkt", "ORD-100420", "from how many is it cheaper"), ("huaxia-trade", "ORD-100712", "多少条起便宜点")],
)
async def test_the_steps_of_a_price_change_nothing(
    server: httpx.AsyncClient, account: str, order: str, words: str
) -> None:
    chat = Chat(server, account)
    await chat.says("change_order", "make it 80", order_number=order)
    before = chat.values["change"]
    told = await chat.says("nlu_fallback", words, acts=ASKS)
    assert told.names[0] == "utter_order_price_steps"
    assert chat.values["change"] == before


async def test_a_change_is_kept_when_its_number_is_said_again(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("change_order", "make it 80", order_number="ORD-100420")
    await chat.says("ask_price", "how much would 200 be", acts=ASKS)
    remark = await chat.says("negotiate_price", "too much.")
    assert "utter_change_price_wished" not in remark.names
    again = await chat.says("cancel", "no he changed his mind. keep it, 80 as i said", acts={"drop": ("give_up", 0.5)})
    assert again.names == ["utter_change_confirm"]
    assert chat.values["change"] == {"quantity": {"value": "80", "unit": "piece"}}


async def test_less_is_wanted_instead_of_a_cancellation(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "lagos-home")
    await chat.says("cancel_order", "cancel ORD-100410", order_number="ORD-100410")
    less = {"quantity": {"value": "100", "unit": None}, "acts": {"correct": ("correct", 0.4)}}
    told = await chat.says("change_order", "could i take less instead? like 100", **less)
    assert told.names[0] == "utter_cancel_left"
    assert chat.values["change"]["quantity"]["value"] == "100"


@pytest.mark.parametrize(
    ("account", "order", "words", "names"),
    [
        (
            "lagos-home",
            "ORD-100852",
            "can they cancel on us because we are late?",
            ["utter_they_may_not_cancel", "utter_they_wait_for"],
        ),
        ("nordmarkt", "ORD-100420", "can they still cancel it?", ["utter_they_may_decline"]),
        ("huaxia-trade", "ORD-100712", "他们会不会直接取消", ["utter_they_may_not_cancel"]),
    ],
)
async def test_whether_the_supplier_may_cancel(
    server: httpx.AsyncClient, account: str, order: str, words: str, names: list[str]
) -> None:
    chat = Chat(server, account, record=at_hand(order))
    assert (await chat.says("cancel_order", words, acts=ASKS)).names == names
    assert chat.task is None


async def test_another_incoterm_is_a_wish_for_the_supplier(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "lagos-home")
    await chat.says("change_order", "can the order be changed to cif", order_number="ORD-100852", incoterm="CIF")
    assert chat.values["change"] == {"items": "Incoterm: FOB → CIF"}
