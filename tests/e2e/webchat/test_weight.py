"""How much the chat weighs until its first message, and how long that takes on a slow line, in a real browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fakes.gateway.webchat_page import strings
from tests.fakes.gateway.webchat_server import FakeGateway, Running, build, running
from tests.fakes.slowness import crowdedness
from tests.fakes.whole.browser import browser as browser

MOST_BYTES = 25 * 1024
MOST_REQUESTS = 6
SLOW_LINE = {"offline": False, "latency": 300, "downloadThroughput": 5e6 / 8, "uploadThroughput": 5e6 / 8}
MOST_SECONDS = 1.5
LINE_SECONDS = 0.9
"""How much of that the line takes: the page, its script and the connection come one after the other. The machine takes the rest."""
TRIES = 5  # other work on the machine makes single tries slower


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    gateway = FakeGateway()
    labels = ("Find a supplier", "My orders", "Talk to a person")
    gateway.greeting_buttons = [{"label": label, "token": "t" * 22} for label in labels]
    with running(build(gateway, strings), gateway) as server:
        yield server


class Traffic:
    """Counts what a page receives, fonts apart."""

    def __init__(self, page: Page) -> None:
        self._addresses: dict[str, str] = {}
        self._sizes: dict[str, float] = {}
        self.frames = 0
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("Network.enable")
        self.devtools.on("Network.responseReceived", self._name)
        self.devtools.on("Network.loadingFinished", self._weigh)
        self.devtools.on("Network.webSocketFrameReceived", self._add)

    def _name(self, event: dict[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["response"]["url"]

    def _weigh(self, event: dict[str, Any]) -> None:
        self._sizes[event["requestId"]] = event["encodedDataLength"]

    def _add(self, event: dict[str, Any]) -> None:
        self.frames += len(event["response"]["payloadData"].encode())

    @property
    def received(self) -> dict[str, float]:
        """The bytes on the wire with their headers, by address."""
        found = {self._addresses[each]: size for each, size in self._sizes.items() if each in self._addresses}
        return {address: size for address, size in found.items() if not address.endswith(".woff2")}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_message_costs_less_than_25_kilobytes(browser: Browser, server: Running, language: str) -> None:
    context = browser.new_context(locale=language)
    page = context.new_page()
    page.goto("about:blank")
    traffic = Traffic(page)
    later: list[str] = []
    page.on("request", lambda request: later.append(request.url) if "later" in request.url else None)
    page.goto(f"{server.url}/chat")
    expect(page.locator(".message.bot .bubble")).to_be_visible()
    received = traffic.received
    assert not later, "the rest is loaded after the first message"
    assert sum(received.values()) + traffic.frames < MOST_BYTES, received
    assert len(received) <= MOST_REQUESTS, received
    context.close()


def test_the_first_message_is_there_soon_on_a_slow_line(browser: Browser, server: Running) -> None:
    tried = []
    for _ in range(TRIES):
        took = _seconds_until_message(browser, server)
        most = LINE_SECONDS + (MOST_SECONDS - LINE_SECONDS) * crowdedness()
        tried.append((took, most))
        if took < most:
            break
    assert took < most, tried


def _seconds_until_message(browser: Browser, server: Running) -> float:
    """Opens the chat as a new visitor on a slow line, and returns after how many seconds the first message was there."""
    context = browser.new_context()
    page = context.new_page()
    page.goto("about:blank")
    Traffic(page).devtools.send("Network.emulateNetworkConditions", SLOW_LINE)
    began = time.monotonic()
    page.goto(f"{server.url}/chat", wait_until="commit")
    page.locator(".message.bot .bubble").wait_for()
    took = time.monotonic() - began
    context.close()
    return took
