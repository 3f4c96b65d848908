"""Files in the web chat's client: chosen, pasted, dropped, refused, cancelled, kept without a connection, and read by axe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.fakes.files import good
from tests.fakes.gateway.webchat_page import Watch, open_chat, say, strings, wait_for
from tests.fakes.gateway.webchat_server import FakeGateway, Running, build, running
from tests.fakes.whole.browser import browser as browser

PICTURE = {"name": "茶具 1.png", "mimeType": "image/png", "buffer": good.picture(640, 400, "PNG")}
PDF = {"name": "offer.pdf", "mimeType": "application/pdf", "buffer": good.pdf()}
ARRIVE = """([event, name, type, withWords]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(900)], name, { type }));
  if (withWords) data.setData("text/plain", "500\\t3.20");
  const options = { bubbles: true, cancelable: true };
  if (event === "paste") document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, ...options }));
  else for (const each of ["dragover", "drop"]) document.body.dispatchEvent(new DragEvent(each, { dataTransfer: data, ...options }));
}"""


@pytest.fixture
def server() -> Iterator[Running]:
    gateway = FakeGateway()
    with running(build(gateway, strings), gateway) as server:
        yield server


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    yield context
    context.close()


def attach(page: Page, *files: dict[str, Any], count: int | None = None) -> None:
    page.locator("input[type=file]").set_input_files(list(files))  # type: ignore[arg-type]
    expect(page.locator(".chosen")).to_have_count(len(files) if count is None else count)


def sent(server: Running) -> list[dict[str, Any]]:
    return [frame for frame in server.gateway.received if frame["type"] == "message"]


def test_several_files_go_with_a_caption_and_are_shown(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    watch = Watch(page, server.url)
    attach(page, PICTURE, PDF)
    expect(page.locator(".chosen img.thumb")).to_have_attribute("src", re.compile("^data:image/jpeg"))
    say(page, "like these")
    expect(page.locator(".message.contact .photo img")).to_have_attribute("src", "/files/1/x")
    chip = page.locator(".message.contact a.file")
    expect(chip).to_contain_text("offer.pdf")
    expect(chip).to_contain_text("PDF")
    expect(page.locator(".message.contact .bubble")).to_have_text("like these")
    expect(page.locator(".chosen")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="Your files were sent.")).to_have_count(1)
    ids = [file["id"] for file in server.gateway.uploads.values()]
    assert [(frame["text"], frame["files"]) for frame in sent(server)] == [("like these", ids)]
    assert watch.problems == []


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_file_is_pasted_or_dropped_and_sent_without_words(context: BrowserContext, server: Running, way: str) -> None:
    page = open_chat(context, server)
    wait_for(lambda: bool(page.evaluate(LOADED)), page)
    page.get_by_label("Your message").focus()
    page.evaluate(ARRIVE, [way, "scan.pdf", "application/pdf", False])
    expect(page.locator(".chosen")).to_contain_text("scan.pdf")
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".message.contact a.file")).to_contain_text("scan.pdf")
    assert [frame["text"] for frame in sent(server)] == [""]


def test_copied_cells_are_words_and_not_their_picture(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    page.get_by_label("Your message").focus()
    page.evaluate(ARRIVE, ["paste", "image.png", "image/png", True])
    page.wait_for_timeout(300)
    expect(page.locator(".chosen")).to_have_count(0)


def test_what_cannot_be_sent_is_said_before_it_is_uploaded(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    bad = {"name": "setup.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
    empty = {"name": "empty.csv", "mimeType": "text/csv", "buffer": b""}
    large = {"name": "large.pdf", "mimeType": "application/pdf", "buffer": b"x" * (20 * 1024 * 1024 + 1)}
    attach(page, bad, empty, large, PDF, count=1)
    said = page.get_by_role("alert").filter(has_text="setup.exe")
    expect(said).to_contain_text("“setup.exe” is a kind of file that cannot be sent here.")
    expect(said).to_contain_text("“empty.csv” is empty.")
    expect(said).to_contain_text("“large.pdf” is larger than 20 MB.")
    attach(page, *[{**PDF, "name": f"{n}.pdf"} for n in range(10)], count=10)
    expect(page.get_by_role("alert").filter(has_text="9.pdf")).to_contain_text("At most 10 files")
    page.get_by_role("button", name="Remove offer.pdf").click()
    expect(page.locator(".chosen")).to_have_count(9)
    assert server.gateway.uploads == {}


def test_a_refused_file_says_why_and_the_rest_goes_without_it(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    server.gateway.refuse_uploads.append((422, {"error": "refused", "text": "“offer.pdf” is damaged."}))
    attach(page, PDF, PICTURE)
    say(page, "see the picture")
    expect(page.locator(".state.bad")).to_have_text("“offer.pdf” is damaged.")
    expect(page.get_by_role("status").filter(has_text="Not sent: “offer.pdf” is damaged.")).to_have_count(1)
    say(page, "and another thing")
    expect(page.locator(".message.bot").last).to_contain_text("You said: and another thing")
    page.get_by_role("button", name="Send without it").click()
    expect(page.locator(".message.bot").last).to_contain_text("You said: see the picture")
    assert [len(frame["files"]) for frame in sent(server)[-1:]] == [1]


def test_an_upload_shows_how_far_it_is_and_can_be_cancelled(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    server.loop.call_soon_threadsafe(server.gateway.upload_gate.clear)
    attach(page, PDF)
    say(page, "first")
    bar = page.get_by_role("progressbar", name="Uploading files…")
    expect(bar).to_be_visible()
    say(page, "second")
    expect(page.locator(".message.contact.queued")).to_have_count(1)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".message.bot").last).to_contain_text("You said: second")
    assert [frame["text"] for frame in sent(server)] == ["second"]
    server.loop.call_soon_threadsafe(server.gateway.upload_gate.set)


def test_an_interrupted_upload_is_tried_again_and_doubles_nothing(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    server.gateway.refuse_uploads += [(503, {"error": "unavailable", "text": "Not now."}), (502, {})]
    attach(page, PDF)
    say(page, "once")
    expect(page.locator(".state.bad")).to_contain_text("Not now.")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".state.bad")).to_contain_text("The upload was interrupted.")
    expect(page.locator(".message.contact a.file")).to_contain_text("offer.pdf")
    assert [frame["text"] for frame in sent(server)] == ["once"]
    assert len(server.gateway.uploads) == 1


def test_what_was_chosen_offline_is_sent_in_order_after_a_reload(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    wait_for(lambda: bool(page.evaluate(LOADED)), page)
    server.gateway.refuse_connections = True
    server.do(server.gateway.drop_all())
    expect(page.locator(".banner")).to_be_visible()
    say(page, "before")
    attach(page, PICTURE)
    say(page, "the picture")
    say(page, "after")
    expect(page.get_by_text("Will be sent when you are connected again")).to_have_count(3)
    page.wait_for_timeout(300)  # the browser writes the file into its store
    page.close()
    server.gateway.refuse_connections = False
    page = open_chat(context, server)
    expect(page.locator(".message.bot").last).to_contain_text("You said: after")
    assert [(frame["text"], len(frame.get("files", []))) for frame in sent(server)] == [
        ("before", 0),
        ("the picture", 1),
        ("after", 0),
    ]
    assert [file["bytes"] for file in server.gateway.uploads.values()] == [len(PICTURE["buffer"])]  # type: ignore[arg-type]


LOADED = "performance.getEntriesByType('resource').some((each) => each.name.endsWith('chat/later.js'))"


def test_the_start_does_not_wait_for_what_uploads(context: BrowserContext, server: Running) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: _note(asked, request))
    page.on("websocket", lambda _: asked.append("socket"))
    page.goto(f"{server.url}/chat")
    expect(page.locator(".presence.online")).to_be_visible()
    wait_for(lambda: bool(page.evaluate(LOADED)), page)
    assert all(asked.index("socket") < asked.index(each) for each in asked if "later." in each), asked


def _note(asked: list[str], request: Request) -> None:
    asked.append(request.url)


def test_links_are_signed_again_before_they_expire(context: BrowserContext, server: Running) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(f"{server.url}/chat")
    expect(page.locator(".presence.online")).to_be_visible()
    page.clock.run_for(2000)
    attach(page, PDF)
    say(page, "keep it")
    page.clock.run_for(2000)
    expect(page.locator(".message.contact a.file")).to_have_attribute("href", "/files/1/x")
    page.clock.run_for(12 * 60_000)
    assert server.gateway.count("hello") == 1, "what is acknowledged is no reason to connect again"
    expect(page.locator(".message.contact a.file")).not_to_have_attribute("href", "/files/1/x")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("language", "width"), [("en", 320), ("zh", 1280)])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, server: Running, language: str, width: int, scheme: Any
) -> None:
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 700}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{server.url}/chat?language={language}")
    expect(page.locator(".presence.online")).to_be_visible()
    box = page.locator("textarea")
    attach(page, PICTURE, PDF)
    box.fill("x")
    box.press("Enter")
    expect(page.locator(".message.contact a.file")).to_have_count(1)
    server.gateway.refuse_uploads.append((422, {"error": "refused", "text": "damaged"}))
    attach(page, {**PDF, "name": "a very long name of a file that does not fit anywhere 2026.pdf"})
    box.press("Enter")
    expect(page.locator(".state.bad")).to_have_count(1)
    server.loop.call_soon_threadsafe(server.gateway.upload_gate.clear)
    attach(page, PICTURE)
    box.press("Enter")
    expect(page.locator("progress")).to_be_visible()
    bad = {"name": "setup.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
    attach(page, PICTURE, PDF, bad, count=2)
    results = Axe().run(page)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    server.loop.call_soon_threadsafe(server.gateway.upload_gate.set)
    context.close()
    assert results.violations_count == 0, results.generate_report()
    assert wider <= 0
