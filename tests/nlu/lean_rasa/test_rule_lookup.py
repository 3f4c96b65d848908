"""The lean look-up of rules and the planned graph give what Rasa's own give, for whole conversations."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.lean_rasa import rule_lookup
from nlu.lean_rasa.graph_runner import PlannedGraphRunner
from nlu.turn.carried_state import restore
from nlu.turn.channel import take_turn
from nlu.turn.request import TurnRequest
from tests.fakes.nlu.action_server import ActionServerDouble
from tests.fakes.nlu.conversations import CONVERSATION, converse


def policy_of(agent: Agent) -> RulePolicy:
    nodes = agent.processor.graph_runner._instantiated_nodes  # type: ignore[union-attr]
    return next(node._component for node in nodes.values() if isinstance(node._component, RulePolicy))


def predicted(policy: RulePolicy, tracker: DialogueStateTracker, domain: Any, *, lean: bool) -> tuple[Any, ...]:
    names = ("_find_action_from_rules", "_prediction_states", "_get_possible_keys")
    before = [getattr(RulePolicy, name) for name in names]
    try:
        for name, lean_one, own in zip(names, before, rule_lookup._RASAS_OWN, strict=True):
            setattr(RulePolicy, name, lean_one if lean else own)
        found = policy.predict_action_probabilities(tracker, domain)
    finally:
        for name, function in zip(names, before, strict=True):
            setattr(RulePolicy, name, function)
    events = [event.as_dict()["event"] for event in found.events]
    return (
        list(found.probabilities),
        found.is_end_to_end_prediction,
        found.is_no_user_prediction,
        found.hide_rule_turn,
        events,
    )


def dialogues(agent: Agent, loop: asyncio.AbstractEventLoop) -> Iterator[list[Event]]:
    """The events of real conversations with forms, and of some that nobody planned."""
    for answer in loop.run_until_complete(converse(agent, CONVERSATION)):
        tracker = restore(json.loads(json.dumps(answer["state"])), "c1", agent.domain)
        yield list(tracker.events)
    said = [UserUttered("x", intent={"name": name, "confidence": 0.9}) for name in ("greet", "inform", "nlu_fallback")]
    listen = ActionExecuted("action_listen")
    yield []
    yield [said[0]]
    yield [ActionExecuted("action_session_start"), SessionStarted(), listen, said[1]]
    yield [listen, said[0], ActionExecuted("action_greet"), listen, said[2]]
    yield [
        listen,
        said[1],
        ActionExecuted("quote_form"),
        ActiveLoop("quote_form"),
        SlotSet("requested_slot", "product"),
        listen,
        said[2],
    ]
    yield [
        listen,
        said[1],
        ActiveLoop("quote_form"),
        ActionExecuted("quote_form"),
        ActiveLoop(None),
        SlotSet("requested_slot", None),
    ]
    yield [listen, UserUttered("only words")]


def test_predictions_are_rasas_own_after_every_event(agent: Agent, loop: asyncio.AbstractEventLoop) -> None:
    assert RulePolicy._prediction_states is rule_lookup._prediction_states
    policy, compared = policy_of(agent), set()
    for events in dialogues(agent, loop):
        for count in range(len(events) + 1):
            trackers = [DialogueStateTracker.from_events("c1", events[:count], agent.domain.slots) for _ in range(2)]
            own = predicted(policy, trackers[0], agent.domain, lean=False)
            assert predicted(policy, trackers[1], agent.domain, lean=True) == own
            compared.add(tuple(own[0]))
    assert len(compared) > 5  # different predictions, not one that always holds


def test_the_states_are_the_last_of_rasas_states(agent: Agent, loop: asyncio.AbstractEventLoop) -> None:
    for events in dialogues(agent, loop):
        tracker = DialogueStateTracker.from_events("c1", events, agent.domain.slots)
        everything = agent.domain.states_for_tracker_history(tracker)
        for count in (1, 3, 100):
            assert rule_lookup.latest_states(tracker, agent.domain, count) == everything[-count:]


@pytest.mark.parametrize("text", ["I need 500 silk scarves from Chengdu", "thanks, bye", "我要找四川的花椒供应商", ""])
def test_the_planned_graph_answers_as_the_graph_does(
    agent: Agent, actions: ActionServerDouble, loop: asyncio.AbstractEventLoop, text: str
) -> None:
    runner = agent.processor.graph_runner  # type: ignore[union-attr]
    assert isinstance(runner, PlannedGraphRunner)

    def answer() -> dict[str, Any]:
        turn = TurnRequest("m1", "c1", text, None, {}, "en", "buyer", "context", None)
        answered = loop.run_until_complete(take_turn(agent, turn))
        for event in answered["state"]["events"]:
            event.pop("timestamp")
        return answered

    planned = answer()
    PlannedGraphRunner.run, kept = DaskGraphRunner.run, PlannedGraphRunner.run  # type: ignore[method-assign]
    try:
        assert answer() == planned
    finally:
        PlannedGraphRunner.run = kept  # type: ignore[method-assign]
