"""Takes the screenshots for the README of a running Caravan (`make run`), with Chromium (`make
screenshots`)."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bot.serving.settings.reading import read_settings
from tests.fakes.whole.browser import ARGUMENTS, find

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"


async def main() -> None:
    """Takes all screenshots and writes them to docs/images."""
    settings = read_settings()
    passwords = json.loads(settings.demo_passwords.read_text())
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find(playwright), args=ARGUMENTS)
        await picture_storefront(browser, settings.address)
        await picture_mobile(browser, settings.address)
        await picture_console(browser, settings.address, passwords["alice"])
        await browser.close()


async def picture_storefront(browser: Browser, address: str) -> None:
    """Takes screenshots of the storefront, without and with an open chat."""
    page = await (await _context(browser, "en-GB", 1280, 860)).new_page()
    await page.goto(f"{address}/?language=en")
    await _picture(page, "storefront")
    await page.goto(f"{address}/?as=nordmarkt&language=en")
    await page.locator("caravan-chat .button").click()
    chat = page.frame_locator("caravan-chat iframe")
    box = chat.get_by_label("Your message")
    for words in ("need 5000 men's cotton t-shirts from Xinjiang", "where is ORD-100234?"):
        await box.fill(words)
        await box.press("Enter")
        await page.wait_for_timeout(2500)
    await _picture(page, "storefront-chat")


async def picture_mobile(browser: Browser, address: str) -> None:
    """Takes screenshots of the Chinese chat in the size of a telephone, in light and dark colours."""
    for name, dark in (("chat-mobile-zh", False), ("chat-mobile-dark", True)):
        page = await (await _context(browser, "zh-CN", 390, 844, dark)).new_page()
        await page.goto(f"{address}/chat?as=huaxia-trade&language=zh")
        box = page.locator("textarea")
        await box.fill("找四川的花椒供应商")
        await box.press("Enter")
        await page.wait_for_timeout(2500)
        await _picture(page, name)


async def picture_console(browser: Browser, address: str, password: str) -> None:
    """Takes screenshots of the console with a waiting conversation, and with a conversation that an
    agent has taken."""
    buyer = await (await _context(browser, "en-GB", 1280, 860)).new_page()
    await buyer.goto(f"{address}/chat?as=nordmarkt&language=en")
    box = buyer.locator("textarea")
    for words in (
        "where is ORD-100234?",
        "can the tea sets go to Bremerhaven instead?",
        "let me talk to a person please",
    ):
        await box.fill(words)
        await box.press("Enter")
        await buyer.wait_for_timeout(2500)
    page = await (await _context(browser, "en-GB", 1280, 860)).new_page()
    await page.goto(f"{address}/console/sign-in?language=en")
    await page.get_by_label("Username").fill("alice")
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_timeout(1000)
    await _picture(page, "console-queue")
    await page.locator("#queue .waiting li a", has_text="nordmarkt").last.click()
    await page.get_by_role("button", name="Take this conversation").click()
    await page.get_by_label("Your reply").fill("Hello, this is Alice. I am asking the forwarder about Bremerhaven now.")
    await page.get_by_label("Your reply").press("Enter")
    await page.wait_for_timeout(1500)
    await _picture(page, "console")
    await page.get_by_role("button", name="Resolve").click()


async def _context(browser: Browser, locale: str, width: int, height: int, dark: bool = False) -> BrowserContext:
    scheme = "dark" if dark else "light"
    return await browser.new_context(locale=locale, viewport={"width": width, "height": height}, color_scheme=scheme)


async def _picture(page: Page, name: str) -> None:
    await page.wait_for_timeout(700)
    await page.screenshot(path=IMAGES / f"{name}.png")
    sys.stdout.write(f"{name}.png\n")


if __name__ == "__main__":
    asyncio.run(main())
