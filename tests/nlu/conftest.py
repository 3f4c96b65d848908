"""The trained model once for all tests, and Rasa as the gateway meets it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from nlu.lean_rasa.environment import prepare, quiet_logs

prepare()

from nlu import train  # noqa: E402
from nlu.model import current  # noqa: E402
from tests.fakes.nlu.action_server import ActionServerDouble  # noqa: E402


@pytest.fixture(scope="session")
def model_path() -> Any:
    """The current model, trained first when its inputs have changed."""
    assert train.main() == 0
    return current()


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One event loop for all that keeps connections."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def actions(loop: asyncio.AbstractEventLoop) -> Iterator[ActionServerDouble]:
    server = ActionServerDouble()
    loop.run_until_complete(server.start())
    yield server
    loop.run_until_complete(server.stop())


@pytest.fixture(scope="session")
def agent(model_path: Any, actions: ActionServerDouble, loop: asyncio.AbstractEventLoop) -> Iterator[Any]:
    """The agent that `nlu.serve` would run, with the double as its action server."""
    from rasa.core.agent import Agent
    from rasa.utils.endpoints import EndpointConfig

    from nlu.lean_rasa.runtime import install
    from nlu.turn.carried_state import CarriedState

    quiet_logs()
    install()
    agent = Agent.load(
        model_path,
        generator=EndpointConfig(type="nlu.turn.responses.NamedResponses"),
        tracker_store=CarriedState(None),
        action_endpoint=EndpointConfig(actions.url, headers={"X-Caravan-Token": "secret"}),
    )
    yield agent
    loop.run_until_complete(agent.processor.close())
