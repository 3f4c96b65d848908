"""Uses the console in a real browser as a member of the staff, and inspects its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from tests.fakes.gateway.support_desk import PASSWORDS, SupportDesk

DESKTOP = {"width": 1360, "height": 820}
PHONE = {"width": 390, "height": 780}
NARROW = {"width": 360, "height": 740}
FONT = "figtree"
AXE = {"resultTypes": ["violations"], "rules": {"label-content-name-mismatch": {"enabled": True}}}
"""Without the first, axe also tells of every element what it did not find, which takes longer to hand over than to look for."""
REFUSALS = ("409 (Conflict)", "422 (", "401 (Unauthorized)", "status 401")


@asynccontextmanager
async def console(
    browser: Browser, desk: SupportDesk, username: str, path: str = "/console", **options: Any
) -> AsyncIterator[Page]:
    """The page as that agent sees it; what the browser complains of fails the test."""
    context = await browser.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce", **options})
    complaints: list[str] = []
    try:
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(_complaint(message)))
        await sign_in(page, desk, username, path)
        await expect(page.locator("#presence.on")).to_have_count(1)
        yield page
    finally:
        await context.close()
    assert [complaint for complaint in complaints if complaint] == []


async def sign_in(page: Page, desk: SupportDesk, username: str, path: str) -> None:
    await page.goto(f"{desk.address}/console/sign-in?{urlencode({'next': path})}")
    await page.locator("#username").fill(username)
    await page.locator("#password").fill(PASSWORDS[username])
    await page.locator("#password").press("Enter")
    await expect(page).to_have_url(desk.address + path)


def _complaint(message: ConsoleMessage) -> str:
    """An error, unless it is a refusal that the page answers, or the font that comes with the web chat."""
    expected = FONT in str(message.location) or any(refusal in message.text for refusal in REFUSALS)
    return "" if expected or message.type != "error" else message.text


async def inspect(page: Page) -> None:
    """Fails for what axe finds on the page, and for what is cut off."""
    found = await Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    await find_cut_off(page)


async def find_cut_off(page: Page) -> None:
    """Fails for what is wider than the page, and for buttons that are cut off."""
    wider = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, await page.evaluate(
        "[...document.querySelectorAll('main *')].filter((one) => !one.parentElement.closest('.table, .wide-table')"
        " && one.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map((one) => one.outerHTML.slice(0, 200))"
    )
    cut = await page.evaluate(
        "[...document.querySelectorAll('button, .top a')].filter((one) => one.checkVisibility()"
        " && !one.closest('.table, .wide-table')"  # these can be scrolled
        " && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML)"
    )
    assert not cut, cut
