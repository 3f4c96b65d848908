"""From the find to the escalation and back, in a browser on both sides: a buyer on the storefront, an agent at the console."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, FrameLocator, Locator, Page, expect

from bot.rendering.catalogues import load_catalogues
from tests.fakes import PATIENCE
from tests.fakes.whole.stack import Stack

MILLISECONDS = PATIENCE * 1000


@dataclass(frozen=True)
class Words:
    """What the two say and read in one language."""

    language: str
    account: str
    find: str
    found: str
    narrow: str
    narrowed: str
    order: str
    order_fact: str
    person: str
    agent: str
    message_label: str
    sign_in: tuple[str, str, str]
    take: str
    reply_label: str
    agent_says: str
    buyer_says: str
    resolve: str
    after: str


CATALOGUES = load_catalogues()


def in_chinese(english: str) -> str:
    """A word of the console."""
    return str(CATALOGUES.translations("zh").gettext(english))


ENGLISH = Words(
    language="en",
    account="nordmarkt",
    find="need 5000 men's cotton t-shirts from Xinjiang",
    found="Xinjiang",
    narrow="show me cheaper ones please",
    narrowed="cheapest first",
    order="where is ORD-100234?",
    order_fact="Tracking number",
    person="I want to talk to a real person please",
    agent="alice",
    message_label="Your message",
    sign_in=("Username", "Password", "Sign in"),
    take="Take this conversation",
    reply_label="Your reply",
    agent_says="Hello, this is Alice. How can I help you?",
    buyer_says="Can the tea sets be unloaded in Bremerhaven instead?",
    resolve="Resolve",
    after="where is ORD-100188?",
)
CHINESE = Words(
    language="zh",
    account="huaxia-trade",
    find="找四川的花椒供应商",
    found="四川",
    narrow="有没有便宜一点的",
    narrowed="从低到高",
    order="ORD-100725到哪里了？",
    order_fact=CATALOGUES.sentence("field.tracking_number", "zh"),
    person="我要找人工客服",
    agent="liwei",
    message_label=CATALOGUES.sentence("widget.composer.label", "zh"),
    sign_in=(in_chinese("Username"), in_chinese("Password"), in_chinese("Sign in")),
    take=in_chinese("Take this conversation"),
    reply_label=in_chinese("Your reply"),
    agent_says="您好，我是李伟，请问有什么可以帮您？",
    buyer_says="这批核桃能改到宁波港吗？",
    resolve=in_chinese("Resolve"),
    after="ORD-100666到了吗？",
)


@asynccontextmanager
async def page_of(browser: Browser, language: str) -> AsyncIterator[Page]:
    locale = "zh-CN" if language == "zh" else "en-GB"
    context = await browser.new_context(locale=locale, viewport={"width": 1280, "height": 860})
    context.set_default_timeout(MILLISECONDS)
    page = await context.new_page()
    try:
        yield page
    finally:
        await context.close()


async def sign_in(page: Page, stack: Stack, words: Words) -> None:
    username, password, button = words.sign_in
    await page.goto(f"{stack.address}/console/sign-in?language={words.language}")
    await page.get_by_label(username).fill(words.agent)
    await page.get_by_label(password).fill(stack.passwords[words.agent])
    await page.get_by_role("button", name=button).click()
    await expect(page.locator("#queue")).to_be_visible(timeout=MILLISECONDS)


async def open_chat(page: Page, stack: Stack, words: Words) -> FrameLocator:
    """The storefront as the account, with the widget open at a conversation of its own: without that it would go on with
    what other tests have said as the account."""
    await page.goto(f"{stack.address}/?as={words.account}&language={words.language}")
    await page.locator("caravan-chat .button").click()
    chat = page.frame_locator("caravan-chat iframe")
    await expect(chat.locator(".presence.online")).to_be_visible(timeout=MILLISECONDS)
    for name in ("widget.menu", "widget.menu.new", "widget.new.confirm"):
        await chat.get_by_role("button", name=CATALOGUES.sentence(name, words.language)).click()
    await expect(chat.locator(".message.bot")).to_have_count(1, timeout=MILLISECONDS)
    return chat


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
async def test_a_buyer_finds_asks_and_reaches_a_person(stack: Stack, browser: Browser, words: Words) -> None:
    async with page_of(browser, words.language) as shop, page_of(browser, words.language) as console:
        await sign_in(console, stack, words)
        chat = await open_chat(shop, stack, words)
        box = chat.get_by_label(words.message_label)

        async def say(text: str) -> None:
            await box.fill(text)
            await box.press("Enter")

        def bot(text: str) -> Locator:
            return chat.locator(".message.bot", has_text=text).last

        await say(words.find)
        await expect(bot(words.found)).to_be_visible(timeout=MILLISECONDS)
        await expect(chat.locator(".card").first).to_be_visible()
        await say(words.narrow)
        await expect(bot(words.narrowed)).to_be_visible(timeout=MILLISECONDS)
        await say(words.order)
        await expect(chat.locator(".card", has_text=words.order_fact).last).to_be_visible(timeout=MILLISECONDS)

        await say(words.person)
        waiting = console.locator("#queue .waiting li", has_text=words.account)
        await expect(waiting.first).to_be_visible(timeout=MILLISECONDS)
        everybody = await console.locator("#queue .waiting li").count()  # other tests' people wait here, too
        await expect(console).to_have_title(f"({everybody}) Caravan", timeout=MILLISECONDS)
        await say(words.after)
        await expect(chat.locator(".message.bot").last).to_be_visible()
        await waiting.first.get_by_role("link").first.click()
        await expect(console.get_by_text(words.find)).to_be_visible(timeout=MILLISECONDS)
        await console.get_by_role("button", name=words.take).click()

        reply = console.get_by_label(words.reply_label)
        await reply.fill(words.agent_says)
        await reply.press("Enter")
        await expect(chat.get_by_text(words.agent_says)).to_be_visible(timeout=MILLISECONDS)
        before = await chat.locator(".message.bot").count()
        await say(words.buyer_says)
        await expect(console.locator("#messages").get_by_text(words.buyer_says)).to_be_visible(timeout=MILLISECONDS)
        await shop.wait_for_timeout(1500)
        assert await chat.locator(".message.bot").count() == before, "the bot talked over the agent"

        settle = console.get_by_role("button", name=words.resolve)
        await expect(settle).to_be_visible(timeout=MILLISECONDS)  # a failure shows the page, which a click's does not
        await settle.click()
        await expect(chat.locator(".notice-line").last).to_be_visible(timeout=MILLISECONDS)
        await say(words.after)
        await expect(chat.locator(".message.bot")).not_to_have_count(before, timeout=MILLISECONDS)
