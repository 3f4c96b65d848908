"""Whatever stands in an address, a form or a header that a member of the staff sends: it is never an error of ours.

Which parameters a page reads is found out by watching it read them, so a new one is tried without being named here.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from starlette.datastructures import QueryParams

import bot.console
from bot.console import console_router
from bot.console.router import RULES
from bot.conversation.store.conversations import find_contact_of
from tests.fakes.gateway.support_desk import Browser, SupportDesk, account, support_desk, token_of

ODD = (
    *("", "-1", "0", "1e9", "٣", "²", "1_000"),
    *(str(2**31), str(2**63 - 1), str(2**63), "9" * 400, "9" * 5000, "0" * 5000 + "1"),
    *("0001-01-01", "9999-12-31", "9999-12-30", "1969-12-31", "2026-W01-1"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00", "2026-01-01T00:00:00+23:59"),
    *("a\0b", "\u202egnp.exe", "𠀀", "%", "{{7*7}}", "\r\n\r\n", "a" * 7000),
    *("v9999999999999999-" + "f" * 32, "v" + "9" * 17 + "-" + "f" * 32, "a0-" + "0" * 32),
)  # fmt: skip
ODD_PATHS = ("0", "-1", "9" * 9, "9" * 30, "a" * 3000, "\0", "a\0b", "\u202e", "٣", "²", "'", "..", "%2e%2e", "𠀀")
LEAVING = {"sign_out"}
"""Ends the session that tries."""


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


def routes(desk: SupportDesk, method: str) -> Iterator[APIRoute]:
    """The console's addresses for members of the staff."""
    for route in console_router(desk.deps).routes:
        if isinstance(route, APIRoute) and method in route.methods and route.name != "nowhere":
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
    desk: SupportDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    values, asked = await known(desk), set[str]()
    read = QueryParams.get

    def watch(parameters: QueryParams, key: str, default: Any = None) -> Any:
        asked.add(key)
        return read(parameters, key, default)

    monkeypatch.setattr(QueryParams, "get", watch)
    failed, tried = [], set[tuple[str, str]]()
    async with desk.signed_in("admin") as admin:
        for route in routes(desk, "GET"):
            assert not route.dependant.query_params, f"{route.name} has parameters that nobody sees being read"
            path, given = filled(route.path, values), {}
            if route.name == "events":
                given = {"conversation": values["conversation_id"]}
            asked.clear()
            await status_of(admin, path, params=given)
            names = sorted(asked)
            tried |= {(route.name, name) for name in names}
            for first in range(len(ODD) if names else 0):
                odd = {name: ODD[(first + 7 * place) % len(ODD)] for place, name in enumerate(names)}
                asked.clear()
                status = await status_of(admin, path, params={**given, **odd})
                if status < 400 and asked >= odd.keys():
                    continue  # each was read, and all were borne
                for name, value in odd.items():
                    status = await status_of(admin, path, params={**given, name: value})
                    failed += [(route.name, name, value[:40], status)] if status >= 500 else []
    assert failed == []
    assert {("queue", "page"), ("conversations", "before"), ("events", "after"), ("audit", "until")} <= tried
    assert {("conversation", "before"), ("conversation_older", "before"), ("audit", "before")} <= tried


async def test_no_last_event_id_breaks_a_stream(desk: SupportDesk) -> None:
    values = await known(desk)
    async with desk.signed_in("meilin") as meilin:
        for odd in ODD:
            headers = {"Last-Event-ID": re.sub(r"[\0\r\n]", "", odd).strip().encode()}
            path = f"/console/events?conversation={values['conversation_id']}"
            assert await status_of(meilin, path, headers=headers) in (200, 400, 431), odd[:40]


async def test_no_path_is_an_error_of_ours(desk: SupportDesk) -> None:
    values, failed = await known(desk), []
    async with desk.signed_in("admin") as admin:
        for route in routes(desk, "GET"):
            for name in route.param_convertors:
                for odd in ODD_PATHS:
                    status = await status_of(admin, filled(route.path, {**values, name: odd}))
                    failed += [(route.name, odd[:40], status)] if status >= 500 else []
    assert failed == []


async def test_no_field_of_a_form_is_an_error_of_ours(desk: SupportDesk) -> None:
    values, failed = await known(desk), []
    sources = "".join(file.read_text() for file in Path(bot.console.__file__).parent.rglob("*.py"))
    names = set(re.findall(r'form\.get(?:list)?\(\s*"(\w+)"', sources)) - {"csrf"}
    assert {"text", "language", "decision", "label"} <= names
    assert all(route.name in RULES for route in routes(desk, "POST"))
    async with desk.signed_in("admin") as admin:
        token = token_of(await admin.get("/console"))
        for route in routes(desk, "POST"):
            if route.name in LEAVING:
                continue
            for odd in ODD[::2]:
                form = {"csrf": token, **dict.fromkeys(sorted(names), odd)}
                answer = await admin.client.post(filled(route.path, values), data=form)
                failed += [(route.name, odd[:40], answer.status_code)] if answer.status_code >= 500 else []
    assert failed == []
