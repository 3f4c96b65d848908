"""Colleagues at one conversation in browsers of their own: who writes, mentions, edits, and what an agent sends; in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.fakes import PATIENCE
from tests.fakes.gateway.console_browser import DESKTOP, NARROW, console, inspect
from tests.fakes.gateway.support_desk import SupportDesk, account, support_desk

pytestmark = pytest.mark.asyncio(loop_scope="session")
expect.set_options(timeout=PATIENCE * 1000)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path: Path) -> AsyncIterator[SupportDesk]:
    async with support_desk(f"sqlite:///{tmp_path / 'console.db'}") as desk:
        yield desk


async def test_one_types_and_the_other_sees_it(browser: Browser, desk: SupportDesk) -> None:
    talk = await desk.waiting(identity=account())
    path = f"/console/conversations/{talk}"
    async with console(browser, desk, "alice", path) as alice, console(browser, desk, "meilin", path) as meilin:
        await alice.get_by_role("button", name="Take this conversation").click()
        await expect(meilin.get_by_text("Alice is looking at this, too")).to_be_visible()
        await alice.locator("#text").press_sequentially("Good mor")
        await expect(meilin.get_by_text("Alice is writing a reply…")).to_be_visible()
        await inspect(meilin)
        await alice.locator("#text").fill("")
        await expect(meilin.get_by_text("Alice is looking at this, too")).to_be_visible()
        await alice.get_by_label("Internal note").check()
        await alice.locator("#text").press_sequentially("Hm")
        await expect(meilin.get_by_text("Alice is writing a note…")).to_be_visible()
        await alice.goto(f"{desk.address}/console/account")
        await expect(meilin.locator("#attention")).to_be_empty()


async def test_a_colleague_is_named_by_the_keyboard_and_told(browser: Browser, desk: SupportDesk) -> None:
    talk = await desk.conversation("Hello there", identity=account())
    path = f"/console/conversations/{talk}"
    async with console(browser, desk, "meilin", path) as meilin, console(browser, desk, "alice") as alice:
        box, options = meilin.locator("#text"), meilin.locator("#suggestions [role=option]")
        await box.press_sequentially("Dear @")
        await expect(options).to_have_count(3)
        await box.press_sequentially("li w")
        await expect(options).to_have_count(0)
        await box.fill("")
        await box.press_sequentially("Dear @ali")
        await expect(options).to_have_count(1)
        await inspect(meilin)
        await box.press("Enter")
        await expect(box).to_have_value("Dear @alice ")
        await box.press_sequentially("please look")
        await box.press("Enter")
        await expect(meilin.locator(".message.note")).to_contain_text("Dear @alice please look")
        await expect(alice.locator("#mention-count")).to_contain_text("1")
        await inspect(alice)
        await alice.goto(f"{desk.address}/console/conversations?view=mentions")
        await alice.locator(f"#line-{talk} a").click()
        await expect(alice.locator(".message.note")).to_be_visible()
        await expect(alice.locator("#mention-count")).to_be_empty()


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(DESKTOP, "light"), (NARROW, "dark")], ids=["desktop", "narrow, dark"]
)
async def test_an_agent_edits_and_sends_by_the_keyboard(
    browser: Browser, desk: SupportDesk, viewport: dict[str, int], scheme: str
) -> None:
    talk = await desk.waiting("我的订单在哪里？", language="zh", identity=account())
    async with desk.signed_in("alice") as agent:
        await agent.step(talk, "take")
        await agent.step(talk, "reply", text="Good mornig")
    path = f"/console/conversations/{talk}"
    async with console(browser, desk, "alice", path, viewport=viewport, color_scheme=scheme) as page:
        await page.locator(".edit-own summary").focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Control+A")
        await page.keyboard.type("Good morning")
        await inspect(page)
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.agent .bubble .words")).to_have_text("Good morning")
        await expect(page.locator(".edited summary")).to_contain_text("Edited")
        await page.locator(".edited summary").click()
        await expect(page.locator(".edited .words")).to_have_text("Good mornig")
        if viewport is NARROW:
            await page.locator("#rows-details summary").first.click()
        send = page.get_by_role("button", name="Send to the contact ORD-100234")
        trade = page.locator("details.trade summary").first
        if not await send.is_visible():
            await trade.click()
        for number in (1, 2):  # the same again is another message
            await send.focus()
            await page.keyboard.press("Enter")
            await expect(page.locator(".message.agent .card")).to_have_count(number)
        await page.locator("#articles-details > summary").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#articles .article > summary").first).to_have_attribute("lang", "zh-Hans")
        await inspect(page)
        await page.locator("#articles button").first.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.agent .card")).to_have_count(3)
        spaces = "facts => getComputedStyle(facts).whiteSpace"  # the lines of a timeline stay lines
        assert await page.locator(".message.agent .card dd").first.evaluate(spaces) == "pre-line"
        await inspect(page)


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
async def test_words_of_the_other_language_and_selects_have_their_font(
    browser: Browser, desk: SupportDesk, locale: str
) -> None:
    chinese = await desk.waiting("我的订单“ORD-100234”在哪里？", language="zh", identity=account())
    english = await desk.waiting("Where is my order of tea sets?", key="2")
    async with desk.signed_in("alice") as agent:
        await agent.post("/console/language", language=locale[:2])
    of_page = {"en-GB": "en", "zh-CN": "zh-Hans"}[locale]
    for talk, language in ((chinese, "zh-Hans"), (english, "en")):
        async with console(browser, desk, "alice", f"/console/conversations/{talk}", locale=locale) as page:
            words = page.locator(".message.contact .words")
            assert await words.get_attribute("lang") == (language if language != of_page else None)
            font = await words.evaluate("words => getComputedStyle(words).fontFamily")
            assert font.startswith('"Figtree beside Chinese"' if language == "zh-Hans" else "Figtree")
            await page.goto(f"{desk.address}/console/account")
    async with console(browser, desk, "meilin", "/console/audit", locale=locale) as page:
        fonts = await page.evaluate(
            "[...new Set([...document.querySelectorAll('select, input, button')].map((one) => getComputedStyle(one).fontFamily))]"
        )
        assert [font for font in fonts if "Figtree" not in font] == []


async def test_a_conversation_names_its_contact_also_in_what_comes_later(browser: Browser, desk: SupportDesk) -> None:
    talk = await desk.waiting("Hello", identity=account())
    async with console(browser, desk, "alice", f"/console/conversations/{talk}") as page:
        await expect(page.locator(".message.contact .message-author")).to_have_text("Anna Weber")
        await desk.says(talk, "Are you there?")
        await expect(page.locator(".message.contact .message-author").last).to_have_text("Anna Weber")


async def test_the_forms_of_words_stand_side_by_side(browser: Browser, desk: SupportDesk) -> None:
    async with console(browser, desk, "admin", "/console/words/article/about_platform") as page:
        await expect(page.locator("h1")).to_have_text("What Caravan is")
        fields = page.locator(".both").first.locator("label")
        english, chinese = [await fields.nth(number).bounding_box() for number in (0, 1)]
        assert english
        assert chinese
        assert english["y"] == chinese["y"]
        assert english["x"] < chinese["x"]
