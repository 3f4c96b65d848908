"""What depends on somebody else's answer is no wish yet: nothing is cancelled, accepted or withdrawn for "if they say no I'll …"."""

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


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        ("cancel_order", "if they don't confirm by friday I'll cancel"),
        ("cancel_order", "unless somebody answers this week we cancel that order"),
        ("cancel_order", "定金他们不肯晚收的话我就取消这单"),
        ("accept_quote", "once they answer i'll accept"),
        ("decline_quote", "他不同意的话原价我也要，现在不用动"),
    ],
)
async def test_a_wish_that_is_only_announced_does_nothing(server: httpx.AsyncClient, intent: str, words: str) -> None:
    chat = Chat(server, "nordmarkt")
    chat.record = {"version": 2, "focus": [["order", "ORD-100420"]]}
    assert (await chat.says(intent, words)).names == ["utter_only_supposed"]
    assert chat.task is None
    assert chat.record.get("proposal") is None


@pytest.mark.parametrize("words", ["cancel it if it has not been shipped yet", "如果还没开始做就取消吧"])
async def test_a_condition_that_is_true_or_not_by_now_is_a_wish(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "nordmarkt")
    chat.record = {"version": 2, "focus": [["order", "ORD-100420"]]}
    await chat.says("cancel_order", words)
    assert chat.task == "cancel_order"
