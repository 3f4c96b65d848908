"""Files on real parts, read as a buyer reads them: evidence, a list, a file that nothing explains, and a table that comes back."""

from __future__ import annotations

import pytest

from tests.fakes.files import good
from tests.fakes.telegram.person import Person
from tests.fakes.whole.doors import TelegramDoor, enter
from tests.fakes.whole.stack import Stack


async def person(stack: Stack, account: str, language: str) -> Person:
    door = await enter(stack, "telegram", account, language)
    assert isinstance(door, TelegramDoor)
    return door.person


@pytest.mark.parametrize(
    ("account", "language", "caption", "said"),
    [
        (
            "nordmarkt",
            "en",
            "Half of the speakers of ORD-100188 arrived broken",
            "I added the photo to order ORD-100188",
        ),
        ("huaxia-trade", "zh", "ORD-100666 的瓷杯到货碎了一半", "照片已附在订单 ORD-100666"),
    ],
)
async def test_evidence(stack: Stack, account: str, language: str, caption: str, said: str) -> None:
    buyer = await person(stack, account, language)
    await buyer.sends_photo(caption, good.picture(640, 480))
    await buyer.receives(said, timeout=40)


@pytest.mark.parametrize(
    ("language", "asks", "button", "begins", "asks_again"),
    [
        (
            "en",
            "What is this for?",
            "A request for quotations",
            "A new request",
            "attached the table “list.csv” to the request",
        ),
        ("zh", "请问是做什么用的", "用于询价", "新的询价", "表格《list.csv》已附在您正在填写的询价单上"),
    ],
)
async def test_a_list_for_a_new_request(
    stack: Stack, language: str, asks: str, button: str, begins: str, asks_again: str
) -> None:
    buyer = await person(stack, "huaxia-trade" if language == "zh" else "nordmarkt", language)
    await buyer.sends_document("list.csv", content=good.CSV)
    await buyer.receives(asks, timeout=40)
    await buyer.presses(button)
    await buyer.receives("Which request" if language == "en" else "哪个询价单", timeout=40)
    await buyer.presses(begins)
    await buyer.receives(asks_again, timeout=40)


async def test_my_orders_as_a_spreadsheet(stack: Stack) -> None:
    buyer = await person(stack, "nordmarkt", "en")
    await buyer.sends("my orders")
    await buyer.receives("ORD-100188", timeout=40)
    await buyer.presses("As a spreadsheet")
    await buyer.receives("orders as a table", timeout=40)
