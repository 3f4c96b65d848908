"""Loads the trained model once for all tests, and runs Rasa as the gateway meets it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from nlu.lean_rasa.environment import prepare

with pytest.MonkeyPatch.context() as process:
    process.setenv(
        "LOG_LEVEL", "WARNING"
    )  # restored, since other tests start processes with the environment of this one
    prepare()

from nlu import train
from nlu.model import current
from tests.fakes.nlu.action_server import ActionServerDouble


@pytest.fixture(scope="session")
def model_path() -> Any:
    """Returns the path of the current model, which is trained first when its inputs have changed."""
    assert train.main() == 0
    return current()


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Yields one event loop for everything that keeps connections open."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def actions(loop: asyncio.AbstractEventLoop) -> Iterator[ActionServerDouble]:
    server = ActionServerDouble()
    loop.run_until_complete(server.start())
    yield server
    loop.run_until_complete(server.stop())


@pytest.fixture(scope="package")
def agent(model_path: Any, actions: ActionServerDouble, loop: asyncio.AbstractEventLoop) -> Iterator[Any]:
    """Returns the agent that `nlu.serve` would run, with the double as its action server."""
    from rasa.core.agent import Agent
    from rasa.utils.endpoints import EndpointConfig

    from nlu.lean_rasa.runtime import install
    from nlu.turn.carried_state import CarriedState

    logging.getLogger("rasa").setLevel(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    install()
    agent = Agent.load(
        model_path,
        generator=EndpointConfig(type="nlu.turn.responses.NamedResponses"),
        tracker_store=CarriedState(None),
        action_endpoint=EndpointConfig(actions.url, headers={"X-Caravan-Token": "secret"}),
    )
    yield agent
    loop.run_until_complete(agent.processor.close())
    structlog.reset_defaults()
