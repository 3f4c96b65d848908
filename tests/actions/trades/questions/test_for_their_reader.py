"""A message to the other side holds what is for its reader, and an addition joins the question that was offered."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import BUYER, SUPPLIER, order, order_to_ship

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ADDS = {"correct": ("correct", 0.8)}


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("Ok leave that one. Ask them whether it is IP66", "Is it IP66?"),
        ("never mind. ask them if the boxes are waterproof", "Are the boxes waterproof?"),
        ("能不能早两天 帮我问一声", "能不能早两天"),
    ],
)
async def test_what_is_said_to_the_bot_stays_out(server: httpx.AsyncClient, words: str, written: str) -> None:
    chat = Chat(server, BUYER)
    await chat.says("contact_supplier", words, order_number=await order())
    assert (chat.task, chat.asked) == ("question", "confirmed")
    assert written in "\n".join(chat.values["words"])


@pytest.mark.parametrize(
    ("more", "written"), [("add also if a plug is inside", "Is a plug inside?"), ("+ 再问下净重", "再问下净重")]
)
async def test_an_addition_is_added_as_its_reader_reads_it(server: httpx.AsyncClient, more: str, written: str) -> None:
    chat = Chat(server, BUYER)
    await chat.says("contact_supplier", "ask them whether it is IP66", order_number=await order())
    await chat.says("change_order", more, acts=ADDS)
    assert chat.values["words"][-1] == written


@pytest.mark.parametrize("more", ["ok ask them. I need it before xmas", "再加一句 圣诞节前要到"])
async def test_an_addition_joins_the_question_that_was_offered(server: httpx.AsyncClient, more: str) -> None:
    chat, number = Chat(server, BUYER), await order()
    await chat.says("order_status", "where is it?", order_number=number)
    offered = await chat.says("out_of_scope", "is the glaze free of lead?", acts={"ask_about": ("ask", 0.9)})
    assert "utter_on_record_order" in offered.names
    await chat.says("change_order", more)
    assert (chat.task, chat.asked) == ("question", "confirmed")
    words = "\n".join(chat.values["words"])
    assert "glaze" in words
    assert "ask them" not in words
    assert words.splitlines()[-1] in ("I need it before xmas", "圣诞节前要到")


async def test_a_lone_number_corrects_the_nearest_one(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SUPPLIER)
    await chat.says("contact_supplier", "tell them 300 of 500 are done", order_number=await order_to_ship())
    await chat.says("inform", "sorry 320", acts=ADDS)
    assert chat.values["words"] == ["320 of 500 are done"]


async def test_a_message_that_thanks_is_not_thanked_for_twice(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SUPPLIER)
    await chat.says("contact_supplier", "tell them please pay the deposit, thank you", order_number=await order())
    await chat.says("inform", "more polite", acts=ADDS)
    shown = await chat.says("inform", "also that the line is free now", acts=ADDS)
    assert "in advance" not in str(shown.values["words"])
