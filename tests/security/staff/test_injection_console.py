"""What a customer typed and what an agent typed are text on the console, in the chat and on Telegram: never markup, never a template."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from sqlalchemy import update

from bot.support.store.tables import handoffs
from foundation.clock import system_clock
from tests.fakes import PATIENCE
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.hostile import CORPORA, FRAGMENTS, TEXTS, UNSEEN, Doors, open_doors, seen
from tests.fakes.gateway.support_desk import Browser
from tests.fakes.storms import choose_size
from tests.fakes.telegram.chats import ChatMessage
from tests.fakes.telegram.person import Person

quick = settings(max_examples=choose_size(6, 20), deadline=None, suppress_health_check=list(HealthCheck))
_people = itertools.count(5_300_001)


@pytest.fixture
def doors(database_url: str, tmp_path: Path) -> Iterator[Doors]:
    with open_doors(database_url, tmp_path) as doors:
        yield doors


class Shape(HTMLParser):
    """The elements of a page with the names of their attributes, where its links lead to, and the words that can be read."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[tuple[str, ...]] = set()
        self.links: set[str] = set()
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add((tag, *sorted(name for name, _ in attrs)))
        self.links |= {str(value).partition(":")[0] for name, value in attrs if name in ("href", "src", "action") and ":" in str(value)}  # fmt: skip

    def handle_data(self, data: str) -> None:
        self.words.append(data)


async def _agent(doors: Doors, folder: Path, username: str) -> Browser:
    browser = Browser(httpx.AsyncClient(base_url=doors.gateway.address, timeout=30, trust_env=False))
    password = json.loads((folder / "passwords.json").read_text())[username]
    assert (await browser.sign_in(username, password)).status_code == 303
    return browser


def every_fragment(doors: Doors) -> Callable[[Any], Any]:
    """Returns a decorator that tries each fragment alone, besides texts that are made of several. Pages are made of what is read,
    whatever the database, and tests/security/test_injection.py stores each fragment in both: so on one of them, and a few
    on the other."""
    alone = FRAGMENTS if doors.gateway.settings.database_url.startswith("postgresql") else FRAGMENTS[::8]

    def added(test: Any) -> Any:
        for fragment in alone:
            test = example(fragment)(test)
        return test

    return added


async def _empty_queue(doors: Doors) -> None:
    """Lets nobody wait any more, so that the queue shows those alone who ask next."""
    async with doors.gateway.caravan.database.begin() as connection:
        await connection.execute(update(handoffs).values(state="expired", resolved_at=system_clock()))


def test_what_a_customer_typed_is_words_on_the_pages_of_the_staff(doors: Doors, tmp_path: Path) -> None:
    """A harmless conversation shows which elements the pages consist of; no other element comes by what is typed."""
    run = doors.loop.run
    agent = run(_agent(doors, tmp_path, "meilin"))

    async def page_of(text: str, *, asks: bool = True) -> tuple[Shape, Shape, Shape]:
        client = await ChatClient.open(doors.gateway.address, language="en")
        person = doors.telegram.person(next(_people), "en", first_name=text[:64].strip() or "x")
        await client.say(text)
        if asks:
            await client.say("a person, please")
        await person.sends("a person, please")
        await person.receives()
        pages = [
            await agent.get(path, params=params)
            for path, params in (
                (f"/console/conversations/{client.conversation}", {}),
                ("/console", {}),
                ("/console/conversations", {"q": text}),
            )
        ]
        await client.close()
        await _empty_queue(doors)
        assert [page.status_code for page in pages] == [200, 200, 200]
        conversation, queue, found = (Shape(page.text) for page in pages)
        return conversation, queue, found

    harmless = [*run(page_of("good morning")), *run(page_of("about ORD-100234")), *run(page_of("hello", asks=False))]
    harmless += run(page_of("早上好，我想找一家丝巾供应商"))  # words of another language say so, in the list too
    unsearched = run(agent.get("/console/conversations"))  # as for words in which there is nothing to search for
    harmless.append(Shape(unsearched.text))
    began = time.monotonic()
    while "<mark" not in (found := run(agent.get("/console/conversations", params={"q": "good morning"}))).text:
        assert time.monotonic() < began + PATIENCE, "what was said is not in the index"
        time.sleep(0.5)
    harmless.append(Shape(found.text))
    elements = set().union(*(shape.elements for shape in harmless))
    links = set().union(*(shape.links for shape in harmless))

    @quick
    @every_fragment(doors)
    @given(TEXTS)
    def check(text: str) -> None:
        shapes = run(page_of(text))
        for shape in shapes:
            assert not shape.elements - elements
            assert not shape.links - links
        shown = "".join(shapes[0].words)
        assert seen(text) in seen(shown)
        assert not set(UNSEEN) & set(shown)

    check()
    run(agent.client.aclose())


def test_what_an_agent_typed_is_words_to_the_customer(doors: Doors, tmp_path: Path) -> None:
    run = doors.loop.run
    agent = run(_agent(doors, tmp_path, "alice"))

    async def begun() -> ChatClient:
        client = await ChatClient.open(doors.gateway.address, language="en")
        await client.say("a person, please")
        assert (await agent.step(client.conversation, "take")).status_code == 303
        await client.wait(lambda frame: "Alice has joined" in frame.get("text", ""))
        return client

    client = run(begun())

    @quick
    @every_fragment(doors)
    @given(TEXTS)
    def check(text: str) -> None:
        async def reply() -> None:
            start = len(client.frames)
            answer = await agent.step(client.conversation, "reply", text=text)
            if answer.status_code == 409:
                assert not seen(text), "only what nobody can see is refused"
                return
            assert answer.status_code == 303
            told = await client.wait(lambda frame: frame["type"] == "message", since=start)
            assert told["author"] == "agent"
            assert seen(text) in seen(told["text"])
            assert not set(UNSEEN) & set(told["text"])

        run(reply())

    check()
    run(client.close())
    run(agent.client.aclose())


def test_and_on_telegram(doors: Doors, tmp_path: Path) -> None:
    """A corpus a message: Telegram takes one a second."""

    async def replies() -> None:
        agent = await _agent(doors, tmp_path, "alice")
        person = doors.telegram.person(next(_people), "en")
        await person.sends("a person, please")
        await person.receives()
        page = (await agent.get("/console")).text
        conversation = page.split('action="/console/conversations/')[1].split("/")[0]
        assert (await agent.step(conversation, "take")).status_code == 303
        await person.receives("Alice has joined")
        plain = await _told(agent, person, conversation, "good morning")
        for fragments in CORPORA.values():
            text = "\n".join(fragments)
            told = await _told(agent, person, conversation, text)
            assert seen(text) in seen(told.text)
            assert not set(UNSEEN) & set(told.text)
            made_up = {entity["type"] for entity in told.data.get("entities", [])}
            assert made_up <= {"bot_command", *(entity["type"] for entity in plain.data.get("entities", []))}
        await agent.client.aclose()

    doors.loop.run(replies(), 120)
    sent = [call for call in doors.telegram.calls if call.method == "sendMessage"]
    assert {call.code for call in sent} == {200}


async def _told(agent: Browser, person: Person, conversation: str, text: str) -> ChatMessage:
    assert (await agent.step(conversation, "reply", text=text)).status_code == 303
    return await person.receives()
