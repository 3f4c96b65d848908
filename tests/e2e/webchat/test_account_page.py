"""Where an account is signed in, in a real browser: the account page, the chat's menu, and a chat that is ended from elsewhere."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.linking import AccountPage, identity_of
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway
from tests.fakes.telegram.server import TelegramServer

PICTURES = os.environ.get("CARAVAN_PICTURES")
"""A folder for screenshots, for whoever wants to look."""


@pytest_asyncio.fixture(loop_scope="session")
async def gateway(tmp_path: Path) -> AsyncIterator[Gateway]:
    async with TelegramServer() as telegram:
        settings = {"telegram_bot_token": telegram.token, "telegram_base_url": telegram.base_url}
        url = f"sqlite:///{tmp_path / 'account.db'}"
        async with running_gateway(url, tmp_path, FakeRasa(), **settings) as gateway:
            yield gateway


@asynccontextmanager
async def page_of(browser: Browser, width: int = 1000, *, dark: bool = False) -> AsyncIterator[Page]:
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    context = await browser.new_context(locale="en-GB", viewport={"width": width, "height": 800}, color_scheme=scheme)
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/{name}.png")


@pytest.mark.parametrize(("language", "width", "dark"), [("en", 1000, False), ("zh", 390, True)])
async def test_a_session_is_ended_on_the_account_page(
    gateway: Gateway, browser: Browser, language: str, width: int, *, dark: bool
) -> None:
    other = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    await other.say("a word of nordmarkt's")
    end, sure, ended = ("End", "Really", "Ended") if language == "en" else ("结束", "确定", "已结束")
    problems: list[str] = []
    async with page_of(browser, width, dark=dark) as page:
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(f"{gateway.address}/account?as=nordmarkt&language={language}")
        await expect(page.locator("tbody tr")).to_have_count(1)
        assert "Nordmarkt" in await page.inner_text("tbody tr")
        await picture(page, f"account-{language}")
        assert (await Axe().run(page)).violations_count == 0
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        button = page.locator("tbody button")
        assert (await button.inner_text()) == end
        await button.click()
        assert sure in await button.inner_text()
        await button.click()
        await expect(page.locator("#status")).to_contain_text(ended)
        await expect(page.locator("tbody tr")).to_have_count(0)
        assert "eyJ" not in page.url
    assert (await other.wait(lambda frame: frame["type"] == "error"))["code"] == "session_ended"
    assert problems == []
    await other.close()


async def test_all_others_are_ended_on_the_account_page(gateway: Gateway, browser: Browser) -> None:
    others = [ChatClient.open(gateway.address, identity=identity_of(gateway, name)) for name in ("boss", "carla")]
    chats = [await chat for chat in others]
    async with page_of(browser) as page:
        await page.goto(f"{gateway.address}/account?as=nordmarkt&language=en")
        await expect(page.locator("tbody tr")).to_have_count(2)
        button = page.get_by_role("button", name="End all others")
        await button.click()
        await expect(page.locator("#end-others")).to_contain_text("Really end all")
        assert (await Axe().run(page)).violations_count == 0
        await page.locator("#end-others").click()
        await expect(page.locator("#status")).to_contain_text("Connections ended: 2.")
        await expect(page.locator("#others")).to_be_hidden()
    for chat in chats:
        assert (await chat.wait(lambda frame: frame["type"] == "error"))["code"] == "session_ended"
        await chat.close()


async def test_a_chat_that_is_ended_from_elsewhere_says_so_and_waits_for_its_person(
    gateway: Gateway, browser: Browser
) -> None:
    account = AccountPage(gateway, identity_of(gateway, "boss"))
    async with page_of(browser) as page:
        await page.goto(f"{gateway.address}/chat?as=nordmarkt&language=en")
        await page.get_by_label("Your message").fill("a secret of nordmarkt")
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_text("1: a secret of nordmarkt")).to_be_visible()
        (link,) = await account.links()
        await account.ask("DELETE", f"links/{link['id']}")
        await expect(page.get_by_text("was ended from another device")).to_be_visible()
        await expect(page.get_by_text("a secret of nordmarkt")).to_have_count(0)
        await picture(page, "ended")
        assert await account.links() == []
        await page.reload()  # a new conversation of whoever is signed in on the marketplace, and nothing of the old one
        await expect(page.get_by_text("Welcome, ")).to_be_visible()
        await expect(page.get_by_text("a secret of nordmarkt")).to_have_count(0)


async def test_the_chats_menu_lists_the_devices_and_leads_to_telegram(gateway: Gateway, browser: Browser) -> None:
    async with page_of(browser) as page:
        await page.goto(f"{gateway.address}/chat?as=nordmarkt&language=en")
        await expect(page.get_by_text("Welcome, ")).to_be_visible()
        await page.get_by_role("button", name="Menu").click()
        await picture(page, "menu")
        await page.get_by_role("button", name="Linked devices").click()
        await expect(page.get_by_text("Web chat, this chat")).to_be_visible()
        await picture(page, "devices")
        await page.get_by_role("button", name="Menu").click()
        await page.get_by_role("button", name="Continue on Telegram").click()
        link = page.get_by_role("link", name="Open Telegram")
        assert (await link.get_attribute("href") or "").startswith("https://t.me/caravan_test_bot?start=")
        await picture(page, "telegram")
        assert (await Axe().run(page)).violations_count == 0
        await page.get_by_role("button", name="Close").last.click()
        await expect(link).to_have_count(0)


async def test_a_visitor_is_offered_neither(gateway: Gateway, browser: Browser) -> None:
    async with page_of(browser) as page:
        await page.goto(f"{gateway.address}/chat?language=en")
        await page.get_by_role("button", name="Menu").click()
        await expect(page.get_by_role("button", name="New conversation")).to_be_visible()
        await expect(page.get_by_role("button", name="Linked devices")).to_have_count(0)
        await page.goto(f"{gateway.address}/account?language=en")
        await expect(page.locator("#status")).to_contain_text("Sign in on the marketplace")
