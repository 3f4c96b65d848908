"""Replaces parts of Rasa 3.6 that answering a message uses and that no setting of Rasa can change.

`install` replaces, before the model is loaded:

- the message processor, by one that ends the turn when an action fails (Rasa logs the error and goes on) and that does
  not compare what was understood with the domain (Rasa builds an empty domain for that, for every message);
- the client of the action server, by one that keeps its connections open (Rasa opens a new session for every call)
  and does not send the domain, which no action reads;
- the check of an action's result, by one that checks only its structure (Rasa also validates the JSON schema itself on
  every call, which takes 40% of the time of a turn with an action);
- the look-up of an event's class, by one with a cache (Rasa searches all classes for every event of every turn);
- the runner of the graph of components (graph_runner.py).

It also removes the copies of events that Rasa makes for its debug log.
"""

from __future__ import annotations

import asyncio
import time
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import aiohttp
import rasa.core.agent
import rasa.core.processor
import structlog
from rasa.core.actions.action import Action, ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from foundation.json_text import read_json, write_json_bytes
from nlu.lean_rasa.current import TurnFailed, current_turn
from nlu.lean_rasa.graph_runner import PlannedGraphRunner

log = structlog.get_logger(__name__)

ACTION_TIMEOUT_SECONDS = 20
IS_JSON = {"Content-Type": "application/json"}
AVOIDED_SECONDS = 2.0
"""Seconds during which an action server that did not answer is called only after all others."""


def install() -> None:
    """Puts the replacements in place. A second call changes nothing."""
    rasa.core.agent.MessageProcessor = StrictProcessor
    rasa.core.processor.DaskGraphRunner = PlannedGraphRunner
    # Rasa's processor makes deep copies only of events for its debug log.
    rasa.core.processor.copy = SimpleNamespace(deepcopy=lambda value: value)
    RemoteAction._validate_action_result = _check_action_result
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))


class StrictProcessor(MessageProcessor):
    """Processes a message so that the turn either runs all its actions or fails."""

    def __init__(self, *args: Any, action_endpoint: EndpointConfig | None = None, **kwargs: Any) -> None:
        super().__init__(*args, action_endpoint=action_endpoint, **kwargs)
        if action_endpoint is not None:
            self.action_endpoint = ActionServers(action_endpoint)

    async def close(self) -> None:
        """Closes the connections to the action server."""
        if isinstance(self.action_endpoint, ActionServers):
            await self.action_endpoint.close()

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Does nothing: the model was trained with this very domain (nlu/model.py), so it knows no other intents."""

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        return await super()._run_action(StrictAction(action), tracker, output_channel, nlg, prediction)


class StrictAction(Action):
    """Runs an action. Every error of the action ends the turn, except that the action rejects its execution (Rasa's
    `ActionExecutionRejection`)."""

    def __init__(self, action: Action) -> None:
        self._action = action

    def name(self) -> str:
        return self._action.name()

    def event_for_successful_execution(self, prediction: PolicyPrediction) -> Event:
        return self._action.event_for_successful_execution(prediction)

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        try:
            return await self._action.run(output_channel, nlg, tracker, domain)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            log.exception("action failed", action=self.name())
            raise TurnFailed("turn_failed", f"action {self.name()}") from error


class Instance:
    """Describes one action server: how many calls it is working on, and until when it is to be avoided."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.working = 0
        """The number of calls that this server has not answered yet."""
        self.avoided_until = 0.0
        """The monotonic time, in seconds, until which other servers are called first, because this server did not
        answer."""

    @property
    def preference(self) -> tuple[bool, int]:
        """Returns a sort key: the smallest one belongs to the server that should be called next."""
        return time.monotonic() < self.avoided_until, self.working


class ActionServers(EndpointConfig):
    """Sends each call to the least loaded action server, over connections that stay open.

    `ACTIONS_URL` names the servers, separated by commas. When a server drops the connection, the call is sent to
    it once more; when it refuses or drops it again, the call goes to the others. Repeating a call is safe because
    an action writes only once for each message. A call that times out is not repeated. When no server answers, the
    turn ends with `actions_unavailable`.
    """

    def __init__(self, endpoint: EndpointConfig) -> None:
        super().__init__(endpoint.url, endpoint.params, endpoint.headers, **endpoint.kwargs)
        servers, slash, path = endpoint.url.rpartition("/")
        self._instances = [Instance(server.strip().rstrip("/") + slash + path) for server in servers.split(",")]
        self._session: aiohttp.ClientSession | None = None

    async def request(self, method: str = "post", subpath: str | None = None, **kwargs: Any) -> Any:
        call = {**kwargs["json"], "domain": {}}
        try:
            with current_turn.get().spends_on("actions"):
                status, body = await self._post(call)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise TurnFailed("actions_unavailable", f"{call['next_action']}: {error!r}") from error
        if status == 200:
            return _parse_result(body, call["next_action"])
        if status == 400 and _is_rejection(body):
            raise ClientResponseError(status, "rejected", body)
        # Status 500 is an error of the action itself, which another try would repeat. Others may pass soon.
        error = "turn_failed" if status == 500 else "actions_unavailable"
        raise TurnFailed(error, f"{call['next_action']}: status {status}")

    async def _post(self, call: dict[str, Any]) -> tuple[int, str]:
        untried = list(self._instances)
        while True:
            instance = min(untried, key=lambda one: one.preference)
            untried.remove(instance)
            try:
                return await self._ask(instance, call)
            except (aiohttp.ClientConnectionError, OSError) as error:
                instance.avoided_until = time.monotonic() + AVOIDED_SECONDS
                if isinstance(error, asyncio.TimeoutError) or not untried:
                    raise

    async def _ask(self, instance: Instance, call: dict[str, Any]) -> tuple[int, str]:
        instance.working += 1
        try:
            return await self._post_once(self._open_session(), instance.url, call)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
            if isinstance(error, aiohttp.ClientConnectorError):
                raise
            # While this process was held up, every open connection may have been closed by the other side.
            # So the second try opens a new one.
            async with self._new_session(force_close=True) as session:
                return await self._post_once(session, instance.url, call)
        finally:
            instance.working -= 1

    def _open_session(self) -> aiohttp.ClientSession:
        """Returns the session that all calls share; makes it when there is none or it was closed."""
        if self._session is None or self._session.closed:
            self._session = self._new_session(force_close=False)
        return self._session

    def _new_session(self, *, force_close: bool) -> aiohttp.ClientSession:
        timeout = aiohttp.ClientTimeout(total=ACTION_TIMEOUT_SECONDS, connect=5)
        connector = aiohttp.TCPConnector(force_close=force_close)
        return aiohttp.ClientSession(headers=self.headers, timeout=timeout, connector=connector)

    @staticmethod
    async def _post_once(session: aiohttp.ClientSession, url: str, call: dict[str, Any]) -> tuple[int, str]:
        async with session.post(url, data=write_json_bytes(call), headers=IS_JSON, allow_redirects=False) as response:
            return response.status, await response.text()

    async def close(self) -> None:
        """Closes the open connections."""
        if self._session is not None:
            await self._session.close()


def _parse_result(body: str, action: str) -> dict[str, Any]:
    try:
        result = read_json(body)
    except ValueError as error:
        raise TurnFailed("actions_unavailable", f"{action}: the answer is not JSON") from error
    if not isinstance(result, dict):
        raise TurnFailed("actions_unavailable", f"{action}: the answer is not a JSON object")
    return result


def _is_rejection(body: str) -> bool:
    try:
        return "action_name" in read_json(body)
    except (ValueError, TypeError):
        return False


def _check_action_result(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Returns True when events and responses are lists of objects and each event has its `event` field.

    Raises:
        ValueError: they are not.
    """
    events, responses = result.get("events") or [], result.get("responses") or []
    sound = (
        isinstance(events, list)
        and isinstance(responses, list)
        and all(isinstance(event, dict) and "event" in event for event in events)
        and all(isinstance(response, dict) for response in responses)
    )
    if not sound:
        raise ValueError("The action server's answer does not hold lists of events and responses")
    return True
