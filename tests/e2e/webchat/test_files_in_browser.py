"""A picture from the web chat to the console and a PDF back, with a real gateway, in both languages."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, FilePayload, Locator, Page, expect

from bot.conversation.store.messages import add_message, list_messages
from bot.files.files import in_pieces
from bot.files.store import add_file, find_file
from bot.messages.files import CheckedFile
from bot.support.handoff.waiting import do_request_handoff
from tests.fakes import PATIENCE
from tests.fakes.files import good
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway
from tests.fakes.gateway.support_desk import WORKING_HOURS

pytestmark = pytest.mark.asyncio(loop_scope="session")
expect.set_options(timeout=PATIENCE * 1000)

PICTURE: FilePayload = {"name": "茶具.png", "mimeType": "image/png", "buffer": good.picture(900, 600, "PNG")}
PDF: FilePayload = {"name": "offer.pdf", "mimeType": "application/pdf", "buffer": good.pdf("Offer 12")}
SEEN_WITHIN = 15
"""Seconds in which the agent sees a picture, on a loaded machine too; on a free one it takes one to two."""
PASTE = """async ([bytes, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""
DROP = """async ([bytes, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name));
  for (const each of ["dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(each, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def gateway(tmp_path: Path) -> AsyncIterator[Gateway]:
    async with running_gateway(f"sqlite+aiosqlite:///{tmp_path / 'files.db'}", tmp_path, FakeRasa()) as gateway:
        yield gateway


@asynccontextmanager
async def page_of(browser: Browser, **options: Any) -> AsyncIterator[Page]:
    """Yields a page; what the browser complains of fails the test."""
    context: BrowserContext = await browser.new_context(**{"reduced_motion": "reduce", **options})
    complaints: list[str] = []
    page = await context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda each: complaints.append(each.text) if each.type == "error" else None)
    yield page
    await context.close()
    assert [each for each in complaints if "422" not in each] == []


async def open_chat(page: Page, gateway: Gateway, language: str = "en") -> str:
    """Opens the chat and returns its conversation's id."""
    await page.goto(f"{gateway.address}/chat?language={language}")
    await expect(page.locator(".presence.online")).to_be_visible()
    stored = await page.evaluate("Object.entries(localStorage).find(([key]) => key.includes('session.'))[1]")
    return str(json.loads(stored)["conversation"])


def read_password(gateway: Gateway, username: str) -> str:
    return str(json.loads(Path(gateway.settings.demo_passwords).read_text())[username])


async def open_console(page: Page, gateway: Gateway, conversation_id: str, language: str = "en") -> None:
    username = "alice" if language == "en" else "liwei"
    path = f"/console/conversations/{conversation_id}"
    await page.goto(f"{gateway.address}/console/sign-in?next={path}&language={language}")
    await page.locator("#username").fill(username)
    await page.locator("#password").fill(read_password(gateway, username))
    await page.locator("#password").press("Enter")
    await page.locator("#presence.on").wait_for()
    await page.locator("#text").wait_for()
    if await page.locator("button[data-key=t]").count():
        await page.locator("button[data-key=t]").click()
    await page.locator("#internal").wait_for()


def read_bytes(path: Path) -> bytes:
    return path.read_bytes()


async def wait_for_agent(gateway: Gateway, conversation_id: str) -> None:
    async with gateway.caravan.database.begin() as connection:
        await do_request_handoff(connection, conversation_id, "asked", WORKING_HOURS)


async def is_drawn(picture: Locator) -> bool:
    await expect(picture).to_be_visible()
    return bool(await picture.evaluate("async (each) => { await each.decode(); return each.naturalWidth > 0; }"))


async def send_in_chat(page: Page, words: str = "") -> None:
    await page.locator(".chosen").first.wait_for()
    await page.locator(".composer textarea").fill(words)
    await page.locator(".composer textarea").press("Enter")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_picture_reaches_the_agent_at_once_and_a_pdf_comes_back(
    browser: Browser, gateway: Gateway, language: str
) -> None:
    async with page_of(browser) as chat, page_of(browser) as console:
        conversation_id = await open_chat(chat, gateway, language)
        await wait_for_agent(gateway, conversation_id)
        await open_console(console, gateway, conversation_id, language)
        await chat.locator("input[type=file]").set_input_files(PICTURE)
        await send_in_chat(chat, "like this")
        own = chat.locator(".message.contact .photo img")
        assert await is_drawn(own)
        started = time.monotonic()
        seen = console.locator(".message.contact .photo img")
        assert await is_drawn(seen)
        assert time.monotonic() - started < SEEN_WITHIN
        photo, pdf = ("Photo", "PDF") if language == "en" else ("照片", "PDF")
        await expect(seen).to_have_attribute("alt", f"{photo}: 茶具.png")
        await console.locator("#files").set_input_files(PDF)
        await expect(console.locator("#attached input[name=file]")).to_have_count(1)
        await console.locator("#text").press("Enter")
        chip = chat.locator(".message.agent a.file")
        await expect(chip).to_contain_text("offer.pdf")
        await expect(chip).to_contain_text(pdf)
        await expect(console.locator(".message.agent a.file")).to_contain_text("offer.pdf")
        await expect(console.locator("#attached li")).to_have_count(0)
        async with chat.expect_download() as download:
            await chip.click()
        assert read_bytes(await (await download.value).path()) == PDF["buffer"]
        async with console.expect_popup() as popup:
            await seen.click()
        await (await popup.value).wait_for_url("**/files/ey**")


async def test_pasted_and_dropped_on_both_sides_and_kept_among_staff_in_a_note(
    browser: Browser, gateway: Gateway
) -> None:
    async with page_of(browser) as chat, page_of(browser) as console:
        conversation_id = await open_chat(chat, gateway)
        await wait_for_agent(gateway, conversation_id)
        await open_console(console, gateway, conversation_id)
        await chat.locator(".composer textarea").focus()
        await chat.evaluate(PASTE, [list(PICTURE["buffer"]), "image.png"])
        await send_in_chat(chat)
        await expect(console.locator(".message.contact .photo img")).to_have_count(1)
        await chat.evaluate(DROP, [list(good.office("xlsx")), "prices.xlsx"])
        await send_in_chat(chat)
        await expect(console.locator(".message.contact a.file")).to_contain_text("prices.xlsx")
        await console.locator("#text").focus()
        await console.evaluate(PASTE, [list(PICTURE["buffer"]), "screenshot.png"])
        await expect(console.locator("#attached img")).to_have_count(1)
        await console.evaluate(DROP, [list(PDF["buffer"]), "offer.pdf"])
        await expect(console.locator("#attached input[name=file]")).to_have_count(2)
        await console.locator("#internal").check()
        await console.locator("#text").press("Enter")
        await expect(console.locator(".message.note .photo img")).to_have_count(1)
        await expect(console.locator(".message.note a.file")).to_have_count(1)
        async with gateway.caravan.database.read() as connection:
            rows = await list_messages(connection, conversation_id, internal=True)
        assert [len(row.files) for row in rows if row.internal] == [2]
        await expect(chat.locator(".message.agent")).to_have_count(0)


async def test_a_refused_file_is_explained_to_both_and_the_agents_own_to_them(
    browser: Browser, gateway: Gateway
) -> None:
    broken: FilePayload = {**PDF, "name": "broken.pdf", "buffer": PDF["buffer"][:40]}
    async with page_of(browser) as chat, page_of(browser) as console:
        conversation_id = await open_chat(chat, gateway)
        await wait_for_agent(gateway, conversation_id)
        await open_console(console, gateway, conversation_id)
        await chat.locator("input[type=file]").set_input_files(broken)
        await send_in_chat(chat)
        await expect(chat.locator(".state.bad")).to_contain_text("“broken.pdf” is damaged")
        await expect(console.locator(".message.system.note")).to_contain_text("“broken.pdf” is damaged")
        await console.locator("#files").set_input_files(broken)
        await expect(console.locator("#attached-refused")).to_contain_text("“broken.pdf” is damaged")
        await expect(console.locator("#attached li")).to_have_count(0)


async def test_what_is_held_cannot_be_opened_and_axe_finds_nothing(browser: Browser, gateway: Gateway) -> None:
    async with page_of(browser) as chat:
        conversation_id = await open_chat(chat, gateway)
        await chat.locator("input[type=file]").set_input_files([PICTURE, PDF])
        await send_in_chat(chat, "two files")
        await chat.locator(".message.contact a.file").wait_for()
        await wait_for_agent(gateway, conversation_id)
    checked = await gateway.caravan.files.take_in(in_pieces(good.pdf("held")), "held.pdf")
    assert isinstance(checked, CheckedFile)
    async with gateway.caravan.database.begin() as connection:
        rows = await list_messages(connection, conversation_id)
        of = await find_file(connection, next(file["id"] for row in rows for file in row.files))
        assert of is not None
        held = await add_file(connection, checked, of.contact_id, conversation_id, "out", state="held")
        await add_message(connection, conversation_id, "bot", text="", files=[held.shown])
    for options in ({"viewport": {"width": 390, "height": 780}, "color_scheme": "dark"}, {"color_scheme": "light"}):
        async with page_of(browser, **options) as console:
            await open_console(console, gateway, conversation_id)
            await console.locator("#files").set_input_files([PICTURE, PDF])
            await expect(console.locator("#attached input[name=file]")).to_have_count(2)
            await expect(console.locator(".file.held")).to_contain_text("Held back")
            await expect(console.locator("a.file", has_text="held.pdf")).to_have_count(0)
            found = await Axe().run(console)
            assert found.violations_count == 0, found.generate_report()
            wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert await console.evaluate(wider) <= 0
            response = await console.request.get(f"{console.url}/files/{held.id}")
            assert response.status == 404
