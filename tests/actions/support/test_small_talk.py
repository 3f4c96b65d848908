"""Greetings, fallbacks, the language, and numbers that come from nowhere but the database."""

from __future__ import annotations

import re
from dataclasses import replace
from inspect import iscoroutinefunction
from typing import Any

import httpx
import pytest

from actions import world as bootstrap
from actions.dialogue.said.cues import Cues
from actions.world import open_world
from nlu.turn.words.cues.answering import find_language
from nlu.turn.words.cues.choosing import find_ordinals
from tests.fakes.actions.chat import Chat, at_hand

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.of_words]


async def test_a_greeting_for_each(visitor: Chat, nordmarkt: Chat, chengdu: Chat) -> None:
    names = [(await chat.says("greet", "hi")).reply["response"] for chat in (visitor, nordmarkt, chengdu)]
    assert names == ["utter_greet_visitor", "utter_greet_buyer", "utter_greet_supplier"]


async def test_the_second_failure_offers_a_person(visitor: Chat) -> None:
    first = await visitor.says("nlu_fallback", "blorp")
    second = await visitor.says("nlu_fallback", "blorp blorp")
    assert (first.names, second.names) == (["utter_not_understood"], ["utter_not_understood_again"])
    assert len(first.buttons) == 3
    assert (await visitor.says("affirm", "yes")).effects[-1] == {"kind": "handoff", "reason": "not_understood"}


async def test_failures_apart_are_each_a_first(visitor: Chat) -> None:
    await visitor.says("nlu_fallback", "blorp")
    await visitor.says("help")
    assert (await visitor.says("nlu_fallback", "blorp")).names == ["utter_not_understood"]


async def test_a_person_is_asked_for_and_nothing_promised(visitor: Chat) -> None:
    answer = await visitor.says("human_handoff", "a person please")
    assert (answer.replies, answer.effects) == ([], [{"kind": "handoff", "reason": "asked"}])


async def test_an_unknown_reason_is_just_asked(visitor: Chat) -> None:
    answer = await visitor.says("human_handoff", reason="<b>anything</b>")
    assert answer.effects == [{"kind": "handoff", "reason": "asked"}]


async def test_who_waits_and_greets_is_told_how_the_queue_stands(visitor: Chat) -> None:
    answer = await visitor.says("greet", "hello? anyone there?", waits=True)
    assert (answer.replies, answer.effects) == ([], [{"kind": "tell_queue"}])


@pytest.mark.parametrize(
    ("intent", "text", "effect"),
    [
        ("affirm", "yes", "withdraw_handoff"),
        ("goodbye", "bye bye", "withdraw_handoff"),
        ("deny", "no", "tell_queue"),
    ],
)
async def test_who_waits_and_says_goodbye_is_asked_once_whether_to_leave(
    visitor: Chat, intent: str, text: str, effect: str
) -> None:
    asked = await visitor.says("goodbye", "thanks, bye", waits=True)
    assert (asked.names, asked.effects) == (["utter_goodbye_in_queue"], [])
    assert [button["label"]["name"] for button in asked.buttons] == ["button.leave_queue", "button.stay_in_queue"]
    answer = await visitor.says(intent, text, waits=True)
    assert (answer.replies, answer.effects) == ([], [{"kind": effect}])


async def test_thanks_and_doubts_of_who_waits_are_answered_with_the_queue_in_mind(visitor: Chat) -> None:
    thanked = await visitor.says("thank", "ok thank you bye", waits=True)
    assert (thanked.names, thanked.effects) == (["utter_thank_in_queue"], [])
    assert (await visitor.presses(thanked.buttons[0])).effects == [{"kind": "withdraw_handoff"}]
    doubted = await visitor.says("bot_challenge", "are you still there", waits=True)
    assert (doubted.names, doubted.effects) == (["utter_bot_challenge"], [{"kind": "tell_queue"}])


async def test_how_long_is_asked_of_the_queue_by_who_has_just_asked_for_a_person(visitor: Chat) -> None:
    await visitor.says("human_handoff", "is there a human i can talk to", waits=True)
    asked = await visitor.says("ask_lead_time", "how long will that take", waits=True)
    assert (asked.replies, asked.effects) == ([], [{"kind": "tell_queue"}])


async def test_how_long_is_asked_of_goods_by_who_names_them_or_does_not_wait(visitor: Chat) -> None:
    await visitor.says("human_handoff", "a person please", waits=True)
    named = await visitor.says("ask_lead_time", "how long for silk scarves", product="silk scarves", waits=True)
    assert {"kind": "tell_queue"} not in named.effects
    later = await visitor.says("ask_lead_time", "how long does it take", waits=True)
    assert {"kind": "tell_queue"} not in later.effects
    await visitor.says("human_handoff", "a person please")
    assert {"kind": "tell_queue"} not in (await visitor.says("ask_lead_time", "how long will that take")).effects


async def test_the_button_leaves_the_queue(visitor: Chat) -> None:
    asked = await visitor.says("goodbye", "bye", waits=True)
    assert (await visitor.presses(asked.buttons[0])).effects == [{"kind": "withdraw_handoff"}]
    assert (await visitor.says("goodbye", "bye")).names == ["utter_goodbye"]


@pytest.mark.parametrize(
    ("text", "current", "expected"),
    [
        ("can we do this in chinese instead", "en", "zh"),
        ("english pls", "zh", "en"),
        ("I cant read those characters, switch language", "zh", "en"),
        ("language: EN", "zh", "en"),
        ("my collegue here only understands chinese, please change it for her", "en", "zh"),
        ("说中文", "en", "zh"),
        ("看不懂英语，切中文", "en", "zh"),
        ("改成英語吧，我客戶要看", "zh", "en"),
        ("别跟我飙英文了，讲普通话", "en", "zh"),
        ("语言在哪儿改", "zh", "en"),
        ("switch", "en", "zh"),
    ],
)
async def test_which_language_is_asked_for(visitor: Chat, text: str, current: str, expected: str) -> None:
    assert (find_language(text) or ("en" if current == "zh" else "zh")) == expected


async def test_the_language_is_an_effect(visitor: Chat) -> None:
    answer = await visitor.says("change_language", "说中文")
    assert (answer.names, answer.effects) == (["utter_language_changed"], [{"kind": "language", "language": "zh"}])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the second one", [1]),
        ("第三家", [2]),
        ("between supplier number 1 and #4", [0, 3]),
        ("the last one", [4]),
        ("first three", []),
        ("no", []),
    ],
)
async def test_ordinals(text: str, expected: list[int]) -> None:
    assert Cues(ordinals=tuple(find_ordinals(text))).find_ordinals(5) == expected


async def test_bare_values(visitor: Chat, nordmarkt: Chat) -> None:
    assert (await nordmarkt.says("inform", order_number="ORD-100234")).names == ["utter_order_shipped"]
    assert (await nordmarkt.says("inform", rfq_number="RFQ-10023")).names == ["utter_quotes"]
    assert (await visitor.says("inform", product="silk scarves")).cards
    assert (await Chat(visitor.client).says("inform", date="2026-12-01")).names == ["utter_inform"]


async def test_a_quantity_reprices_the_search(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="silk scarves")
    answer = await visitor.says("inform", "3000 pieces", quantity={"value": 3000, "unit": "piece"})
    assert answer.values["priced_quantity"]["value"] == 3000


NUMBER = re.compile(r"\d+(?:\.\d+)?")


def numbers(data: Any) -> set[str]:
    """Every number in a reply's values, cards and labels."""
    if isinstance(data, dict):
        return set[str]().union(
            *(numbers(value) for key, value in data.items() if key not in ("intent", "entities", "name"))
        )
    if isinstance(data, list):
        return set[str]().union(*map(numbers, data))
    return {plain(number) for number in NUMBER.findall(str(data))}


def plain(number: str) -> str:
    return f"{float(number):g}"


class Witness:
    """Passes calls on to one part of the marketplace, and keeps what the database answered."""

    def __init__(self, part: Any, seen: list[str]) -> None:
        self._part, self._seen = part, seen

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._part, name)

        def keep(result: Any) -> Any:
            self._seen.append(repr(result))
            return result

        async def call(*args: Any, **kwargs: Any) -> Any:
            return keep(await method(*args, **kwargs))

        return call if iscoroutinefunction(method) else lambda *args, **kwargs: keep(method(*args, **kwargs))


SCRIPT: list[tuple[str, str, dict[str, Any]]] = [
    ("find_supplier", "5000 t-shirts", {"product": "t-shirts", "quantity": {"value": 5000, "unit": "piece"}}),
    ("supplier_details", "the second one", {}),
    ("compare_suppliers", "compare them", {}),
    ("ask_price", "price", {}),
    ("ask_moq", "moq", {}),
    ("ask_lead_time", "lead time", {}),
    ("request_sample", "sample", {}),
    ("order_status", "", {"order_number": "ORD-100234"}),
    ("order_status", "", {"order_number": "ORD-100188"}),
    ("payment_status", "", {"order_number": "ORD-100555"}),
    ("request_refund", "", {"order_number": "ORD-100301"}),
    ("request_invoice", "", {"order_number": "ORD-100234"}),
    ("list_orders", "", {}),
    ("check_quotes", "", {"rfq_number": "RFQ-10023"}),
]


async def test_every_number_in_a_reply_comes_from_the_database(
    nordmarkt: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await open_world()
    seen: list[str] = []
    parts = {part: Witness(getattr(world.market, part), seen) for part in ("search", "suppliers", "orders", "rfqs")}
    monkeypatch.setattr(bootstrap, "_world", replace(world, market=replace(world.market, **parts)))
    for intent, text, entities in SCRIPT:
        answer = await nordmarkt.says(intent, text, **entities)
        database = {plain(number) for number in NUMBER.findall(" ".join(seen))} | numbers(entities)
        for reply in answer.replies:
            said = numbers(reply["values"]) | numbers(reply["cards"])
            assert said or reply["response"].startswith(("utter_note_", "utter_task_", "utter_sample_"))
            invented = {n for n in said if n not in database} - derived(reply, database)
            assert not invented, (intent, invented)


def derived(reply: dict[str, Any], database: set[str]) -> set[str]:
    """What actions may calculate: how many there are, dates written as ISO (2026-11-05), a quotation's total."""
    counts = {str(len(reply["cards"]))}
    dates = {
        plain(part) for text in re.findall(r"\d{4}-\d{2}-\d{2}T?[\d:.+]*", str(reply)) for part in NUMBER.findall(text)
    }
    totals = {
        plain(field["value"]["amount"])
        for card in reply["cards"]
        if card["kind"] == "quotation"
        for field in card["fields"]
        if field["label"]["name"] == "field.total"
    }
    return counts | dates | totals


async def test_a_person_gets_what_the_talk_is_about(server: httpx.AsyncClient) -> None:
    buyer = Chat(server, "nordmarkt", record=at_hand("ORD-100234"))
    answer = await buyer.says("human_handoff", "get me somebody")
    assert answer.names == ["utter_handoff_about"]
    again = await buyer.says("affirm", "yes please", waits=True, acts={"answer_yes": ("yes", 0.9)})
    assert again.names == ["utter_handoff_stands"]


async def test_a_person_is_told_what_follows_the_wish_for_one(visitor: Chat) -> None:
    answer = await visitor.says("contact_supplier", "then person yes. but tell them the logo is 2 colours")
    assert answer.names == ["utter_for_the_colleague"]
    assert {"kind": "handoff", "reason": "asked"} in answer.effects
    told = await visitor.says("contact_supplier", "what did you tell them?", waits=True)
    assert told.names == ["utter_passed_on_before"]


async def test_a_good_wish_beside_thanks_is_returned(visitor: Chat) -> None:
    assert (await visitor.says("thank", "ok. obrigado, boa semana")).names == ["utter_thank_and_goodbye"]
    assert (await visitor.says("thank", "ok. obrigado")).names == ["utter_thank"]


async def test_a_person_wanted_beside_another_wish_is_called(server: httpx.AsyncClient) -> None:
    buyer = Chat(server, "nordmarkt")
    wish = {"list_orders": ("wish", 0.9)}
    answer = await buyer.says("list_orders", "转人工吧。等的时候看下我的订单", acts=wish)
    assert {"kind": "handoff", "reason": "asked"} in answer.effects
    asked = await Chat(server, "nordmarkt").says("list_orders", "which orders do i have", acts=wish)
    assert not asked.effects


async def test_a_trade_question_without_an_answer_is_no_foreign_subject(visitor: Chat) -> None:
    answer = await visitor.says("out_of_scope", "what do others take for cups", product="cups")
    assert answer.names != ["utter_out_of_scope"]
