"""The console in a browser: an agent's day, live, by keyboard and on a phone, and nothing for axe to find."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page, expect
from sqlalchemy import select, update

from bot.conversation.store.tables import conversations
from bot.staff.store.tables import staff_sessions
from foundation.clock import system_clock
from tests.fakes.gateway.support_desk import PASSWORDS, SupportDesk, account, support_desk

pytestmark = pytest.mark.asyncio(loop_scope="session")
expect.set_options(timeout=8000)

DESKTOP = {"width": 1360, "height": 820}
PHONE = {"width": 390, "height": 780}
FONT = "figtree"
REFUSALS = ("409 (Conflict)", "401 (Unauthorized)", "status 401")


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path: Path) -> AsyncIterator[SupportDesk]:
    async with support_desk(f"sqlite:///{tmp_path / 'console.db'}") as desk:
        yield desk


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


async def test_a_request_is_seen_and_heard_at_once(browser: Browser, desk: SupportDesk) -> None:
    async with console(browser, desk, "alice", permissions=["notifications"]) as page:
        await page.evaluate(
            "document.addEventListener('caravan:chime', () => { window.chimes = (window.chimes ?? 0) + 1; })"
        )
        await expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
        first = await desk.waiting("Where are my tea sets?", identity=account())
        await expect(page.locator(f"#line-{first}")).to_contain_text("Where are my tea sets?")
        await expect(page).to_have_title("(1) Caravan")
        assert await page.evaluate("window.chimes") is None
        await page.locator("#alerts").click()
        await expect(page.locator("#alerts")).to_have_attribute("aria-pressed", "true")
        assert await page.evaluate("window.chimes") == 1
        await desk.waiting("And mine?", key="second")
        await expect(page).to_have_title("(2) Caravan")
        assert await page.evaluate("window.chimes") == 2


async def test_an_agent_takes_a_conversation_and_both_write(browser: Browser, desk: SupportDesk) -> None:
    conversation_id = await desk.waiting("Where are my tea sets?", identity=account())
    async with console(browser, desk, "alice") as page:
        await page.get_by_role("button", name="Take Anna Weber").click()
        await expect(page).to_have_url(f"{desk.address}/console/conversations/{conversation_id}")
        await expect(page.get_by_text("Alice has joined the conversation")).to_be_visible()
        box = page.locator("#text")
        await box.fill("Good morning")
        await box.press("Shift+Enter")
        await box.press_sequentially("Anna")
        await box.press("Enter")
        await expect(page.locator(".message.agent .words")).to_have_text("Good morning\nAnna")
        await expect(box).to_have_value("")
        await desk.says(conversation_id, "Hello Alice")
        await expect(page.locator(".message").last).to_contain_text("Hello Alice")
        await page.locator("#transcript").focus()
        await page.keyboard.press("n")
        await page.keyboard.press("r")
        await page.keyboard.type("A big account")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator(".message.note")).to_contain_text("A big account")
        await page.get_by_role("button", name="Resolve").click()
        await expect(page.get_by_text("You have no open conversations.")).to_be_visible()


async def test_enter_that_composes_chinese_does_not_send(browser: Browser, desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    async with console(browser, desk, "alice", f"/console/conversations/{conversation_id}") as page:
        await page.get_by_role("button", name="Take this conversation").click()
        await page.locator("#text").fill("nihao")
        await page.locator("#text").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
        await expect(page.locator("#text")).to_have_value("nihao")
        await expect(page.locator(".message.agent")).to_have_count(0)


async def test_what_is_being_written_survives_what_happens_around_it(browser: Browser, desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    path = f"/console/conversations/{conversation_id}"
    async with console(browser, desk, "alice", path) as page, desk.signed_in("meilin") as meilin:
        await page.get_by_role("button", name="Take this conversation").click()
        await page.locator("#text").fill("Half a sentence")
        await page.goto(f"{desk.address}/console")
        await page.goto(desk.address + path)
        await expect(page.locator("#text")).to_have_value("Half a sentence")
        await meilin.step(conversation_id, "release")
        await expect(page.get_by_text("Waiting for an agent.")).to_be_visible()
        await expect(page.locator("#text")).to_have_value("Half a sentence")


async def test_a_refused_reply_is_explained_and_kept(browser: Browser, desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    async with console(browser, desk, "alice", f"/console/conversations/{conversation_id}") as page:
        await page.get_by_role("button", name="Take this conversation").click()
        await expect(page.get_by_text("Alice has joined")).to_be_visible()
        await page.locator("#text").evaluate(
            "box => { box.removeAttribute('maxlength'); box.value = 'x'.repeat(4100); }"
        )
        async with page.expect_response(lambda response: response.status == 409):
            await page.locator("button.send").click()
        await expect(page.locator("#refusal")).to_contain_text("too long by 4 characters")
        assert len(await page.locator("#text").input_value()) == 4100


async def test_reading_further_up_is_not_disturbed(browser: Browser, desk: SupportDesk) -> None:
    conversation_id = await desk.conversation()
    for number in range(120):
        await desk.says(conversation_id, f"words {number}.")
    async with console(browser, desk, "meilin", f"/console/conversations/{conversation_id}") as page:
        await expect(page.get_by_text("words 119.")).to_be_in_viewport()
        await expect(page.locator(".message")).to_have_count(50)
        await page.get_by_role("button", name="Earlier messages").or_(page.get_by_text("Earlier messages")).click()
        await expect(page.locator(".message")).to_have_count(100)
        await expect(page.get_by_text("words 70.")).to_be_in_viewport()
        await desk.says(conversation_id, "a new one")
        await expect(page.locator("#jump.news")).to_be_visible()
        await expect(page.get_by_text("a new one").last).not_to_be_in_viewport()
        await page.locator("#jump").click()
        await expect(page.locator(".message").last).to_be_in_viewport()
        await expect(page.locator("#jump")).to_be_hidden()


async def test_a_session_that_ends_leads_to_the_sign_in_page_and_back(
    browser: Browser, desk: SupportDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.console.desk.events.HEARTBEAT_SECONDS", 0.3)
    monkeypatch.setattr("bot.console.desk.events.LOOK_SECONDS", 0.3)
    path = "/console/conversations?q=ORD"
    async with console(browser, desk, "alice", path) as page:
        for _ in range(2):
            async with desk.database.begin() as connection:
                await connection.execute(update(staff_sessions).values(expires_at=system_clock()))
            await expect(page).to_have_url(re.compile(r"/console/sign-in\?next=%2Fconsole%2Fconversations%3Fq%3DORD"))
            await sign_in(page, desk, "alice", path)


async def test_a_person_switches_to_chinese_and_to_dark(browser: Browser, desk: SupportDesk) -> None:
    async with console(browser, desk, "alice", color_scheme="light") as page:
        await page.get_by_role("button", name="中文").click()
        await expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        await page.locator("#theme").click()
        await page.reload()
        await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        await expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        await page.get_by_role("button", name="English").click()
        await expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("username", ["alice", "liwei"])
async def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, desk: SupportDesk, username: str, viewport: dict[str, int], scheme: str
) -> None:
    conversation_id = await desk.waiting("Where is ORD-100234?", channel="telegram", key="1", identity=account())
    await desk.waiting("x" * 300, key="2")
    async with desk.signed_in(username) as agent:
        await agent.step(conversation_id, "take")
        await agent.step(conversation_id, "reply", text="Let me look")
        await agent.step(conversation_id, "reply", text="Paid", internal="1")
    path = f"/console/conversations/{conversation_id}"
    async with console(browser, desk, username, path, viewport=viewport, color_scheme=scheme) as page:
        for address in (path, "/console", "/console/conversations", "/console/conversations?q=zzz"):
            await page.goto(desk.address + address)
            await expect(page.locator("#presence.on")).to_have_count(1)
            await _inspect(page)
        await page.keyboard.press("?")
        await _inspect(page)
        await page.context.clear_cookies()
        await page.goto(f"{desk.address}/console/sign-in")
        await _inspect(page)


async def _inspect(page: Page) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wider = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    cut = await page.evaluate(
        "[...document.querySelectorAll('button, .top a')].filter((one) => one.checkVisibility()"
        " && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML)"
    )
    assert cut == []


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize(("viewport", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone, dark"])
async def test_axe_finds_nothing_in_administration(
    browser: Browser, desk: SupportDesk, locale: str, viewport: dict[str, int], scheme: str
) -> None:
    conversation_id = await desk.waiting("Where is ORD-100234?", identity=account())
    async with desk.database.read() as connection:
        query = select(conversations.c.contact_id).where(conversations.c.id == conversation_id)
        contact_id = (await connection.execute(query)).scalar_one()
    options = {"viewport": viewport, "color_scheme": scheme, "locale": locale}
    async with console(browser, desk, "admin", "/console/staff", **options) as page:
        if locale == "zh-CN":
            await page.get_by_role("button", name="中文").click()
            await expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        for path in ("staff", "staff/alice", "audit", "account", "account/two-step", f"people/{contact_id}"):
            await page.goto(f"{desk.address}/console/{path}")
            await expect(page.locator("#presence.on")).to_have_count(1)
            await _inspect(page)
        await page.goto(f"{desk.address}/console/account/two-step")
        await page.locator("input[name=current]").fill(PASSWORDS["admin"])
        await page.locator("input[name=current]").press("Enter")
        image = page.locator("img.qr")
        await expect(image).to_be_visible()
        assert await image.evaluate(
            "(image) => image.complete && image.naturalWidth > 100"
        )  # the policy lets it be shown
        await _inspect(page)


async def test_a_session_that_an_admin_ends_leads_to_the_sign_in_page(browser: Browser, desk: SupportDesk) -> None:
    async with console(browser, desk, "alice") as page, desk.signed_in("admin") as admin:
        await admin.post("/console/staff/alice/sessions/end", page="/console/staff/alice")
        await expect(page).to_have_url(re.compile("/console/sign-in"))


async def test_an_admin_erases_a_person_in_the_browser(browser: Browser, desk: SupportDesk) -> None:
    conversation_id = await desk.waiting("Where is ORD-100234?", identity=account())
    async with console(browser, desk, "admin", f"/console/conversations/{conversation_id}") as page:
        await page.get_by_role("link", name="Personal data").click()
        async with page.expect_download() as download:
            await page.get_by_role("button", name="Export").click()
        assert (await download.value).suggested_filename.endswith(".zip")
        label = page.get_by_label("To confirm, type")
        code = re.search(r"[0-9A-F]{4}$", await page.locator("label", has=label).inner_text())
        assert code
        await label.fill(code[0])
        await page.get_by_role("button", name="Erase for good").click()
        await expect(page.get_by_role("status").filter(has_text="erased")).to_be_visible()
