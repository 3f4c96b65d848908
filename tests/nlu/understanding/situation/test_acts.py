"""What a message does: the same words by what came before them, and the words alone where nothing did."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from nlu.measuring.acts import format_score, read_labelled
from nlu.understanding.cues.cues import find_cues
from nlu.understanding.situation.act_ranker import DOES
from nlu.understanding.situation.acts import ACTS, KINDS, find_kind
from nlu.understanding.situation.exchanges import advance
from nlu.understanding.situation.situation import Situation


def parse(
    agent: Agent, loop: asyncio.AbstractEventLoop, text: str, before: str = "", role: str = "buyer"
) -> dict[str, Any]:
    situation = advance(Situation(), before) if before else Situation()
    message = UserMessage(text, metadata={"role": role, "situation": situation.as_json()})
    return loop.run_until_complete(agent.processor.parse_message(message))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("text", "before", "kind"),
    [
        ("700 pieces", "request ask quantity", "value"),
        ("no, 700 pieces", "request confirm", "correct"),
        ("yes, please send it", "request confirm", "yes"),
        ("how long does it take?", "search detail", "ask"),
        ("where were we?", "request info", "go_on"),
        ("only from Sichuan please", "search list offers", "condition"),
        ("七百个", "request ask quantity", "value"),
        ("不对 改成七百个", "request confirm", "correct"),
        ("对 发吧", "request confirm", "yes"),
        ("要多久？", "search detail", "ask"),
        ("刚才说到哪了", "request info", "go_on"),
        ("只要四川的", "search list offers", "condition"),
    ],
)
def test_acts_follow_the_situation(
    agent: Agent, loop: asyncio.AbstractEventLoop, text: str, before: str, kind: str
) -> None:
    acts = parse(agent, loop, text, before)["acts"]
    assert acts[0]["kind"] == kind
    assert len(acts) == 3
    assert all(0 <= act["confidence"] <= 1 for act in acts)


@pytest.mark.parametrize(
    "text", ["where is my order ORD-100234?", "找四川的花椒供应商", "hello", "1234", "?", "哈" * 4000]
)
def test_without_a_situation_the_acts_are_the_words_ranking(
    agent: Agent, loop: asyncio.AbstractEventLoop, text: str
) -> None:
    parsed = parse(agent, loop, text)
    ranking = [(one["name"], one["confidence"]) for one in parsed["intent_ranking"][:3]]
    assert [(act["act"], act["confidence"]) for act in parsed["acts"]] == ranking


@pytest.mark.parametrize("text", ["where is my order ORD-100234?", "订单ORD-100234到哪了"])
def test_the_situation_changes_neither_intent_nor_entities(
    agent: Agent, loop: asyncio.AbstractEventLoop, text: str
) -> None:
    without, within = parse(agent, loop, text), parse(agent, loop, text, "request confirm")
    assert within["intent"] == without["intent"]
    assert within["intent_ranking"] == without["intent_ranking"]
    assert within["entities"] == without["entities"]
    assert "order_status" in {act["act"] for act in within["acts"]}


@pytest.mark.parametrize(
    ("text", "before", "role", "intent"),
    [
        ("could it go to Antwerp instead", "none detail about order", "buyer", "change_order"),
        ("i'd do the first at 3.10", "none list requests", "supplier", "submit_quote"),
        ("好 就这家 定了", "none list quotations", "buyer", "accept_quote"),
    ],
)
def test_a_wish_that_is_clear_in_its_situation_is_the_intent(
    agent: Agent, loop: asyncio.AbstractEventLoop, text: str, before: str, role: str, intent: str
) -> None:
    parsed = parse(agent, loop, text, before, role)
    assert parsed["intent"]["name"] == parsed["acts"][0]["act"] == intent
    assert 0 < parsed["intent"]["confidence"] <= 1
    assert parsed["intent_ranking"][0]["confidence"] <= 1, "the ranking is that of the words"


SHOWN = Situation("none", "search", ("offers",), (), "list")
OPENED = Situation("none", "search", ("offers",), ("listing", "supplier"), "detail")
WHICH = Situation("choice", "search", ("offers",), (), "ask_choice")
ORDER = Situation("none", "none", (), ("order", "listing"), "detail")
SENT = Situation("none", "none", (), ("request",), "effect")
CLAIM = Situation("none", "none", (), ("claim", "order"), "detail")
REQUEST = Situation("none", "none", (), ("request",), "detail")
CONFIRM = Situation("yesno", "request", (), (), "ask_confirm")
GENERAL = Situation("none", "none", (), (), "info")
SHIPPING = Situation("number", "shipment", (), ("order",), "ask_slot")


@pytest.mark.parametrize(
    ("text", "situation", "role", "kind", "intent"),
    [
        ("let me see that grey kettle again", OPENED, "buyer", "value", None),
        ("回到前面看的那款保温壶", SHOWN, "buyer", "value", None),
        ("the one with the better rating please", WHICH, "buyer", "value", None),
        ("评分高的那家", WHICH, "buyer", "value", None),
        ("这一单下了几箱", ORDER, "buyer", "ask", None),
        ("空运？", ORDER, "buyer", "ask", None),
        ("what quantity is on it", ORDER, "buyer", "ask", None),
        ("合同能发我一份电子版吗", ORDER, "buyer", "wish", "request_invoice"),
        ("will that be here before our launch on the 7th", ORDER, "buyer", "ask", None),
        ("40个什么价", OPENED, "buyer", "ask", "ask_price"),
        ("so when do the offers start coming in", SENT, "buyer", "ask", None),
        ("did he attach any pictures", CLAIM, "supplier", "ask", None),
        ("change the request to 900", REQUEST, "buyer", "wish", "change_request"),
        ("改350", CONFIRM, "buyer", "correct", None),
        ("证书换新的了 怎么更新", GENERAL, "supplier", "wish", "change_listing"),
        ("put me through to one of your staff", GENERAL, "supplier", "wish", "human_handoff"),
        ("我家水壶后台还有多少库存", Situation(), "supplier", "wish", "own_products"),
        ("let me see what buyers are looking for", SHIPPING, "supplier", "wish", "view_leads"),
        ("看看买家都在求什么", SHIPPING, "supplier", "wish", "view_leads"),
    ],
)
def test_the_situations_of_real_conversations_are_understood(
    agent: Agent,
    loop: asyncio.AbstractEventLoop,
    text: str,
    situation: Situation,
    role: str,
    kind: str,
    intent: str | None,
) -> None:
    """These situations are as the dialogue records them, with less in focus or more than the exchanges name."""
    message = UserMessage(text, metadata={"role": role, "situation": situation.as_json()})
    parsed = loop.run_until_complete(agent.processor.parse_message(message))
    assert parsed["acts"][0]["kind"] == kind
    assert intent in (None, parsed["intent"]["name"])


@pytest.mark.parametrize(
    ("text", "situation"),
    [
        ("what exactly did you tell them", SENT),
        ("哪家便宜 便宜多少", GENERAL),
        ("and when they will confirm", ORDER),
    ],
)
def test_a_question_about_what_is_at_hand_has_no_intent_that_does_something(
    agent: Agent, loop: asyncio.AbstractEventLoop, text: str, situation: Situation
) -> None:
    message = UserMessage(text, metadata={"role": "buyer", "situation": situation.as_json()})
    parsed = loop.run_until_complete(agent.processor.parse_message(message))
    assert parsed["acts"][0]["kind"] == "ask"
    assert parsed["intent"]["name"] not in DOES


@pytest.mark.parametrize("text", ["?!", "👍", "a" * 4096, "x. " * 1300])
def test_odd_messages_have_acts_in_any_situation(agent: Agent, loop: asyncio.AbstractEventLoop, text: str) -> None:
    acts = parse(agent, loop, text, "request confirm")["acts"]
    assert acts
    assert {act["kind"] for act in acts} <= set(KINDS)


def test_every_act_has_a_kind() -> None:
    assert set(ACTS.values()) | {"wish"} == set(KINDS)
    assert [find_kind(name) for name in ("affirm", "deny", "cancel", "thank", "find_supplier", "inform")] == [
        "yes", "no", "give_up", "chatter", "wish", "value",
    ]  # fmt: skip


def test_cues_are_found_as_words_in_latin_and_anywhere_in_chinese() -> None:
    assert "back" in find_cues("So, WHERE WERE WE?")
    assert "jokes" not in find_cues("hampers for the office")
    assert "back" in find_cues("刚才說到哪了")
    assert find_cues("") == set()


def test_the_measure_counts_kinds_by_language(tmp_path: Any) -> None:
    data = tmp_path / "acts.jsonl"
    data.write_text(
        '{"id": "x-en1", "text": "a", "role": "buyer", "situation": {}, "label": "inform"}\n'
        '{"id": "x-zh1", "text": "b", "role": "buyer", "situation": {}, "label": "find_supplier"}\n',
        encoding="utf-8",
    )
    lines = read_labelled(data)
    table = format_score(lines, ["value", "ask"])
    assert "0.500" in table
    assert "1.000" in table
    assert "0.000" in table
