"""A claim takes what is said of it in any order, and what is not wanted is not what is wanted."""

from __future__ import annotations

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor

from nlu.understanding.cues.cues import find_choices
from tests.fakes.actions.chat import ANSWER, Chat

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
ActionExecutor().register_package("actions")


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("补发不用 折钱给我就行", "refund"),
        ("no replacement please, money back", "refund"),
        ("不要退款，补发", "replacement"),
        ("instead of a refund replace them", "replacement"),
    ],
)
async def test_what_is_refused_is_not_wanted(server: httpx.AsyncClient, words: str, wish: str) -> None:
    assert find_choices(words)["claim_wish"] == wish


async def test_a_part_of_what_was_ordered_and_other_numbers(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    words = "14 of the 120 speakers don't pair, two are scratched, and the packing list says 125"
    await chat.says("report_problem", words, quantity={"value": 125, "unit": None})
    assert chat.values["affected"] == "14"


async def test_what_would_come_back_is_said_amid_the_claim(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("report_problem", "杯子碎了11个", quantity={"value": 11, "unit": "piece"})
    asked = await chat.says("faq_return_policy", "大概能退多少", acts={"ask_about": ("ask", 0.8)})
    assert asked.names[0] == "utter_claim_estimate"
    assert chat.task == "claim"


async def test_to_send_leaves_open_what_may_be_open(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("report_problem", "杯子碎了，要退款，客户不收货了怎么办啊")
    answer = await chat.says("link_account", "提交", acts=ANSWER)
    assert "utter_claim_confirm" in answer.names, answer.names
