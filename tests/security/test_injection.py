"""Input is text: what somebody types is never an intent, a payload, markup or a template; on both channels and databases."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from bot.conversation.store.tables import buttons
from tests.fakes import PATIENCE
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.hostile import CORPORA, FRAGMENTS, TEXTS, UNSEEN, Doors, open_doors, seen
from tests.fakes.storms import choose_size

quick = settings(max_examples=choose_size(12, 40), deadline=None, suppress_health_check=list(HealthCheck))
_people = itertools.count(5_100_001)
COMMANDS = ("start", "help", "language", "orders", "agent", "devices", "unlink")


@pytest.fixture
def doors(database_url: str, tmp_path: Path) -> Iterator[Doors]:
    with open_doors(database_url, tmp_path) as doors:
        yield doors


def examples(test: Any) -> Any:
    """Every fragment of the corpora by itself, besides what is made of them."""
    for fragment in FRAGMENTS:
        test = example(fragment)(test)
    return test


def is_only_text(asked: list[dict[str, Any]], text: str) -> None:
    """What Rasa was asked: the words as they were typed, and nothing that they may say."""
    for turn in asked:
        assert turn["intent"] is None
        assert turn["entities"] == {}
        assert seen(turn["text"]) == seen(text)


def test_on_the_web(doors: Doors) -> None:
    client = doors.loop.run(ChatClient.open(doors.gateway.address, language="en"))
    doors.loop.run(client.wait(lambda frame: frame["type"] == "message"))  # the greeting

    @quick
    @examples
    @given(TEXTS)
    def check(text: str) -> None:
        before = len(doors.rasa.requests)
        told = doors.loop.run(client.say(text))
        is_only_text(doors.rasa.requests[before:], text)
        assert [message["author"] for message in told].count("bot") == 1
        if len(doors.rasa.requests) > before:
            assert seen(text) in seen(told[-1]["text"])
        assert not set(UNSEEN) & set(told[-1]["text"])

    check()
    assert len(doors.rasa.requests) > len(FRAGMENTS) / 2, "most of it reaches the dialogue, as text"
    history = doors.loop.run(ChatClient.open(doors.gateway.address, session=client.session))
    doors.loop.run(asyncio.sleep(0.5))
    assert "Traceback" not in json.dumps(history.frames)
    for one in (client, history):
        doors.loop.run(one.close())


def test_on_telegram(doors: Doors) -> None:
    """Each by a person of their own, whose name is as hostile."""

    async def says(text: str) -> Any:
        person = doors.telegram.person(next(_people), "en", first_name=text[:64].strip() or "x")
        await person.sends(text)
        return await person.receives()

    @quick
    @examples
    @given(TEXTS)
    def check(text: str) -> None:
        assume(text.strip() and not text.strip().lower().startswith(tuple(f"/{name}" for name in COMMANDS)))
        before = len(doors.rasa.requests)
        told = doors.loop.run(says(text))
        is_only_text(doors.rasa.requests[before:], text)
        if len(doors.rasa.requests) > before:
            assert seen(text) in seen(told.text)
        assert not set(UNSEEN) & set(told.text)
        made_up = [entity["type"] for entity in told.data.get("entities", []) if entity["type"] != "bot_command"]
        assert made_up == [], "what was typed became markup"

    check()
    sent = [call for call in doors.telegram.calls if call.method == "sendMessage"]
    assert {call.code for call in sent} == {200}, "Telegram could read every message at the first attempt"
    assert len(doors.rasa.requests) > len(FRAGMENTS) / 2


JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 2**31, 2**63, 10**400, "", " ", "x", "\x00", "x\x00y", "/restart", "x" * 5000, [], {}),
    *([["x"] * 1000], {"$ne": None}, {"__proto__": {"x": 1}}, [None], "hello", "表", "../..", '{"type": "hello"}'),
)  # fmt: skip
FRAMES: tuple[dict[str, Any], ...] = (
    {"type": "message", "client_id": "c", "text": "hello"},
    {"type": "button", "client_id": "c", "token": "t"},
    {"type": "identity", "token": "t"},
    {"type": "command", "client_id": "c", "command": "devices"},
    {"type": "telegram_link", "client_id": "c"},
    {"type": "hello", "session": None, "identity": None, "language": None, "last_id": None},
)
CODES = {
    "bad_frame", "too_large", "bad_button", "identity_refused", "identity_expired", "not_signed_in", "unavailable", "session_ended",
}  # fmt: skip
KINDS = {"welcome", "ack", "message", "turn_done", "typing", "error", "telegram_link"}


def wrong_frames() -> Iterator[str]:
    """Every field of every frame with everything that it is not; without it; and what is no frame at all."""
    for frame, name in ((whole, name) for whole in FRAMES for name in whole):
        yield json.dumps({key: value for key, value in frame.items() if key != name})
        for junk in JUNK:
            yield json.dumps({**frame, name: junk})
        for raw in ('"\\ud800"', "NaN", "1e999", "-0", '"\\u0000"', "[" * 500 + "]" * 500):
            yield json.dumps({**frame, name: "<>"}).replace('"<>"', raw)
    yield from (
        "",
        " ",
        "null",
        "[]",
        "{}",
        "0",
        '"hello"',
        "{",
        "{]",
        "\ufeff{}",
        "\x00",
        '{"type": "message", "type": "button"}',
    )
    yield from (
        "[" * 30_000,
        '{"type":' * 8_000,
        "{" + '"a":{' * 9_000,
        json.dumps({"type": "message", "text": "y" * 70_000}),
    )
    yield json.dumps({f"field{number}": number for number in range(4000)})


def test_wrong_frames_are_refused_in_words_and_the_chat_goes_on(doors: Doors) -> None:
    async def send_all() -> list[dict[str, Any]]:
        client = await ChatClient.open(doors.gateway.address)
        for raw in wrong_frames():
            await client.send(raw)
        await client.socket.send(b'{"type": "message", "client_id": "b", "text": "binary"}')
        answer = await client.say("still here?", seconds=60)
        assert answer[-1]["text"].endswith("still here?")
        await client.close()
        return client.frames

    frames = doors.loop.run(send_all(), 120)
    assert {frame["type"] for frame in frames} <= KINDS
    errors = [frame for frame in frames if frame["type"] == "error"]
    assert len(errors) > 300
    assert {error["code"] for error in errors} <= CODES
    assert not [
        error for error in errors if not error["text"] or "Traceback" in error["text"] or "pydantic" in error["text"]
    ]


def test_wrong_first_frames_are_refused_and_the_next_client_is_served(doors: Doors) -> None:
    async def first(raw: str | bytes) -> None:
        async with connect(doors.gateway.address.replace("http", "ws", 1) + "/chat/ws", proxy=None) as socket:
            await socket.send(raw)
            try:
                answer = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))
            except ConnectionClosed:
                answer = {"type": "closed", "code": socket.close_code}
            if answer["type"] == "closed":
                assert answer["code"] in (1002, 1003, 1007, 1009)
                return
            assert answer["type"] == "welcome" or answer["code"] in CODES, answer

    async def all_of_them() -> None:
        await asyncio.gather(*(first(raw) for raw in wrong_frames() if "hello" in raw or len(raw) < 40))
        await first("x" * 300_000)
        await first(b"\xff\xfe")
        client = await ChatClient.open(doors.gateway.address)
        assert (await client.say("good morning"))[-1]["text"].endswith("good morning")
        await client.close()

    doors.loop.run(all_of_them(), 120)


REFUSED = {"en": "This button has expired", "zh": "这个按钮已失效"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_buttons_that_are_foreign_forged_used_or_old_are_refused_politely(doors: Doors, language: str) -> None:
    async def attempts() -> None:
        owner = await ChatClient.open(doors.gateway.address, language=language)
        other = await ChatClient.open(doors.gateway.address, language=language)
        label = {"label": "Once", "intent": "affirm", "entities": {}, "single_use": True}
        lasting = {"label": "Always", "intent": "affirm", "entities": {}}
        doors.rasa.replies = [
            [{"response": "test.echo", "values": {"text": "x", "turn": 1}, "buttons": [label, lasting]}]
        ]
        await owner.say("buttons")
        once, always = owner.button("Once"), owner.button("Always")

        async def refused(client: ChatClient, token: str) -> None:
            start, asked = len(client.frames), len(doors.rasa.requests)
            await client.send({"type": "button", "client_id": str(uuid.uuid4()), "token": token})
            error = await client.wait(lambda frame: frame["type"] == "error", since=start)
            assert error["code"] == (
                "bad_frame" if any(not "!" <= c <= "~" for c in token) or len(token) > 64 else "bad_button"
            )
            assert error["code"] == "bad_frame" or REFUSED[language] in error["text"]
            assert len(doors.rasa.requests) == asked, "it meant something"

        await refused(other, once)
        await refused(other, always)
        for forged in (always[:-1], always.swapcase(), always + "A", *CORPORA["rasa"], *CORPORA["sql"]):
            await refused(owner, forged)
        assert (await owner.press("Once"))[-1]["author"] == "bot"
        await refused(owner, once)
        for _ in range(2):
            assert (await owner.press("Always"))[-1]["author"] == "bot"
        async with doors.gateway.caravan.database.begin() as connection:
            await connection.execute(buttons.update().values(expires_at=buttons.c.created_at))
        await refused(owner, always)
        await owner.close()
        await other.close()

    doors.loop.run(attempts())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_and_on_telegram(doors: Doors, language: str) -> None:
    async def attempts() -> None:
        code = "zh-hans" if language == "zh" else "en"
        owner, other = (doors.telegram.person(next(_people), code) for _ in range(2))
        for person in (owner, other):
            await person.sends("hello there" if language == "en" else "你好啊朋友")
            await person.receives()
        token = owner.received[-1].buttons[0]["callback_data"]
        for person, data in (
            (other, token),
            (owner, token[:-1]),
            (owner, "affirm"),
            *((owner, text[:60]) for text in CORPORA["rasa"]),
        ):
            asked, query = len(doors.rasa.requests), uuid.uuid4().hex
            doors.telegram.open_queries.add(query)
            shown = dict(person.received[-1].data)
            pressed = {"id": query, "from": person._user(), "message": shown, "chat_instance": "1", "data": data}
            doors.telegram.updates.add("callback_query", pressed)
            assert REFUSED[language] in (await person.receives()).text, data
            assert len(doors.rasa.requests) == asked

    doors.loop.run(attempts(), 120)
