"""The state that the gateway carries: bounded, flat, without secrets, and worth the whole conversation."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.events import BotUttered
from rasa.utils.endpoints import EndpointConfig

from nlu.lean_rasa.current import CurrentTurn, current_turn
from nlu.turn.carried_state import LIMIT_BYTES, TAIL_TURNS, carry, restore
from nlu.turn.channel import CollectedReplies
from tests.fakes.nlu.action_server import ActionServerDouble
from tests.fakes.nlu.conversations import CONVERSATION, converse


@pytest.fixture
def stock_agent(model_path: Any, actions: ActionServerDouble) -> Agent:
    """Rasa with its own tracker store, which keeps every event, in a form's middle too."""
    return Agent.load(
        model_path,
        generator=EndpointConfig(type="nlu.turn.responses.NamedResponses"),
        tracker_store=InMemoryTrackerStore(None),
        action_endpoint=EndpointConfig(actions.url, headers={"X-Caravan-Token": "secret"}),
    )


def fill_forms(actions: ActionServerDouble) -> None:
    """A request begins the form, its validation takes what was found, cancelling leaves it."""
    actions.clear()
    actions.answers["action_request_quote"] = {"events": [{"event": "followup", "name": "quote_form"}]}
    actions.answers["validate_quote_form"] = lambda call: {
        "events": [
            {"event": "slot", "name": entity["entity"], "value": entity["value"]}
            for entity in call["tracker"]["latest_message"]["entities"]
            if entity["entity"] in ("product", "quantity", "country")
        ]
    }
    left = [
        {"event": "active_loop", "name": None},
        *({"event": "slot", "name": name, "value": None} for name in ("requested_slot", "product", "quantity")),
    ]
    actions.answers["action_cancel"] = {"events": left}
    actions.answers["action_find_supplier"] = {
        "events": [*left, {"event": "slot", "name": "search", "value": {"words": ["花椒"], "page": 1}}],
        "responses": [{"response": "utter_thank", "values": {}}],
    }


def test_replies_are_those_of_a_rasa_that_keeps_everything(
    agent: Agent, stock_agent: Agent, actions: ActionServerDouble, loop: asyncio.AbstractEventLoop
) -> None:
    fill_forms(actions)
    turns = CONVERSATION * 2
    carried = loop.run_until_complete(converse(agent, turns))
    ours = [call["next_action"] for call in actions.calls]
    actions.calls.clear()
    stock = loop.run_until_complete(_stock_replies(stock_agent, turns))
    loop.run_until_complete(stock_agent.processor.close())
    assert [answer["replies"] for answer in carried] == stock
    assert ours == [call["next_action"] for call in actions.calls]
    in_form = [bool(restore(answer["state"], "c1", agent.domain).active_loop_name) for answer in carried]
    assert True in in_form
    assert in_form[-1] is False


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
            expecting = tracker.get_slot("requested_slot") if tracker.active_loop_name else None
            asked = UserMessage(text, metadata={"role": "buyer", "language": "en", "expecting": expecting})
            parsed = await agent.processor.parse_message(asked)
        await agent.processor.handle_message(
            UserMessage(text, output, "c1", parsed, message_id=f"m{number}", metadata={"context": "x"})
        )
        replies.append(output.replies)
    return replies


def test_the_state_is_small_and_stops_growing(
    agent: Agent, actions: ActionServerDouble, loop: asyncio.AbstractEventLoop
) -> None:
    fill_forms(actions)
    sizes = [len(json.dumps(answer["state"])) for answer in loop.run_until_complete(converse(agent, CONVERSATION * 3))]
    assert max(sizes) <= LIMIT_BYTES
    assert max(sizes[-12:]) <= max(sizes[12:24]) * 1.05


def test_only_the_last_turns_are_kept(agent: Agent, actions: ActionServerDouble, loop: Any) -> None:
    actions.clear()
    answer = loop.run_until_complete(converse(agent, [("hello", None, {})] * 8))[-1]
    kept = [event["message_id"] for event in answer["state"]["events"] if event["event"] == "user"]
    assert kept == ["m5", "m6", "m7"]
    assert len(kept) == TAIL_TURNS


def test_the_signed_context_is_not_kept(agent: Agent, actions: ActionServerDouble, loop: Any) -> None:
    fill_forms(actions)
    for answer in loop.run_until_complete(converse(agent, CONVERSATION)):
        assert "SECRET-CONTEXT" not in json.dumps(answer["state"])


def test_slots_outlive_the_turns_that_set_them(agent: Agent, actions: ActionServerDouble, loop: Any) -> None:
    fill_forms(actions)
    turns = [("", "find_supplier", {"product": "花椒"}), *[("hello", None, {})] * 6]
    answer = loop.run_until_complete(converse(agent, turns))[-1]
    tracker = restore(answer["state"], "c1", agent.domain)
    assert tracker.get_slot("search") == {"words": ["花椒"], "page": 1}


def test_long_messages_and_large_slots_do_not_exceed_the_limit(
    agent: Agent, actions: ActionServerDouble, loop: Any
) -> None:
    actions.clear()
    large = [{"event": "slot", "name": "search", "value": "长" * 3000}, {"event": "slot", "name": "offer", "value": 1}]
    actions.answers["action_find_supplier"] = {"events": large}
    turns = [("中" * 4000, "find_supplier", {}), ("hello " * 600, None, {})]
    for answer in loop.run_until_complete(converse(agent, turns)):
        assert len(json.dumps(answer["state"])) <= LIMIT_BYTES
        tracker = restore(answer["state"], "c1", agent.domain)
        assert tracker.get_slot("offer") == 1
        assert tracker.get_slot("search") is None


def test_what_the_bot_said_is_kept_by_name_only(agent: Agent) -> None:
    tracker = restore(None, "c1", agent.domain)
    tracker.update(BotUttered("long text", {"custom": "x" * 5000}, {"utter_action": "utter_thank", "reply": {}}))
    said = carry(tracker)["events"][-1]
    assert said["metadata"] == {"utter_action": "utter_thank"}
    assert said["text"] is None


@pytest.mark.parametrize(
    "state", [{}, {"version": 0, "events": []}, {"version": 1}, {"version": 1, "events": [{"event": "nonsense"}]}]
)
def test_a_state_that_is_none_of_ours_is_refused(agent: Agent, state: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        restore(state, "c1", agent.domain)
