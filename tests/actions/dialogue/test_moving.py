"""What was left unfinished in one conversation goes on in another one of the same person, and is in one of them at a time."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.fakes.actions.chat import Answer, Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

WISH = {
    "product": "porcelain tea sets",
    "quantity": {"value": "5000", "unit": "set"},
    "country": {"country": "DE", "city": "Hamburg"},
}
ASKS = {
    "en": (
        "is my draft still there?",
        "where were we?",
        "where did we leave off yesterday",
        "I'd like to pick up what I began",
    ),
    "zh": ("我昨天那个询价单还在吗", "继续昨天的", "接着上次的弄"),
}
WORDS = [(language, words) for language, all_words in ASKS.items() for words in all_words]


def left_in(chat: Chat) -> dict[str, Any]:
    """Returns what the gateway hands along of this conversation with a message of another one."""
    return {"conversation": "c1", "seen": "s1", "state": {"version": 2, "record": chat.record}}


async def begin(server: httpx.AsyncClient) -> tuple[Chat, Answer]:
    before = Chat(server, "nordmarkt")
    asked = await before.says("request_quote", "5000 tea sets to Hamburg", **WISH)
    assert asked.names[-1] == "utter_confirm_quote"
    return before, asked


async def tell_of_move(chat: Chat, task: str) -> Answer:
    """Sends the gateway's internal message that a task goes on elsewhere."""
    return await chat.says("resume_task", "", confidence=1.0, task=task, reason="moved")


@pytest.mark.parametrize(("language", "words"), WORDS)
async def test_it_goes_on_where_the_contact_asks_for_it(server: httpx.AsyncClient, language: str, words: str) -> None:
    before, asked = await begin(server)
    here = Chat(server, "nordmarkt", language=language)
    answer = await here.says("list_orders", words, confidence=0.4, elsewhere=left_in(before))
    assert answer.names[0] == "utter_task_moved_here"
    assert answer.names[-1] == "utter_confirm_quote"
    task = before.record["task"]["id"]
    assert answer.effects == [{"kind": "draft_moved", "conversation": "c1", "task": task, "seen": "s1"}]
    assert here.values == before.values

    gone = await tell_of_move(before, task)
    assert (gone.names, before.task) == (["utter_task_moved_away"], None)
    assert (await before.presses(asked.buttons[0])).names == ["utter_button_moved"]
    assert (await tell_of_move(before, task)).names == [], "it is said once"
    sent = await here.says("affirm", "yes")
    assert sent.wrote


async def test_what_was_put_aside_goes_on_too_and_the_rest_stays(server: httpx.AsyncClient) -> None:
    before, asked = await begin(server)
    saved = await before.presses(asked.buttons[1])
    task = before.record["aside"][0]["id"]
    here = Chat(server, "nordmarkt")
    answer = await here.says("list_orders", "is my draft still there?", 0.4, elsewhere=left_in(before))
    assert answer.names[0] == "utter_task_moved_here"
    assert (await tell_of_move(before, task)).names == ["utter_task_moved_away"]
    assert (await before.presses(saved.buttons[0])).names == ["utter_button_moved"]


async def test_a_greeting_offers_it_once(server: httpx.AsyncClient) -> None:
    before, _ = await begin(server)
    here = Chat(server, "nordmarkt")
    greeted = await here.says("greet", "hello", elsewhere=left_in(before))
    assert greeted.names == ["utter_greet_buyer", "utter_task_elsewhere"]
    assert greeted.effects == [], "it moves when the contact wants it"
    again = await here.says("greet", "hello again", elsewhere=left_in(before))
    assert again.names == ["utter_greet_buyer"]
    moved = await here.presses(greeted.replies[1]["choices"][0], elsewhere=left_in(before))
    assert moved.names[0] == "utter_task_moved_here"


async def test_a_yes_to_the_offer_takes_it_up(server: httpx.AsyncClient) -> None:
    before, _ = await begin(server)
    here = Chat(server, "nordmarkt", language="zh")
    await here.says("greet", "你好", elsewhere=left_in(before))
    answer = await here.says("affirm", "好的", elsewhere=left_in(before))
    assert (answer.names[0], here.task) == ("utter_task_moved_here", "request")


async def test_a_visitor_and_another_wish_take_up_nothing(server: httpx.AsyncClient) -> None:
    before, _ = await begin(server)
    visitor = Chat(server)
    answer = await visitor.says("greet", "is my draft still there?", elsewhere=left_in(before))
    assert (answer.effects, visitor.task) == ([], None)
    here = Chat(server, "nordmarkt")
    answer = await here.says("list_orders", "show me my orders", elsewhere=left_in(before))
    assert (answer.names, answer.effects, here.task) == (["utter_orders_buyer"], [], None)


async def test_a_wish_for_something_else_takes_up_nothing(server: httpx.AsyncClient) -> None:
    before, _ = await begin(server)
    here = Chat(server, "nordmarkt", language="zh")
    acts = {"place_order": ("wish", 0.95)}
    answer = await here.says("place_order", "继续上次的订单再下一单", 0.95, acts=acts, elsewhere=left_in(before))
    assert "utter_task_moved_here" not in answer.names
    assert answer.effects == []


async def ask_after(chat: Chat) -> Answer:
    """Sends the gateway's internal message, a day later."""
    return await chat.says("resume_task", "", confidence=1.0, reason="asked_after")


@pytest.mark.parametrize(("language", "yes"), [("en", "yes"), ("zh", "好的")])
async def test_a_draft_is_asked_after_once_and_a_yes_goes_on_with_it(
    server: httpx.AsyncClient, language: str, yes: str
) -> None:
    chat, _ = await begin(server)
    chat.language = language
    asked = await ask_after(chat)
    assert asked.names == ["utter_task_asked_after"]
    assert asked.values["task"]["name"] == "task.request"
    assert not asked.wrote
    again = await chat.says("affirm", yes)
    assert (again.names[-1], again.wrote) == ("utter_confirm_quote", False), "it is shown again before it is sent"
    assert (await ask_after(chat)).names == [], "it is asked after once"
    assert (await chat.says("affirm", yes)).wrote


async def test_what_the_contact_said_no_to_is_not_asked_after(server: httpx.AsyncClient) -> None:
    chat, _ = await begin(server)
    await chat.says("deny", "no")
    assert (await ask_after(chat)).names == []
    assert (await ask_after(Chat(server, "nordmarkt"))).names == [], "there is nothing"


async def test_what_was_left_for_later_is_asked_after(server: httpx.AsyncClient) -> None:
    chat, _ = await begin(server)
    await chat.says("goodbye", "later", acts={"save_draft": ("give_up", 0.9)})
    asked = await ask_after(chat)
    assert asked.names == ["utter_task_asked_after"]
    assert (await chat.presses(asked.buttons[0])).names[-1] == "utter_confirm_quote"


async def test_all_of_a_chat_that_goes_on_elsewhere_is_forgotten(server: httpx.AsyncClient) -> None:
    chat, _ = await begin(server)
    await chat.says("deny", "no")
    await chat.says("contact_supplier", "ask the supplier of ORD-100234 about the packing", order_number="ORD-100234")
    left = [task for task in (chat.record.get("task"), *chat.record.get("aside", [])) if task]
    gone = await tell_of_move(chat, "every")
    assert gone.names == ["utter_task_moved_away"] * len(left)
    assert (chat.task, chat.record.get("aside")) == (None, None)


@pytest.mark.parametrize(("language", "words"), [("en", "and what is still left?"), ("zh", "那还剩啥")])
async def test_what_is_left_in_this_talk_brings_nothing_back_from_another(
    server: httpx.AsyncClient, language: str, words: str
) -> None:
    before, _ = await begin(server)
    here = Chat(server, "nordmarkt", language=language)
    await here.says("list_orders", "my orders")
    answer = await here.says("daily_tasks", words, acts={"resume": ("find", 0.9)}, elsewhere=left_in(before))
    assert "utter_task_moved_here" not in answer.names
