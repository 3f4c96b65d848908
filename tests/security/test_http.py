"""Whatever is asked of the HTTP API, nothing fails inside: schemathesis over every route, signed in and not, on both databases; those of
the console on PostgreSQL, since test_staff_odd_values.py tries more of them on SQLite."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from sqlalchemy import make_url
from starlette.routing import Route

from tests.fakes.gateway.chat_client import demo_identity
from tests.fakes.gateway.hostile import FRAGMENTS, Doors, open_doors
from tests.fakes.gateway.support_desk import Browser, token_of
from tests.fakes.storms import choose_size

EXAMPLES = {"postgresql": choose_size(3, 6), "sqlite": 2}
"""How many cases are made up for each of some 130 operations; test_staff_odd_values.py tries what is odd one by one. Only
what reaches the database can differ on SQLite, which refuses less."""
LEAST = {"postgresql": (50, 40), "sqlite": (20, 10)}
"""How many operations there are at least, and of how many something comes back."""
WITHOUT_CONSOLE = choose_size(("sqlite",), ())
"""Where the console's addresses are left to test_staff_odd_values.py, which tries more on each of them."""
LEFT_OUT = {"/console/events", "/console/sign-out"}
"""A stream that does not end, which has tests of its own; and the end of the session that the others need."""
QUERY = ("q", "page", "before", "after", "actor", "action", "target", "outcome", "since", "until", "next", "code", "state", "language", "status", "cluster")  # fmt: skip
FIELDS = ("username", "password", "code", "text", "internal", "language", "link", "name", "role", "languages", "email", "id", "label", "decision", "current", "new", "again", "next", "once", "session", "confirm", "reason", "watching", "account", "token")  # fmt: skip


@pytest.fixture
def doors(database_url: str, tmp_path: Path, blank_papers: None) -> Iterator[Doors]:
    with open_doors(database_url, tmp_path) as doors:
        yield doors


def routes_of(routers: Any) -> Iterator[APIRoute]:
    """Every route, those that are described to nobody, too."""
    for route in routers:
        if isinstance(route, APIRoute):
            route.include_in_schema = True
            yield route
        elif isinstance(route, Route):
            yield APIRoute(route.path, route.endpoint, methods=route.methods, name=route.name)
        else:
            inner = getattr(route, "original_router", None)
            yield from routes_of(inner.routes if inner else ())


def described(app: Any) -> dict[str, Any]:
    """The schema with what forms and queries are read for, which handlers take from the request by themselves."""
    schema = get_openapi(title="Caravan", version="1", routes=list(routes_of(app.routes)))
    words = {"anyOf": [{"enum": list(FRAGMENTS)}, {"type": "string", "maxLength": 300}]}
    form = {"type": "object", "properties": dict.fromkeys(FIELDS, words), "maxProperties": 10}
    within = {"anyOf": [{"enum": list(FRAGMENTS)}, {"type": "string"}]}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path" and parameter["schema"].get("type") == "string":
                    parameter["schema"] = within
            if not path.startswith("/console"):
                continue
            operation["parameters"] = [
                {"name": name, "in": "path", "required": True, "schema": within}
                for name in re.findall(r"\{(\w+)\}", path)
            ]
            operation["parameters"].extend(
                {"name": name, "in": "query", "required": False, "schema": words} for name in QUERY if method == "get"
            )
            if method == "post":
                operation["requestBody"] = {"content": {"application/x-www-form-urlencoded": {"schema": form}}}
    return schema


class Caller:
    """Asks as an admin of the staff and as a buyer at once, whose sessions are renewed when something ended them."""

    def __init__(self, doors: Doors, folder: Path) -> None:
        self._doors, self._folder = doors, folder
        self._browser: Browser | None = None
        self._csrf = ""

    def signed_in(self) -> dict[str, Any]:
        run = self._doors.loop.run
        if self._browser is None or run(self._browser.get("/console")).status_code != 200:
            self._browser = Browser(
                httpx.AsyncClient(base_url=self._doors.gateway.address, trust_env=False, timeout=60)
            )
            password = json.loads((self._folder / "passwords.json").read_text())["admin"]
            assert run(self._browser.sign_in("admin", password)).status_code == 303
            self._csrf = token_of(run(self._browser.get("/console")))
        identity = run(demo_identity(self._doors.gateway.address, "nordmarkt"))
        headers = {"Authorization": f"Bearer {identity}", "X-Caravan-Page": "p" * 22}
        return {"headers": headers, "cookies": dict(self._browser.client.cookies)}

    def send(self, case: Case, who: dict[str, Any]) -> int:
        if who and isinstance(case.body, dict) and case.path.startswith("/console"):
            case.body["csrf"] = self._csrf
        return int(case.call(base_url=self._doors.gateway.address, allow_redirects=False, timeout=30, **who).status_code)  # fmt: skip


def statuses_of(operation: Any, caller: Caller, failed: set[str], examples: int) -> set[int]:
    """What the operation answers to what fits its schema and to what does not."""
    who, statuses = caller.signed_in(), set()

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy())
    def check(case: Case) -> None:
        for caller_is in ({}, who):
            status = caller.send(case, caller_is)
            statuses.add(status)
            if status >= 500 and operation.path != "/readyz":  # which says so when something is not ready
                failed.add(f"{status} {case.method} {case.formatted_path} {case.query} {case.body}"[:600])

    check()
    return statuses


@pytest.mark.filterwarnings(
    "ignore:Duplicate Operation ID"
)  # of a route with several methods; nobody asks for the name
def test_nothing_that_is_asked_fails_inside(doors: Doors, tmp_path: Path) -> None:
    schema = schemathesis.openapi.from_dict(described(doors.gateway.server.config.app))
    caller, failed = Caller(doors, tmp_path), set()
    kind = make_url(doors.gateway.settings.database_url).get_backend_name()
    operations = [
        operation
        for operation in (found.ok() for found in schema.get_all_operations())
        if not (kind in WITHOUT_CONSOLE and operation.path.startswith("/console"))
    ]
    answered = {f"{one.method} {one.path}": statuses_of(one, caller, failed, EXAMPLES[kind]) for one in operations if one.path not in LEFT_OUT}  # fmt: skip
    assert not failed, "\n".join(sorted(failed))
    listed, reached = LEAST[kind]
    assert len(answered) > listed, "the schema lists the routes"
    assert sum(bool(statuses & {200, 303}) for statuses in answered.values()) > reached, "and they are reached"
