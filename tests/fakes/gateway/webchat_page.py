"""Opens a page of the web chat in a real browser, writes to it, and watches what it does."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect

from bot.rendering.catalogues import load_catalogues
from tests.fakes import PATIENCE
from tests.fakes.gateway.webchat_server import Running

WAIT = int(PATIENCE * 1000)
expect.set_options(timeout=WAIT)


@cache
def strings(language: str) -> dict[str, str]:
    return load_catalogues().strings("widget.", language)


class Watch:
    """Collects in `problems` what a page must never do: send requests to other hosts, log errors, or break its own
    content security policy."""

    def __init__(self, page: Page, url: str) -> None:
        self._url = url
        self.problems: list[str] = []
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._url, self._url.replace("http", "ws"), "data:")):
            self.problems.append(f"asked {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(message.text)


def open_chat(context: BrowserContext, server: Running, query: str = "") -> Page:
    page = context.new_page()
    page.goto(f"{server.url}/chat{query}")
    expect(page.locator(".presence.online")).to_be_visible()
    return page


def say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_label("Your message").press("Enter")


def wait_for(condition: Callable[[], bool], page: Page) -> None:
    for _ in range(WAIT // 50):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came true")
