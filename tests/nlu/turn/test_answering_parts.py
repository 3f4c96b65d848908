"""A message that wants several things is answered part by part; of two tasks the second one waits for the first."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.core.agent import Agent

from nlu.turn.channel import take_turn
from nlu.turn.request import TurnRequest
from tests.fakes.nlu.action_server import ActionServerDouble

ASKS_TO_CANCEL = {"asked": "yesno", "task": "cancel_order", "focus": ["order"], "last": "ask_confirm"}
CANCELLING = {
    "task": {"name": "cancel_order", "id": "m1", "asked": "confirmed", "times": 1},
    "situation": ASKS_TO_CANCEL,
}


@pytest.fixture(autouse=True)
def clear(actions: ActionServerDouble) -> None:
    actions.clear()


class Conversation:
    """Says one message after the other. `leaves` is the record that the answer to each part leaves, in turn."""

    def __init__(self, agent: Agent, loop: asyncio.AbstractEventLoop, actions: ActionServerDouble) -> None:
        self._agent, self._loop, self._actions = agent, loop, actions
        self.state: dict[str, Any] | None = None
        self.heard: list[str] = []
        self.intents: list[str] = []
        self.replies: list[str] = []
        self.role = "buyer"

    def press(self, intent: str, *leaves: dict[str, Any]) -> None:
        self._take("button", leaves, intent=intent)

    def say(self, text: str, *leaves: dict[str, Any], **fields: Any) -> None:
        self._take(text, leaves, **fields)

    def _take(self, text: str, leaves: tuple[dict[str, Any], ...], intent: str | None = None, **fields: Any) -> None:
        records = iter(leaves)

        def answer(call: dict[str, Any]) -> dict[str, Any]:
            self.heard.append(call["tracker"]["latest_message"]["text"])
            self.intents.append(call["tracker"]["latest_message"]["intent"]["name"])
            record = next(records, {})
            asks = ["utter_task_waits"] if "task" in record else []
            said = [
                {"response": "utter_thank", "values": {"part": str(len(self.heard))}},
                *({"response": name, "values": {}} for name in asks),
            ]
            return {"events": [{"event": "slot", "name": "record", "value": record}], "responses": said}

        self._actions.answers["action_respond"] = answer
        self.heard.clear()
        self.intents.clear()
        request = TurnRequest("m1", "c1", text, intent, {}, "en", self.role, "signed", self.state, **fields)
        told = self._loop.run_until_complete(take_turn(self._agent, request))
        self.state, self.replies = told["state"], [reply["response"] for reply in told["replies"]]


@pytest.fixture
def said(agent: Agent, loop: asyncio.AbstractEventLoop, actions: ActionServerDouble) -> Conversation:
    return Conversation(agent, loop, actions)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "where is ORD-100234 and can I get the invoice for ORD-100555?",
            ["where is ORD-100234", "and can I get the invoice for ORD-100555?"],
        ),
        ("Where is ORD-100234? Where is ORD-100188?", ["Where is ORD-100234?", "Where is ORD-100188?"]),
        ("ORD-100725到哪了，另外你们怎么收费？", ["ORD-100725到哪了，", "另外你们怎么收费？"]),
        (
            "How do you check suppliers, what do you charge, and can I pay by Paypal?",
            ["How do you check suppliers,", "what do you charge,", "and can I pay by Paypal?"],
        ),
        (
            "I want silk scarves, how long is the delivery and what are your fees?",
            ["I want silk scarves,", "how long is the delivery", "and what are your fees?"],
        ),
        ("show me my orders. Also where is ORD-100234?", ["show me my orders.", "Also where is ORD-100234?"]),
        ("帮我询价3000条毛巾，另外你们怎么收费？", ["帮我询价3000条毛巾，", "另外你们怎么收费？"]),
        ("how can I pay? and only green ones", ["how can I pay?", "and only green ones"]),
        ("only green ones. how can I pay?", ["only green ones.", "how can I pay?"]),
        ("thanks. also straws", ["straws"]),
        ("谢谢，还有吸管", ["吸管"]),
        ("thanks, goodbye. Until then.", ["thanks, goodbye. Until then."]),
        ("I need 500 mugs. With our logo. Red ones.", ["I need 500 mugs. With our logo. Red ones."]),
        ("where is my order? it is late!!", ["where is my order? it is late!!"]),
        (
            "8 of the speakers are dead on arrival, I want them replaced.",
            ["8 of the speakers are dead on arrival, I want them replaced."],
        ),
        (
            "ORD-100188 arrived damaged. I want my money back!",
            ["ORD-100188 arrived damaged. I want my money back!"],
        ),
        (
            "Hello, two things: (1) where is ORD-100234 (2) what do you charge?",
            ["where is ORD-100234", "what do you charge?"],
        ),
        ("1、ORD-100725到哪了 2、你们怎么收费", ["ORD-100725到哪了", "你们怎么收费"]),
        ("①你们怎么收费②怎么付款", ["你们怎么收费", "怎么付款"]),
        (
            "About ORD-100234: 1) where is it 2) and what do you charge?",
            ["About ORD-100234: 1) where is it", "and what do you charge?"],
        ),
        ("1. 500 ceramic mugs 2. 300 plates", ["1. 500 ceramic mugs 2. 300 plates"]),
    ],
)
def test_each_wish_is_answered_as_a_message(said: Conversation, text: str, parts: list[str]) -> None:
    said.say(text)
    assert said.heard == parts


def test_a_second_task_waits_for_the_first(said: Conversation) -> None:
    said.say("Please cancel ORD-100420. And ORD-100188 arrived broken, 14 of them do not work.", CANCELLING)
    assert said.heard == ["Please cancel ORD-100420."]
    assert said.replies == ["utter_thank", "utter_wish_later", "utter_task_waits"], "the open question comes last"
    said.say("yes", {})
    assert said.heard == ["yes", "And ORD-100188 arrived broken, 14 of them do not work."]
    assert said.replies == ["utter_thank", "utter_wish_now", "utter_thank"]
    assert said.state == {"version": 2, "record": {}}


def test_what_is_to_be_done_waits_for_the_yes_to_what_was_proposed(said: Conversation) -> None:
    said.role = "supplier"
    proposal = {
        "intent": "confirm_order",
        "entities": {"order_number": "ORD-100410"},
        "message_id": "m1",
        "asked": True,
    }
    asks = {"asked": "yesno", "task": "other", "focus": ["order"], "last": "ask_confirm"}
    proposed = {"proposal": proposal, "situation": asks}
    said.say(
        "confirm ORD-100410. Where is ORD-100234? And please mark ORD-100841 as shipped today.", proposed, proposed
    )
    assert said.heard == ["confirm ORD-100410.", "Where is ORD-100234?"]
    assert said.state is not None
    assert said.state["later"] == ["And please mark ORD-100841 as shipped today."]
    assert said.replies == ["utter_thank", "utter_wish_later", "utter_thank"], "the question comes last"
    said.say("yes", {})
    assert said.heard == ["yes", "And please mark ORD-100841 as shipped today."]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ok, where is ORD-100234?", ["where is ORD-100234?"]),
        ("fine. show me my open orders", ["show me my open orders"]),
        ("好的，那我的订单都发我看看", ["那我的订单都发我看看"]),
        ("yes, send it. Where is ORD-100234?", ["yes, send it", "Where is ORD-100234?"]),
    ],
)
def test_what_only_opens_a_message_agrees_to_nothing(said: Conversation, text: str, parts: list[str]) -> None:
    asks = {"asked": "yesno", "task": "cancel_order", "focus": ["order"], "last": "ask_confirm"}
    cancelling = {"task": {"name": "cancel_order", "id": "m1", "asked": "confirmed"}, "situation": asks}
    said.say("cancel ORD-100555", cancelling)
    said.say(text, cancelling, cancelling)
    assert said.heard == parts


def test_each_clause_about_another_trade_is_a_part(said: Conversation) -> None:
    said.role = "supplier"
    said.say("841那单今天发了，丝巾那单要晚5天，法国那个不报")
    assert said.heard == ["841那单今天发了，", "丝巾那单要晚5天，", "法国那个不报"]


def test_what_waits_is_read_by_its_words_after_the_press_of_a_button(
    said: Conversation, actions: ActionServerDouble
) -> None:
    said.say("Please cancel ORD-100420. And ORD-100188 arrived broken, 14 of them do not work.", CANCELLING)
    said.press("affirm", {})
    assert said.heard == ["button", "And ORD-100188 arrived broken, 14 of them do not work."]
    assert said.intents == ["affirm", "report_problem"]


def test_what_comes_to_mind_is_no_yes_with_a_wish_after_it(said: Conversation) -> None:
    said.say("cancel ORD-100420", CANCELLING)
    said.say("oh right, and make it two weeks later")
    assert said.heard == ["oh right, and make it two weeks later"]


def test_what_waits_stays_as_long_as_the_question_is_open(said: Conversation) -> None:
    said.say("Please cancel ORD-100420. And ORD-100188 arrived broken, 14 of them do not work.", CANCELLING)
    said.say("what do you charge?", CANCELLING)
    assert said.heard == ["what do you charge?"]
    assert said.state is not None
    assert said.state["later"] == ["And ORD-100188 arrived broken, 14 of them do not work."]


def test_a_question_beside_a_task_is_answered_and_the_tasks_question_comes_last(said: Conversation) -> None:
    again = {**CANCELLING, "task": {**CANCELLING["task"], "times": 2}}
    said.say("Please cancel ORD-100420. Also where is ORD-100234?", CANCELLING, again)
    assert said.heard == ["Please cancel ORD-100420.", "Also where is ORD-100234?"]
    assert said.replies == ["utter_thank", "utter_thank", "utter_task_waits"]


def test_what_asks_nothing_is_not_moved(said: Conversation) -> None:
    said.say("cancel ORD-100420", CANCELLING)
    again = {**CANCELLING, "task": {**CANCELLING["task"], "times": 2}}
    said.say("hold on, not yet. What do you charge buyers?", CANCELLING, again)
    assert said.heard == ["hold on, not yet", "What do you charge buyers?"]
    assert said.replies == ["utter_thank", "utter_thank", "utter_task_waits"]


@pytest.mark.parametrize(
    ("task", "asked", "text", "parts"),
    [
        ("new_order", "yesno", "就2吨吧 单价一样不", ["就2吨吧", "单价一样不"]),
        ("new_order", "yesno", "就2吨吧 单价还是300", ["就2吨吧 单价还是300"]),
        (
            "order_change",
            "free",
            "make it 650, when does it arrive then?",
            ["make it 650,", "when does it arrive then?"],
        ),
        ("quotation", "yesno", "720吧 总价是多少", ["720吧", "总价是多少"]),
        ("quotation", "yesno", "22天，买家要FOB还是DAP", ["22天，", "买家要FOB还是DAP"]),
    ],
)
def test_a_question_behind_a_value_is_a_part(
    said: Conversation, task: str, asked: str, text: str, parts: list[str]
) -> None:
    name = "other" if task == "new_order" else task
    under_way = {
        "task": {"name": task, "id": "m1", "asked": "confirmed", "times": 1},
        "situation": {"asked": asked, "task": name, "focus": ["order"], "last": "ask_confirm"},
    }
    said.say("yes", under_way)
    said.say(text, under_way, under_way)
    assert said.heard == parts
    assert said.replies == [*["utter_thank"] * len(parts), "utter_task_waits"], "the same question is asked once"


def test_a_value_and_a_question_are_two_parts(said: Conversation) -> None:
    asked = {"asked": "quantity", "task": "request", "focus": [], "last": "ask_slot"}
    said.say("I want quotations for mugs", {"task": {"name": "request", "asked": "quantity"}, "situation": asked})
    said.say("500 pieces. What do you charge buyers?")
    assert said.heard == ["500 pieces.", "What do you charge buyers?"]


@pytest.mark.parametrize("text", ["yes. but not before Friday", "yes. make it 600"])
def test_a_yes_that_is_taken_back_is_none(said: Conversation, text: str) -> None:
    said.say("cancel ORD-100420", CANCELLING)
    said.say(text)
    assert said.heard == [text]


def test_a_message_with_a_file_is_not_divided(said: Conversation) -> None:
    file = {"kind": "photo", "name": "a.jpg", "id": "5d"}
    said.say("Where is ORD-100234? Where is ORD-100188?", files=[file])
    assert len(said.heard) == 1


@pytest.mark.parametrize("later", ["x", [5], {}, None])
def test_what_waits_in_a_state_that_cannot_be_read_is_left_out(said: Conversation, later: Any) -> None:
    said.state = {"version": 2, "record": {}, "later": later}
    said.say("hello")
    assert said.heard == ["hello"]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("where is ORD-100234?", 1),
        ("I need 500 red mugs with our logo, to Hamburg", 1),
        ("Hello. Where is ORD-100234?", 3),
    ],
)
def test_one_sentence_is_parsed_once(
    said: Conversation, agent: Agent, monkeypatch: pytest.MonkeyPatch, text: str, times: int
) -> None:
    parsed: list[str] = []
    parse = agent.processor.parse_message

    async def counted(message: Any, tracker: Any = None, *more: Any) -> Any:
        parsed.append(message.text)
        return await parse(message, tracker, *more)

    monkeypatch.setattr(agent.processor, "parse_message", counted)
    said.say(text)
    assert len(parsed) == times, parsed


def test_a_story_is_read_as_a_whole(said: Conversation) -> None:
    story = ("I want to talk to a person. " + "I have been here since this morning. " * 90).strip()
    said.say(story)
    assert said.heard == [story]


def name_orders(actions: ActionServerDouble, named: dict[str, str]) -> list[dict[str, Any]]:
    """Has the action server know these orders by the operator's own numbers. Returns the messages that it answers."""
    answered: list[dict[str, Any]] = []

    def answer(call: dict[str, Any]) -> dict[str, Any]:
        message = call["tracker"]["latest_message"]
        if "said" in message["metadata"]:
            found = {own: number for own, number in named.items() if own in message["metadata"]["said"]}
            if found:
                return {"responses": [{"custom": {"named_orders": found}}]}
        answered.append(message)
        return {
            "events": [{"event": "slot", "name": "record", "value": {}}],
            "responses": [{"response": "utter_thank"}],
        }

    actions.answers["action_respond"] = answer
    return answered


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("where is MT-PO-7001?", "order_status"),
        ("status of MT-PO-7001", "order_status"),
        ("where is order MT-PO-7001", "order_status"),
        ("is MT-PO-7001 paid?", "payment_status"),
        ("  /where is MT-PO-7001 now", "order_status"),
        ("MT-PO-7001到哪了", "order_status"),
    ],
)
def test_an_order_with_the_operator_s_own_number_is_understood_as_one_with_caravan_s(
    agent: Agent, loop: asyncio.AbstractEventLoop, actions: ActionServerDouble, text: str, intent: str
) -> None:
    answered = name_orders(actions, {"MT-PO-7001": "ORD-100001"})
    request = TurnRequest("m1", "c1", text, None, {}, "en", "buyer", "signed", None)
    told = loop.run_until_complete(take_turn(agent, request))
    (message,) = answered
    assert (message["text"], message["intent"]["name"]) == (text.strip(), intent)
    (number,) = [each for each in message["entities"] if each["entity"] == "order_number"]
    assert number["value"] == "ORD-100001"
    assert message["text"][number["start"] : number["end"]] == "MT-PO-7001"
    assert len(told["replies"]) == 1


def test_each_part_of_a_message_has_its_own_order(
    agent: Agent, loop: asyncio.AbstractEventLoop, actions: ActionServerDouble
) -> None:
    answered = name_orders(actions, {"MT-PO-7001": "ORD-100001", "MT-PO-70": "ORD-100002"})
    text = "where is MT-PO-7001 and can I get the invoice for MT-PO-70?"
    request = TurnRequest("m1", "c1", text, None, {}, "en", "buyer", "signed", None)
    told = loop.run_until_complete(take_turn(agent, request))
    heard = [
        (message["intent"]["name"], each["value"])
        for message in answered
        for each in message["entities"]
        if each["entity"] == "order_number"
    ]
    assert heard == [("order_status", "ORD-100001"), ("request_invoice", "ORD-100002")]
    assert len(told["replies"]) == 2
    pressed = TurnRequest("m2", "c1", "MT-PO-7001", "list_orders", {}, "en", "buyer", "signed", None)
    loop.run_until_complete(take_turn(agent, pressed))
    assert "said" not in actions.calls[-1]["tracker"]["latest_message"]["metadata"], "a button names nothing"
