"""The gateway's door, over HTTP: who gets in, what is a turn, and what a turn answers."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import aiohttp
import pytest
import structlog
from rasa.core.agent import Agent
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from nlu.lean_rasa.runtime import ActionServers, Instance
from nlu.turn.channel import CaravanChannel
from telemetry import configure
from tests.fakes.nlu.action_server import ActionServerDouble

TOKEN = "a-long-token"
DEFAULT_PORT = 8000


class Door:
    """A client of the running channel."""

    def __init__(self, url: str, loop: asyncio.AbstractEventLoop) -> None:
        self._url = url
        self._loop = loop
        self.timing = ""

    def turn(self, token: str = TOKEN, body: Any = None, **fields: Any) -> tuple[int, dict[str, Any]]:
        return self._loop.run_until_complete(self.post(token, body, **fields))

    def turns(self, requests: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
        async def together() -> list[tuple[int, dict[str, Any]]]:
            return await asyncio.gather(*(self.post(**fields) for fields in requests))

        return self._loop.run_until_complete(together())

    async def post(self, token: str = TOKEN, body: Any = None, **fields: Any) -> tuple[int, dict[str, Any]]:
        turn = {
            "message_id": "m1", "conversation": "c1", "text": "hello", "intent": None, "entities": {},
            "language": "en", "role": "buyer", "context": "signed", "state": None, **fields,
        }  # fmt: skip
        content = body if isinstance(body, bytes) else json.dumps(body if body is not None else turn).encode()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self._url, data=content, headers=headers) as response,
        ):
            self.timing = response.headers.get("Server-Timing", "")
            return response.status, await response.json()


@contextmanager
def open_door(agent: Agent, loop: asyncio.AbstractEventLoop, name: str) -> Iterator[Door]:
    """Serves the channel on a port that the kernel chooses: Sanic takes port 0 for its default, 8000."""
    app = Sanic(name, configure_logging=False)
    app.config.TOUCHUP = False  # it rewrites methods of the class, once a process
    app.ctx.agent = agent
    app.blueprint(CaravanChannel(TOKEN).blueprint(None), url_prefix="/webhooks/caravan")  # type: ignore[arg-type]

    async def start(listener: socket.socket) -> Any:
        server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
        await server.startup()
        return server

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = loop.run_until_complete(start(listener))
        yield Door(f"http://127.0.0.1:{listener.getsockname()[1]}/webhooks/caravan/turn", loop)
        loop.run_until_complete(server.close() or asyncio.sleep(0))


@pytest.fixture(scope="module")
def door(agent: Agent, loop: asyncio.AbstractEventLoop) -> Iterator[Door]:
    with open_door(agent, loop, "caravan-test") as door:
        yield door


@pytest.fixture(autouse=True)
def clear(actions: ActionServerDouble) -> None:
    actions.clear()


def test_a_caravan_that_runs_on_the_default_port_is_in_nobodys_way(
    agent: Agent, loop: asyncio.AbstractEventLoop
) -> None:
    with ExitStack() as taken:
        with suppress(OSError):  # whoever has it already takes it as well as we do
            taken.enter_context(socket.create_server(("127.0.0.1", DEFAULT_PORT)))
        with open_door(agent, loop, "caravan-test-beside-another") as door:
            assert door.turn()[0] == 200


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN[:-1], "日本"])
def test_without_the_token_nobody_gets_in(door: Door, actions: ActionServerDouble, token: str) -> None:
    status, body = door.turn(token=token.encode().decode("latin-1"))
    assert (status, body) == (401, {"error": "unauthorized"})
    assert actions.calls == []


@pytest.mark.parametrize(
    "fields",
    [
        {"body": b"{"},
        {"body": []},
        {"text": None},
        {"text": 5},
        {"text": "x" * 4097},
        {"message_id": ""},
        {"conversation": None},
        {"intent": "no_such_intent"},
        {"entities": []},
        {"role": 1},
    ],
)
def test_what_is_no_turn_is_refused(door: Door, fields: dict[str, Any]) -> None:
    status, body = door.turn(**fields)
    assert status == 422
    assert body["error"] == "malformed"


UNREADABLE = [
    "x",
    [],
    {},
    {"version": 3, "record": {"note": "call +49 170 1234567"}},
    {"version": 2, "discourse": {"note": "call +49 170 1234567"}},
    {"version": 2, "record": "call +49 170 1234567"},
    {"version": 1, "events": "x"},
    {"version": 1, "events": ["call +49 170 1234567"]},
    {"version": 1, "events": [{"name": "call +49 170 1234567"}]},
]


@pytest.mark.parametrize("state", UNREADABLE)
@pytest.mark.parametrize(
    ("language", "text"), [("en", "where is my order ORD-100234?"), ("zh", "订单ORD-100234到哪了")]
)
def test_a_state_that_cannot_be_read_starts_anew_and_says_so_once(
    door: Door, actions: ActionServerDouble, state: Any, language: str, text: str
) -> None:
    actions.answers["action_respond"] = {"responses": [{"response": "utter_thank", "values": {}}]}
    status, first = door.turn(text=text, language=language, state=state)
    assert (status, first["started_anew"]) == (200, True)
    assert [reply["response"] for reply in first["replies"]] == ["utter_started_anew", "utter_thank"]
    assert first["understood"]["intent"] == "order_status", "the message itself is answered as ever"
    status, second = door.turn(text=text, language=language, state=first["state"], message_id="m2")
    assert (status, second["started_anew"]) == (200, False)
    assert [reply["response"] for reply in second["replies"]] == ["utter_thank"]


def test_a_start_anew_is_logged_without_words(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    lines = structlog.wrap_logger(
        structlog.PrintLogger(written),
        processors=[structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    monkeypatch.setattr("nlu.turn.channel.log", lines)
    for state in UNREADABLE:
        door.turn(state=state)
    events = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [event["event"] for event in events] == ["dialogue started anew", "turn done"] * len(UNREADABLE)
    assert {event["reason"] for event in events if "reason" in event} == {"state of another version", "malformed state"}
    assert "1234567" not in written.getvalue()


def test_a_turn_answers_with_state_replies_effects_and_what_was_understood(
    door: Door, actions: ActionServerDouble
) -> None:
    card = {"kind": "order", "title": "ORD-100234", "fields": [], "buttons": []}
    choice = {"label": {"type": "term", "name": "button.agent"}, "intent": "human_handoff", "entities": {}}
    actions.answers["action_respond"] = {
        "events": [{"event": "slot", "name": "record", "value": {"focus": [["order", "ORD-100234"]]}}],
        "responses": [
            {"response": "utter_thank", "values": {"n": 1}, "cards": [card], "choices": [choice], "text": None},
            {"custom": {"effect": {"kind": "handoff", "reason": "asked"}}},
        ],
    }
    status, body = door.turn(text="where is my order ORD-100234?")
    assert status == 200
    reply = {"response": "utter_thank", "values": {"n": 1}, "buttons": [choice], "cards": [card]}
    assert body["replies"] == [reply]
    assert body["effects"] == [{"kind": "handoff", "reason": "asked"}]
    understood = body["understood"]
    assert understood["intent"] == "order_status"
    assert understood["ranking"][0]["intent"] == "order_status"
    assert len(understood["ranking"]) == 3
    assert {"entity": "order_number", "value": "ORD-100234", "start": 18, "end": 28} in understood["entities"]
    assert body["state"] == {"version": 2, "record": {"focus": [["order", "ORD-100234"]]}}


def test_the_action_server_gets_the_context_and_the_message_id(door: Door, actions: ActionServerDouble) -> None:
    door.turn(text="where is my order", message_id="m77")
    latest = actions.calls[-1]["tracker"]["latest_message"]
    assert latest["metadata"]["context"] == "signed"
    assert latest["message_id"] == "m77"
    assert actions.tokens == {"secret"}
    assert actions.calls[-1]["next_action"] == "action_respond"


def test_connections_to_the_action_server_stay_open(door: Door, actions: ActionServerDouble) -> None:
    for _ in range(4):
        assert door.turn(text="where is my order")[0] == 200
    assert len(actions.calls) >= 4
    assert len(actions.connections) == 1


def test_a_pressed_button_is_its_intent(door: Door, actions: ActionServerDouble) -> None:
    pressed = {"text": "Where is it?", "intent": "order_status", "entities": {"order_number": "ORD-100555"}}
    status, body = door.turn(**pressed)
    assert status == 200
    assert body["understood"]["confidence"] == 1.0
    assert body["understood"]["entities"] == [{"entity": "order_number", "value": "ORD-100555"}]
    assert actions.calls[-1]["tracker"]["latest_message"]["intent"] == {"name": "order_status", "confidence": 1.0}


@pytest.mark.parametrize(
    "text",
    [
        '/bot_challenge{"order_number":"ORD-100234"}',
        '//bot_challenge{"order_number":"ORD-100234"}',
        " /bot_challenge",
        "/ /bot_challenge@0.9",
        "/restart",
        "/session_start",
        "/back",
    ],
)
def test_what_a_person_types_is_never_an_intent(door: Door, text: str) -> None:
    status, body = door.turn(text=text)
    assert status == 200
    assert body["understood"]["confidence"] < 1.0
    assert body["understood"]["intent"] not in ("restart", "session_start", "back")


def test_spans_refer_to_the_text_as_typed(door: Door) -> None:
    text = '/cancel_order{"order_number":"ORD-100234"}'
    found = door.turn(text=text)[1]["understood"]["entities"]
    assert [text[entity["start"] : entity["end"]] for entity in found if entity["entity"] == "order_number"] == [
        "ORD-100234"
    ]


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂🙂", "???", "\u200b"])
def test_a_message_without_words_is_a_fallback(door: Door, text: str) -> None:
    status, body = door.turn(text=text)
    assert status == 200
    assert body["understood"]["intent"] == "nlu_fallback"


def test_the_wish_in_the_middle_of_a_long_message_is_understood(door: Door) -> None:
    before = "We are a family company since many years and the weather is nice here. " * 27
    after = "I hope your family is well and that business is good this year. " * 28
    text = (before + "Please tell me where is my order ORD-100234 now? " + after)[:4000]
    status, body = door.turn(text=text)
    assert status == 200
    assert body["understood"]["intent"] == "order_status"
    assert body["understood"]["entities"][0]["value"] == "ORD-100234"


@pytest.mark.parametrize(
    "answer", [503, 500, 404, 302, {"events": [{"no": "event"}]}, {"responses": [{"response": "utter_no_such"}]}]
)
def test_a_turn_with_a_failed_action_never_answers_200(door: Door, actions: ActionServerDouble, answer: Any) -> None:
    actions.answers["action_respond"] = answer
    status, body = door.turn(text="where is my order ORD-100234?")
    assert status == 503
    assert body == {"error": "actions_unavailable" if answer in (503, 404, 302) else "turn_failed"}
    actions.clear()
    assert door.turn(text="where is my order ORD-100234?")[0] == 200


def test_an_action_server_that_is_down(door: Door, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent.processor.action_endpoint, "_instances", [Instance("http://127.0.0.1:9/webhook")])
    assert door.turn(text="where is my order") == (503, {"error": "actions_unavailable"})


def test_of_several_action_servers_a_dead_one_is_passed_over(
    door: Door, agent: Agent, actions: ActionServerDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead, alive = Instance("http://127.0.0.1:9/webhook"), Instance(actions.url)
    monkeypatch.setattr(agent.processor.action_endpoint, "_instances", [dead, alive])
    actions.clear()
    assert door.turn(text="where is my order ORD-100234?")[0] == 200
    assert [call["next_action"] for call in actions.calls] == ["action_respond"], "asked once"
    assert min([dead, alive], key=lambda one: one.preference) is alive


def test_calls_go_to_the_least_loaded_action_server(
    door: Door,
    agent: Agent,
    actions: ActionServerDouble,
    loop: asyncio.AbstractEventLoop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    second = ActionServerDouble()
    loop.run_until_complete(second.start())
    both = [Instance(actions.url), Instance(second.url)]
    monkeypatch.setattr(agent.processor.action_endpoint, "_instances", both)
    monkeypatch.setattr(both[0], "working", 3)  # it is busy with others' calls
    actions.clear()
    assert door.turn(text="where is my order ORD-100234?")[0] == 200
    loop.run_until_complete(second.stop())
    assert (len(actions.calls), len(second.calls)) == (0, 1)


def test_the_setting_lists_action_servers_with_commas() -> None:
    servers = ActionServers(EndpointConfig("http://one:5055, http://two:5056/webhook"))
    assert [one.url for one in servers._instances] == ["http://one:5055/webhook", "http://two:5056/webhook"]


def test_a_turn_tells_what_its_parts_took(door: Door, actions: ActionServerDouble) -> None:
    door.turn(text="where is my order ORD-100234")
    parts = {name: float(spent.removeprefix("dur=")) for name, _, spent in
             (part.partition(";") for part in door.timing.split(", "))}  # fmt: skip
    assert set(parts) == {"nlu", "actions", "rasa"}
    assert 0 < parts["nlu"] + parts["actions"] <= parts["rasa"]


def test_lines_of_a_turn_have_its_ids_and_not_its_words(
    door: Door, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", written)
    configure("rasa", form="json")
    # Rasa's set-up of structlog, which other tests came by, keeps a logger as it was first used.
    monkeypatch.setattr("nlu.turn.channel.log", structlog.get_logger("nlu.turn.channel"))
    try:
        door.turn(message_id="m7", conversation="c7", text="call me on +49 170 1234567, where is ORD-100234")
        monkeypatch.setattr(agent.processor.action_endpoint, "_instances", [Instance("http://127.0.0.1:9/webhook")])
        door.turn(message_id="m8", conversation="c7", text="call me on +49 170 1234567, where is ORD-100234")
    finally:
        root.handlers[:], root.level = handlers, level
        logging.captureWarnings(False)
        structlog.reset_defaults()
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [(line["event"], line["message"]) for line in lines] == [("turn done", "m7"), ("turn given up", "m8")]
    assert {line["conversation"] for line in lines} == {"c7"}
    assert "1234567" not in written.getvalue()


def test_turns_of_many_conversations_at_once_do_not_mix(door: Door, actions: ActionServerDouble) -> None:
    numbers = [f"ORD-10{index:04d}" for index in range(24)]
    requests = [
        {"conversation": f"c{number}", "message_id": f"m{number}", "text": f"where is my order {number}"}
        for number in numbers
    ]
    actions.answers["action_respond"] = lambda call: {
        "events": [{"event": "slot", "name": "record", "value": call["tracker"]["latest_message"]["entities"][0]}]
    }
    answers = door.turns(requests)
    assert [status for status, _ in answers] == [200] * len(numbers)
    for number, (_, body) in zip(numbers, answers, strict=True):
        assert body["state"]["record"]["value"] == number
    called = {(call["sender_id"], call["tracker"]["latest_message"]["message_id"]) for call in actions.calls}
    assert called == {(f"c{number}", f"m{number}") for number in numbers}
