"""The state that the gateway carries: the record of the conversation, and nothing of Rasa's own."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.utils.endpoints import EndpointConfig

from nlu.lean_rasa.current import CurrentTurn, current_turn
from nlu.turn.answering_parts import CollectedReplies
from nlu.turn.carried_state import carry, find_situation, restore
from nlu.understanding.situation.situation import Situation
from tests.fakes.nlu.action_server import ActionServerDouble
from tests.fakes.nlu.conversations import CONVERSATION, converse


@pytest.fixture
def stock_agent(model_path: Any, actions: ActionServerDouble) -> Agent:
    """Rasa with its own tracker store, which keeps every event."""
    return Agent.load(
        model_path,
        generator=EndpointConfig(type="nlu.turn.responses.NamedResponses"),
        tracker_store=InMemoryTrackerStore(None),
        action_endpoint=EndpointConfig(actions.url, headers={"X-Caravan-Token": "secret"}),
    )


def count_turns(actions: ActionServerDouble) -> None:
    """Has the action write into the record how many turns there were, and about which order the last one spoke."""

    def respond(call: dict[str, Any]) -> dict[str, Any]:
        before, message = call["tracker"]["slots"].get("record") or {}, call["tracker"]["latest_message"]
        named = [entity["value"] for entity in message["entities"] if entity["entity"] == "order_number"]
        record = {**before, "turns": before.get("turns", 0) + 1, **({"order": named[0]} if named else {})}
        return {
            "events": [{"event": "slot", "name": "record", "value": record}],
            "responses": [{"response": "utter_thank", "values": {"turns": record["turns"]}}],
        }

    actions.clear()
    actions.answers["action_respond"] = respond


def test_replies_are_those_of_a_rasa_that_keeps_everything(
    agent: Agent, stock_agent: Agent, actions: ActionServerDouble, loop: asyncio.AbstractEventLoop
) -> None:
    count_turns(actions)
    turns = CONVERSATION * 2
    carried = loop.run_until_complete(converse(agent, turns))
    ours = [call["tracker"]["slots"]["record"] for call in actions.calls]
    actions.calls.clear()
    stock = loop.run_until_complete(_stock_replies(stock_agent, turns))
    loop.run_until_complete(stock_agent.processor.close())
    assert [answer["replies"] for answer in carried] == stock
    assert ours == [call["tracker"]["slots"]["record"] for call in actions.calls]
    assert carried[-1]["state"]["record"] == {"turns": len(turns), "order": "ORD-100234"}


async def _stock_replies(agent: Agent, turns: list[tuple[str, str | None, dict[str, Any]]]) -> list[list[Any]]:
    replies = []
    current_turn.set(CurrentTurn(restore(None, "c1", agent.domain)))  # where the time of the actions is counted
    for number, (text, intent, entities) in enumerate(turns):
        output = CollectedReplies()
        parsed = None
        if intent:
            found = [{"entity": name, "value": value} for name, value in entities.items()]
            parsed = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": found}
        else:
            tracker = await agent.tracker_store.get_or_create_tracker("c1")
            asked = UserMessage(text, metadata={"role": "buyer", "language": "en"})
            parsed = await agent.processor.parse_message(asked, tracker)
        await agent.processor.handle_message(
            UserMessage(text, output, "c1", parsed, message_id=f"m{number}", metadata={"context": "x"})
        )
        replies.append(output.replies)
    return replies


def test_the_state_is_the_record_and_nothing_else(
    agent: Agent, actions: ActionServerDouble, loop: asyncio.AbstractEventLoop
) -> None:
    """A turn costs the same after many turns, and the signed context and the words are in no state."""
    count_turns(actions)
    states = [answer["state"] for answer in loop.run_until_complete(converse(agent, CONVERSATION * 3))]
    assert states[-1] == {"version": 2, "record": {"turns": len(CONVERSATION) * 3, "order": "ORD-100234"}}
    assert "SECRET-CONTEXT" not in json.dumps(states)


def test_one_call_is_made_for_a_turn(agent: Agent, actions: ActionServerDouble, loop: Any) -> None:
    count_turns(actions)
    loop.run_until_complete(converse(agent, CONVERSATION))
    assert [call["next_action"] for call in actions.calls] == ["action_respond"] * len(CONVERSATION)


def test_a_conversation_begins_with_an_empty_record(agent: Agent) -> None:
    tracker = restore(None, "c1", agent.domain)
    assert (tracker.get_slot("record"), find_situation(tracker)) == (None, None)
    assert carry(tracker) == {"version": 2, "record": {}}


def test_the_situation_is_the_one_that_the_record_holds(agent: Agent, actions: ActionServerDouble, loop: Any) -> None:
    """The same word is a value where a carrier was asked for."""
    situation = Situation("carrier", "shipment", (), ("order",), "ask_slot").as_json()
    record = {"event": "slot", "name": "record", "value": {"situation": situation}}
    actions.clear()
    actions.answers["action_respond"] = {"events": [record]}
    first, second = loop.run_until_complete(converse(agent, [("Maersk", None, {}), ("Maersk", None, {})]))
    assert second["understood"]["acts"][0]["kind"] == "value"
    assert first["understood"]["acts"] != second["understood"]["acts"]


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("yes, send it. And where is ORD-100234?", ["yes, send it", "where is ORD-100234?"]),
        ("好，发吧。顺便查下尾款什么时候付", ["好，发吧", "查下尾款什么时候付"]),
        ("yes, but 600 pieces", ["yes, but 600 pieces"]),
        ("好的，改成600件", ["好的，改成600件"]),
        ("yes please", ["yes please"]),
    ],
)
def test_a_yes_and_another_wish_are_answered_one_after_the_other(
    agent: Agent, actions: ActionServerDouble, loop: Any, said: str, parts: list[str]
) -> None:
    """The wish comes into the situation after the yes, and what changes the thing agreed to is no yes to it."""
    situation = Situation("yesno", "request", (), ("listing",), "ask_confirm").as_json()
    actions.clear()
    actions.answers["action_respond"] = {
        "events": [{"event": "slot", "name": "record", "value": {"situation": situation}}]
    }
    loop.run_until_complete(converse(agent, [("hello", None, {}), (said, None, {})]))
    assert [call["tracker"]["latest_message"]["text"] for call in actions.calls[1:]] == parts


FORM: list[dict[str, Any]] = [
    {"event": "slot", "name": "product", "value": "silk"},
    {"event": "slot", "name": "quantity", "value": 5},
    {"event": "slot", "name": "quantity", "value": None},
    {"event": "active_loop", "name": "quote_form"},
    {"event": "slot", "name": "requested_slot", "value": "quantity"},
    {"event": "user", "message_id": "m7", "text": "silk", "parse_data": {"intent": {"name": "inform"}}},
]


def test_a_state_of_the_version_before_is_read(agent: Agent) -> None:
    tracker = restore({"version": 1, "events": FORM}, "c1", agent.domain)
    slots = {"product": "silk", "requested_slot": "quantity"}
    earlier = {"slots": slots, "form": "quote_form", "message_id": "m7", "intent": "inform"}
    assert tracker.get_slot("record")["earlier"] == earlier
    assert find_situation(tracker) == {"task": "request", "asked": "quantity"}
    left = restore({"version": 1, "events": [*FORM, {"event": "active_loop", "name": None}]}, "c1", agent.domain)
    assert left.get_slot("record")["earlier"]["form"] is None
    assert Situation.read(find_situation(left)).is_empty


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"version": 0, "record": {}},
        {"version": 2},
        {"version": 2, "record": []},
        {"version": 1},
        {"version": 1, "events": [5]},
    ],
)
def test_a_state_that_is_none_of_ours_is_refused(agent: Agent, state: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        restore(state, "c1", agent.domain)
