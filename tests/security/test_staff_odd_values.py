"""Whatever stands in an address, a form or a header that a member of the staff sends: it is never an error of ours.

Which parameters a page reads is found out by watching it read them, so a new one is tried without being named here.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from starlette.datastructures import FormData, QueryParams
from starlette.routing import Route

from bot.console import console_router
from bot.console.router import RULES
from bot.conversation.store.conversations import find_contact_of
from tests.fakes.gateway.support_desk import Browser, SupportDesk, account, support_desk, token_of

TO_THE_DATABASE = (
    *(str(2**63), str(2**63 - 1), "a\0b", str(2**31), "0001-01-01", "9999-12-31"),
    *("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "𠀀", "1e9", "a" * 7000, "2026-01-01T00:00"),
    *("v9999999999999999-" + "f" * 32, "a0-" + "0" * 32),
)
"""What the gateway takes for a number, a time, words or a version, and databases may refuse, each in its own way."""
ODD = (
    *TO_THE_DATABASE,
    *("", "-1", "0", "٣", "²", "1_000", "9" * 400, "9" * 5000, "0" * 5000 + "1"),
    *("9999-12-30", "1969-12-31", "2026-W01-1", "2026-01-01T00:00:00+23:59"),
    *("\u202egnp.exe", "%", "{{7*7}}", "\r\n\r\n", "v" + "9" * 17 + "-" + "f" * 32),
)
ODD_PATHS = ("0", "-1", "9" * 9, "9" * 30, "a" * 3000, "\0", "a\0b", "\u202e", "٣", "²", "'", "..", "%2e%2e", "𠀀")
FIELDS_AT_ONCE = 15
"""A form with more fields than it has is refused before any of them is read."""
SIGNED_OUT = {"sign_in", "second_step", "welcome"}
"""The forms of those who are not signed in."""
OF_WHOEVER_HAS_IT = {"conversation_upload"}
"""Only whoever has the conversation may send its form. tests/security/test_upload_doors.py tries it."""
LEAVING = {"sign_out"}
"""Ends the session that tries."""


@pytest.fixture
def odd(database_url: str) -> tuple[str, ...]:
    """The values to try: on SQLite all of them, on PostgreSQL those that get as far as the database."""
    return ODD if database_url.startswith("sqlite") else TO_THE_DATABASE


@pytest.fixture
async def desk(database_url: str, blank_papers: None) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


def routes(desk: SupportDesk, method: str) -> Iterator[Route]:
    """The console's addresses for members of the staff."""
    for route in console_router(desk.deps).routes:
        if isinstance(route, Route) and method in route.methods and route.name != "nowhere":
            yield route


async def known(desk: SupportDesk) -> dict[str, str]:
    """Values of the paths' parameters that lead to something."""
    conversation_id = await desk.waiting("Where is ORD-100234?", identity=account())
    for number in range(3):
        await desk.waiting("Hello", key=f"visitor {number}")
    async with desk.database.read() as connection:
        contact = await find_contact_of(connection, conversation_id)
    return {
        "conversation_id": conversation_id,
        "contact_id": contact.id,
        "username": "alice",
        "held_id": "1",
        "file_id": "0" * 32,
        "version": "x",
        "name": "base.css",
        "kind": "article",
        "document": "customs",
    }


def filled(path: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)(:path)?\}", lambda found: quote(values.get(found[1], "1"), safe=""), path)


async def status_of(browser: Browser, path: str, **options: Any) -> int:
    """The answer's status; of a stream, after it has told the first state, or 500 when it breaks before."""
    if not path.startswith("/console/events"):
        return (await browser.get(path, **options)).status_code
    async with browser.client.stream("GET", path, **options) as response:
        if response.status_code != 200:
            return response.status_code
        async for line in response.aiter_lines():
            if line == "event: attention":
                return 200
    return 500


@pytest.mark.timeout(900)  # some thousand requests
async def test_no_parameter_of_an_address_is_an_error_of_ours(
    desk: SupportDesk, odd: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    values, asked = await known(desk), set[str]()
    read = QueryParams.get

    def watch(parameters: QueryParams, key: str, default: Any = None) -> Any:
        asked.add(key)
        return read(parameters, key, default)

    monkeypatch.setattr(QueryParams, "get", watch)
    failed, tried, refused = [], set[tuple[str, str]](), set[tuple[str, str]]()
    async with desk.signed_in("admin") as admin:
        for route in routes(desk, "GET"):
            path, given = filled(route.path, values), {}
            if route.name == "events":
                given = {"conversation": values["conversation_id"]}
            asked.clear()
            await status_of(admin, path, params=given)
            names = sorted(asked)
            tried |= {(route.name, name) for name in names}
            for first in range(len(odd) if names else 0):
                given_odd = {name: odd[(first + 7 * place) % len(odd)] for place, name in enumerate(names)}
                # What another page refused is tried alone, so that the others get as far as they can.
                together = {name: value for name, value in given_odd.items() if (name, value) not in refused}
                asked.clear()
                status = await status_of(admin, path, params={**given, **together})
                if status < 400 and asked >= together.keys():
                    for name in together:  # each was read, and all were borne
                        del given_odd[name]
                for name, value in given_odd.items():
                    status = await status_of(admin, path, params={**given, name: value})
                    failed += [(route.name, name, value[:40], status)] if status >= 500 else []
                    refused |= {(name, value)} if 400 <= status < 500 else set()
    assert failed == []
    assert {("queue", "page"), ("conversations", "before"), ("events", "after"), ("audit", "until")} <= tried
    assert {("conversation", "before"), ("conversation_older", "before"), ("audit", "before")} <= tried


async def test_no_last_event_id_breaks_a_stream(desk: SupportDesk, odd: tuple[str, ...]) -> None:
    values = await known(desk)
    async with desk.signed_in("meilin") as meilin:
        for last in odd:
            headers = {"Last-Event-ID": re.sub(r"[\0\r\n]", "", last).strip().encode()}
            path = f"/console/events?conversation={values['conversation_id']}"
            assert await status_of(meilin, path, headers=headers) in (200, 400, 431), last[:40]


async def test_no_path_is_an_error_of_ours(desk: SupportDesk) -> None:
    values, failed = await known(desk), []
    async with desk.signed_in("admin") as admin:
        for route in routes(desk, "GET"):
            for name in route.param_convertors:
                for odd in ODD_PATHS:
                    status = await status_of(admin, filled(route.path, {**values, name: odd}))
                    failed += [(route.name, odd[:40], status)] if status >= 500 else []
    assert failed == []


async def test_no_field_of_a_form_is_an_error_of_ours(
    desk: SupportDesk, odd: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    values, failed, asked, unread = await known(desk), [], set[str](), set[str]()
    for reader in ("get", "getlist"):
        monkeypatch.setattr(FormData, reader, watched(getattr(FormData, reader), asked))
    assert all(route.name in RULES for route in routes(desk, "POST"))
    names = set[str]()
    async with desk.signed_in("admin") as admin, desk.browser() as nobody:
        of_admin, of_nobody = Forms(admin, "/console"), Forms(nobody, "/console/sign-in")
        for route in routes(desk, "POST"):
            if route.name in LEAVING:
                continue
            path, forms = filled(route.path, values), of_nobody if route.name in SIGNED_OUT else of_admin
            read = await fields_read(forms, path, asked)
            unread |= set() if read else {route.name}
            names |= read
            for value in odd[::2]:
                own = sorted(read - {"csrf"})
                for first in range(0, len(own), FIELDS_AT_ONCE):
                    some = own[first : first + FIELDS_AT_ONCE]
                    status = await forms.send(path, dict.fromkeys(some, value))
                    failed += [(route.name, some, value[:40], status)] if status >= 500 else []
    assert failed == []
    assert {"text", "language", "decision", "label"} <= names
    assert unread <= OF_WHOEVER_HAS_IT, "forms that nobody sees being read"


def watched(read: Callable[..., Any], asked: set[str]) -> Callable[..., Any]:
    """Returns the method of a form, which also notes the names of the fields that are asked for."""

    def note(form: FormData, key: str, *default: Any) -> Any:
        asked.add(key)
        return read(form, key, *default)

    return note


async def fields_read(forms: Forms, path: str, asked: set[str]) -> set[str]:
    """Returns the fields that the form at the address reads, of which some are only read beside others."""
    known: set[str] = set()
    for _ in range(4):
        asked.clear()
        await forms.send(path, dict.fromkeys(sorted(known - {"csrf"})[:FIELDS_AT_ONCE], "1"))
        if asked <= known:
            break
        known |= asked
    return known


@dataclass
class Forms:
    """Sends forms of the console. Their token stands on the page `home`."""

    browser: Browser
    home: str
    csrf: str = ""

    async def send(self, path: str, fields: dict[str, str]) -> int:
        """Sends a form and returns the answer's status. If an earlier form has ended the session, begins a new one first."""
        for _ in range(2):
            answer = await self.browser.client.post(path, data={"csrf": self.csrf, **fields})
            if "/console/sign-in" not in answer.headers.get("location", "") and answer.status_code != 403:
                break
            if (page := await self.browser.get(self.home)).status_code != 200:
                await self.browser.sign_in("admin")
                page = await self.browser.get(self.home)
            self.csrf = token_of(page)
        return answer.status_code
