"""The console in a browser: an agent's day, live, by keyboard and on a phone, and nothing for axe to find."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from sqlalchemy import update

from bot.console.deps import StreamWaits
from bot.staff.store.tables import staff_sessions
from foundation.clock import system_clock
from tests.fakes import PATIENCE
from tests.fakes.gateway.console_browser import DESKTOP, NARROW, PHONE, console, inspect, sign_in
from tests.fakes.gateway.support_desk import SupportDesk, account, support_desk
from tests.fakes.gateway.trade_desk import FakeTradeDesk

pytestmark = pytest.mark.asyncio(loop_scope="session")
expect.set_options(timeout=PATIENCE * 1000)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path: Path) -> AsyncIterator[SupportDesk]:
    async with support_desk(f"sqlite:///{tmp_path / 'console.db'}") as desk:
        yield desk


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


async def test_a_note_does_not_say_that_it_goes_to_the_contact(browser: Browser, desk: SupportDesk) -> None:
    talk = await desk.waiting(identity=account())
    async with console(browser, desk, "alice", f"/console/conversations/{talk}") as page:
        await page.get_by_role("button", name="Take this conversation").click()
        text = page.locator("#text")
        await expect(text).to_have_attribute("placeholder", "Write to Anna Weber…")
        await page.get_by_label("Internal note").check()
        await expect(text).to_have_attribute("placeholder", "A note that only staff can see…")
        await page.get_by_label("Internal note").uncheck()
        await expect(text).to_have_attribute("placeholder", "Write to Anna Weber…")


async def test_enter_that_composes_chinese_does_not_send(browser: Browser, desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    async with console(browser, desk, "alice", f"/console/conversations/{conversation_id}") as page:
        await page.get_by_role("button", name="Take this conversation").click()
        await expect(page.get_by_role("button", name="Resolve")).to_be_visible()
        await page.locator("#text").fill("nihao")
        await page.locator("#text").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
        await expect(page.locator("#text")).to_have_value("nihao")
        await expect(page.locator(".message.agent")).to_have_count(0)


async def test_a_prepared_reply_is_chosen_by_the_keyboard(browser: Browser, desk: SupportDesk) -> None:
    talk = await desk.waiting(identity=account())
    async with desk.signed_in("meilin") as meilin:
        for shortcut, text in (("bye", "Goodbye"), ("hello", "Hello {name}"), ("help", "How can I help?")):
            await meilin.post("/console/replies", shortcut=shortcut, text_en=text)
    async with console(browser, desk, "alice", f"/console/conversations/{talk}") as page:
        await page.get_by_role("button", name="Take this conversation").click()
        await expect(page.get_by_role("button", name="Resolve")).to_be_visible()  # the page after that is there
        box, options = page.locator("#text"), page.locator("#suggestions [role=option]")
        await box.press_sequentially("/he")
        await expect(options).to_have_count(2)
        await box.press("ArrowDown")
        await expect(options.last).to_have_attribute("aria-selected", "true")
        await expect(box).to_have_attribute("aria-activedescendant", "suggestion-1")
        await inspect(page)
        await box.press("ArrowUp")
        await box.press("Enter")
        await expect(box).to_have_value("Hello Anna Weber")
        await expect(options).to_have_count(0)
        await box.press("Enter")
        await expect(page.locator(".message.agent .words")).to_have_text("Hello Anna Weber")
        await box.press_sequentially("/bye")
        await expect(options).to_have_count(1)
        await box.press("Escape")
        await expect(options).to_have_count(0)


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
        await expect(page.get_by_text("words 119.", exact=True)).to_be_in_viewport()
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


async def test_a_session_that_ends_leads_to_the_sign_in_page_and_back(browser: Browser, tmp_path: Path) -> None:
    path = "/console/conversations?q=ORD"
    waits = StreamWaits(heartbeat=0.3, look=0.3)
    async with (
        support_desk(f"sqlite:///{tmp_path / 'console.db'}", stream_waits=waits) as desk,
        console(browser, desk, "alice", path) as page,
    ):
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


@pytest.mark.parametrize(
    ("username", "viewport", "scheme"),
    [
        pytest.param("alice", DESKTOP, "light", id="alice, desktop, light"),
        pytest.param("alice", PHONE, "dark", id="alice, phone, dark"),
        pytest.param("liwei", DESKTOP, "dark", id="liwei, desktop, dark"),
        pytest.param("liwei", PHONE, "light", id="liwei, phone, light"),
    ],
)
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
            await inspect(page)
        await page.keyboard.press("?")
        await inspect(page)
        await page.context.clear_cookies()
        await page.goto(f"{desk.address}/console/sign-in")
        await inspect(page)


async def test_a_conversation_is_passed_on_by_keyboard_and_the_colleague_is_alerted(
    browser: Browser, desk: SupportDesk
) -> None:
    talk = await desk.waiting("Where is ORD-100234?", identity=account())
    async with (
        console(browser, desk, "alice", f"/console/conversations/{talk}") as alice,
        console(browser, desk, "meilin") as meilin,
    ):
        await alice.get_by_role("button", name="Take this conversation").click()
        summary = alice.locator(".pass-on summary")
        await summary.focus()
        await summary.press("Enter")
        await inspect(alice)
        await alice.locator(".pass-on select").select_option("meilin")
        await alice.get_by_label("Note for the colleague (optional)").fill("She asks about Bremerhaven")
        await alice.locator(".pass-on form button").press("Enter")
        await expect(alice).to_have_url(desk.address + "/console")
        await expect(meilin.locator(f"#mine #line-{talk}")).to_contain_text("Where is ORD-100234?")
        await meilin.locator(f"#mine #line-{talk} a").click()
        await expect(meilin.locator("#messages")).to_contain_text("She asks about Bremerhaven")
        await expect(meilin.locator("#messages")).to_contain_text("Alice has passed this conversation on to")
        await meilin.locator("details.history summary").click()
        await expect(meilin.locator(".history-steps")).to_contain_text("Passed on")
        await inspect(meilin)


@pytest.mark.parametrize(
    ("options", "language"), [({"viewport": DESKTOP}, "en"), ({"viewport": NARROW, "color_scheme": "dark"}, "zh")]
)
async def test_a_supervisor_reads_the_dossier_and_acts_in_the_customers_name(
    browser: Browser, desk: SupportDesk, options: dict[str, Any], language: str
) -> None:
    earlier = await desk.conversation("Do you ship to Kiel?", identity=account(), key="earlier")
    talk = await desk.waiting("Please cancel ORD-100234, my customer went away", identity=account())
    async with console(browser, desk, "meilin", f"/console/conversations/{talk}", **options) as page:
        if language == "zh":
            await page.get_by_role("button", name="中文").click()
            await expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        await expect(page.locator("#dossier")).to_contain_text("Please cancel ORD-100234")
        await _open_dossier(page)
        await expect(page.locator(f"#dossier a[href$='{earlier}']")).to_be_visible()
        await page.locator("#desk-state .button.primary").click()
        await expect(page.locator("#next-acts a").first).to_be_attached()
        await _open_dossier(page)
        await inspect(page)
        await page.locator("#next-acts a[href*='order.cancel']").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("textarea[name=reason]")).to_be_visible()
        await inspect(page)
        await page.locator("textarea[name=reason]").fill("The buyer asked for it on the telephone.")
        await page.locator("form.fields button").click()
        await expect(page.locator("table.changes tbody tr")).to_have_count(1)
        await inspect(page)
        await page.locator("form.choices-row button").press("Enter")
        await expect(page).to_have_url(f"{desk.address}/console/conversations/{talk}")
    trade = desk.deps.trade
    assert isinstance(trade, FakeTradeDesk)
    ((wish, by),) = trade.done.values()
    assert (wish.act, wish.number, by) == ("order.cancel", "ORD-100234", "meilin")


async def _open_dossier(page: Page) -> None:
    """On a phone it is closed at first."""
    if await page.locator("#dossier").get_attribute("open") is None:
        await page.locator("#dossier summary").press("Enter")


async def test_an_admin_changes_the_hours_in_the_browser(browser: Browser, desk: SupportDesk) -> None:
    async with console(browser, desk, "admin", "/console/hours") as page:
        await page.get_by_role("group", name="Shift 1").get_by_label("To", exact=True).fill("20:00")
        holiday = page.get_by_role("group", name="Add a holiday")
        await holiday.get_by_label("Name").fill("Spring Festival")
        await holiday.get_by_label("First day").fill("2027-02-05")
        await holiday.get_by_label("Last day").fill("2027-02-11")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved.")).to_be_visible()
        await expect(page.locator(".history-steps li")).to_contain_text(
            "Monday to Saturday, 09:00 to 20:00 Beijing time"
        )
        await expect(page.locator(".history-steps li")).to_contain_text("Spring Festival 2027-02-05 – 2027-02-11")
        await inspect(page)


async def test_what_the_contact_writes_meanwhile_is_read_before_resolving(browser: Browser, desk: SupportDesk) -> None:
    talk = await desk.waiting("Where is my order?")
    async with console(browser, desk, "alice", f"/console/conversations/{talk}") as page:
        await page.get_by_role("button", name="Take this conversation").click()
        await expect(page.get_by_role("button", name="Resolve")).to_be_visible()
        await page.evaluate("document.getElementById('live').remove()")
        await desk.says(talk, "One more thing: the colour is wrong")
        await page.get_by_role("button", name="Resolve").click()
        await expect(page.get_by_role("alert").first).to_contain_text("The contact has written at the same moment")
        await expect(page.locator("#messages")).to_contain_text("the colour is wrong")
        await page.get_by_role("button", name="Resolve").click()
        await expect(page).to_have_url(desk.address + "/console")


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
