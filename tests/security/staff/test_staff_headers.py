"""Security headers on every HTTP answer of the gateway, taken from the application's own routes: pages, files, JSON, refusals, errors."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from starlette.routing import Route

from bot.web.page_headers import SecuredApp
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, free_port, running_gateway, serving

ALWAYS = {"x-content-type-options": "nosniff", "referrer-policy": "same-origin"}
MORE = (
    "/nowhere",
    "/console/nowhere",
    "/console/assets/x/none.css",
    "/chat/assets/x/none.js",
    "/chat/ws",
    "/demo/identity/nobody",
    "/%00",
    "/../etc",
)


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Gateway]:
    async with running_gateway(f"sqlite:///{tmp_path}/x.db", tmp_path, FakeRasa()) as gateway:
        yield gateway


def routes(router: FastAPI | APIRouter) -> Iterator[Route]:
    """The application's, and those of the routers that it includes."""
    for route in router.routes:
        if isinstance(route, Route):
            yield route
        elif isinstance(included := getattr(route, "original_router", None), APIRouter):
            yield from routes(included)


def addresses(app: FastAPI) -> list[str]:
    """Every route's path, with something in the place of its parameters."""
    return sorted({re.sub(r"\{[^}]*\}", "x", route.path) for route in routes(app)})


def check(answer: httpx.Response, where: str) -> None:
    headers = answer.headers
    for name, value in ALWAYS.items():
        stricter = name == "referrer-policy" and headers.get(name) == "no-referrer"  # a file's link is a secret
        assert headers.get(name) == value or stricter, (where, name)
    assert "camera=()" in headers.get("permissions-policy", ""), where
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'", where
    assert policy["base-uri"] == "'none'", where
    assert policy["form-action"] in ("'none'", "'self'"), where
    assert policy["frame-ancestors"] == "'none'" or "embed=1" in where, where
    assert "unsafe" not in headers["content-security-policy"], where
    for name in ("script-src", "style-src", "img-src", "font-src", "connect-src"):
        for source in policy.get(name, "").split():
            assert source in ("'self'", "data:") or source.startswith(("ws://127.0.0.1", "wss://127.0.0.1")), (
                where,
                name,
            )
    assert "Traceback" not in answer.text


async def test_every_answer_of_every_route_has_them(gateway: Gateway) -> None:
    app = gateway.server.config.app
    assert isinstance(app, FastAPI)
    paths = addresses(app)
    assert {"/console/audit", "/chat", "/", "/healthz", "/demo/identity/x"} <= set(paths)
    asked = 0
    async with httpx.AsyncClient(base_url=gateway.address, timeout=20) as client:
        for path in [*paths, *MORE, "/chat?embed=1"]:
            for method in ("GET", "POST", "PUT", "OPTIONS"):
                answer = await client.request(method, path)
                check(answer, f"{method} {path} {answer.status_code}")
                asked += 1
    assert asked > 200


async def test_they_are_on_signed_in_pages_and_on_an_unforeseen_error() -> None:
    app = SecuredApp(https=True)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a secret detail")

    async with serving(app, free_port()) as address, httpx.AsyncClient(base_url=address) as client:
        answer = await client.get("/broken")
    assert answer.status_code == 500
    check(answer, "/broken")
    assert "secret" not in answer.text
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_no_page_brings_anything_inline_or_from_elsewhere(gateway: Gateway) -> None:
    app = gateway.server.config.app
    assert isinstance(app, FastAPI)
    pages = 0
    async with httpx.AsyncClient(base_url=gateway.address, timeout=20, follow_redirects=True) as client:
        for path in addresses(app):
            answer = await client.get(path)
            if not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            pages += 1
            assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", answer.text), path
            assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", answer.text) == [], path
            for source in re.findall(r'(?:src|href)="(https?://[^"]+|//[^"]+)"', answer.text):
                assert source.startswith(gateway.address) or "<a" in answer.text, (path, source)
    assert pages > 20
