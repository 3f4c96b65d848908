"""What the web chat's client makes of comparisons, forms, marks of answers and downloads, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.fakes.gateway.webchat_page import strings, wait_for
from tests.fakes.gateway.webchat_server import FakeGateway, Running, build, running
from tests.fakes.whole.browser import browser as browser

LOOKS = [("en", 1280, "light"), ("zh", 320, "dark")]


@pytest.fixture
def server() -> Iterator[Running]:
    gateway = FakeGateway()
    with running(build(gateway, strings, telegram=True), gateway) as server:
        yield server


@pytest.fixture(params=LOOKS, ids=["english-wide-light", "chinese-narrow-dark"])
def page(request: pytest.FixtureRequest, browser: Browser, server: Running) -> Iterator[Page]:
    language, width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 640},
        color_scheme=scheme,
        reduced_motion="reduce",
        accept_downloads=True,
    )
    page = context.new_page()
    page.goto(f"{server.url}/chat?as=nordmarkt&language={language}")
    expect(page.locator(".presence.online")).to_be_visible()
    yield page
    context.close()


def words(page: Page, name: str) -> str:
    return strings("zh" if page.evaluate("document.documentElement.lang").startswith("zh") else "en")[f"widget.{name}"]


def say(page: Page, text: str) -> None:
    page.locator(".composer textarea").fill(text)
    page.locator(".composer textarea").press("Enter")


def check_looks(page: Page) -> None:
    """Nothing that axe knows of is wrong, and the page does not scroll to the side."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_comparison_is_a_table_with_headings_on_both_sides(page: Page) -> None:
    say(page, "compare them")
    table = page.get_by_role("table", name=words(page, "comparison"))
    expect(table.get_by_role("columnheader")).to_have_count(3)
    expect(table.get_by_role("rowheader", name="Minimum order")).to_be_visible()
    expect(table.get_by_role("cell", name=words(page, "comparison.none"))).to_have_count(1)
    region = page.get_by_role("region", name=words(page, "comparison"))
    region.focus()
    assert page.evaluate("document.activeElement.className") == "comparison", "it can be scrolled by keyboard"
    check_looks(page)


def test_five_results_are_short_and_their_buttons_can_be_told_apart(page: Page, server: Running) -> None:
    say(page, "five")
    cards = page.locator(".card.short")
    expect(cards).to_have_count(5)
    first = cards.first
    expect(first.locator("dl").first.locator("dt")).to_have_count(4)
    expect(first.get_by_text("4.8 / 5")).to_be_hidden()
    if page.viewport_size and page.viewport_size["width"] < 400:
        tallest = cards.evaluate_all("cards => Math.max(...cards.map((card) => card.offsetHeight))")
        assert tallest < 220, "five of them fit on two screens"
    tall = first.locator(".button, summary").evaluate_all("all => Math.min(...all.map((each) => each.offsetHeight))")
    assert tall >= 44, "a thumb hits it"
    first.locator("summary").press("Enter")
    expect(first.get_by_text("4.8 / 5")).to_be_visible()
    name = words(page, "form.line").format(label="Details", value="Blue-and-white porcelain tea set, 7 pieces")
    expect(first.get_by_role("button", name=name)).to_be_visible()
    check_looks(page)


def test_a_pressed_button_looks_pressed_also_after_a_reload(page: Page) -> None:
    say(page, "button")
    button = page.locator(".message.bot .button", has_text="Track")
    button.click()
    expect(button).to_have_class(re.compile(r"\bused\b"))
    page.reload()
    expect(button).to_have_class(re.compile(r"\bused\b"))
    expect(button).to_have_accessible_name(f"{words(page, 'button.used')} Track")


def test_the_request_is_a_form_that_is_filled_in_checked_and_sent(page: Page, server: Running) -> None:
    page.get_by_role("button", name=words(page, "menu"), exact=True).click()
    page.get_by_role("button", name=words(page, "menu.request")).press("Enter")
    form = page.get_by_role("dialog", name=words(page, "form.title"))
    expect(form).to_be_visible()
    field = {
        name: form.get_by_label(words(page, f"form.{name}"), exact=True)
        for name in ("goods", "quantity", "unit", "price")
    }
    expect(field["goods"]).to_be_focused()
    assert [field[name].input_value() for name in ("goods", "quantity", "unit")] == [
        "porcelain tea sets",
        "5000",
        "set",
    ]
    check_looks(page)

    field["quantity"].fill("many")
    field["price"].fill("-1")
    field["price"].press("Enter")
    expect(field["quantity"]).to_be_focused()
    expect(form.locator(".form-problem")).to_have_text(
        [words(page, "form.problem.quantity"), words(page, "form.problem.price")]
    )
    expect(field["quantity"]).to_have_accessible_description(words(page, "form.problem.quantity"))
    check_looks(page)
    assert server.gateway.count("form") == 0

    field["quantity"].fill("5,000")
    field["price"].fill("8.40")
    form.locator("textarea").fill("drums of 220 kg")
    field["goods"].press("Enter")
    expect(form).to_have_count(0)
    wait_for(lambda: server.gateway.count("form") == 1, page)
    (sent,) = (frame for frame in server.gateway.received if frame["type"] == "form")
    assert sent["values"] == {
        "goods": "porcelain tea sets",
        "quantity": "5000",
        "unit": "set",
        "price": "8.4",
        "currency": "USD",
        "country": "DE",
        "city": "Hamburg",
        "note": "drums of 220 kg",
    }
    expect(page.locator(".message.contact .bubble").last).to_have_text(sent["text"])
    assert "porcelain tea sets" in sent["text"]


def test_escape_closes_the_form_and_nothing_is_sent(page: Page, server: Running) -> None:
    page.get_by_role("button", name=words(page, "menu"), exact=True).click()
    page.get_by_role("button", name=words(page, "menu.request")).click()
    expect(page.locator("dialog.form")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.form")).to_have_count(0)
    expect(page.locator(".composer textarea")).to_be_focused()
    assert server.gateway.count("form") == 0


def test_an_answer_is_marked_in_one_tap_and_words_can_follow(page: Page, server: Running) -> None:
    expect(page.locator(".message.bot")).to_be_visible()
    expect(page.locator(".feedback")).to_have_count(0)  # a greeting answers nothing
    say(page, "hello")
    mark = page.get_by_role("button", name=words(page, "feedback.no"), exact=True)
    mark.click()
    expect(mark).to_have_attribute("aria-pressed", "true")
    page.get_by_label(words(page, "feedback.words")).fill("It is not about my order")
    check_looks(page)
    page.locator(".feedback-words").get_by_role("button", name=words(page, "feedback.send")).click()
    expect(page.locator(".feedback-thanks")).to_have_text(words(page, "feedback.thanks"))
    wait_for(lambda: server.gateway.count("feedback") == 2, page)
    frames: list[dict[str, Any]] = [frame for frame in server.gateway.received if frame["type"] == "feedback"]
    assert [(frame["helpful"], frame["words"]) for frame in frames] == [
        (False, ""),
        (False, "It is not about my order"),
    ]
    page.reload()
    expect(mark).to_have_attribute("aria-pressed", "true")


def test_the_conversation_is_saved_as_a_text(page: Page) -> None:
    say(page, "tea set")
    expect(page.locator(".card").first).to_be_visible()
    page.get_by_role("button", name=words(page, "menu"), exact=True).click()
    check_looks(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=words(page, "menu.transcript")).click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert download.value.suggested_filename.startswith(words(page, "transcript.file"))
    for said in (
        "Two suppliers make tea sets at that quantity.",
        "Blue-and-white porcelain tea set, 7 pieces",
        "$8.40",
    ):
        assert said in text


def test_sounds_and_notifications_are_off_until_they_are_wanted(browser: Browser, server: Running) -> None:
    context: BrowserContext = browser.new_context(permissions=["notifications"])
    page = context.new_page()
    page.add_init_script(
        "window.told = []; window.Notification = class { static permission = 'default';"
        " static async requestPermission() { return (this.permission = 'granted'); }"
        " constructor(title, { body }) { window.told.push(body); } };"
        " Object.defineProperty(document, 'hidden', { get: () => Boolean(window.away) });"
    )
    page.goto(f"{server.url}/chat")
    expect(page.locator(".presence.online")).to_be_visible()
    conversation = next(iter(server.gateway.conversations.values()))
    page.evaluate("window.away = true")
    server.do(server.gateway.post(conversation, "agent", "first", author_name="Li Wei"))
    expect(page.get_by_text("first")).to_be_visible()
    assert page.evaluate("told") == []
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("button", name="Notify me of new messages").click()
    server.do(server.gateway.post(conversation, "agent", "second", author_name="Li Wei"))
    wait_for(lambda: page.evaluate("told") == ["Li Wei: second"], page)
    context.close()


def test_the_widget_takes_the_color_the_side_and_the_name_of_the_site(browser: Browser, server: Running) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route(
        f"{server.url}/shop",
        lambda route: route.fulfill(
            content_type="text/html",
            body='<!doctype html><html lang="en"><title>Shop</title><body><script src="/widget.js" data-color="#ffd400"'
            ' data-position="left" data-brand="Nordshop"></script></body></html>',
        ),
    )
    page.goto(f"{server.url}/shop")
    button = page.locator("caravan-chat .button")
    assert button.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(255, 212, 0)"
    assert button.evaluate("button => getComputedStyle(button).color") == "rgb(0, 0, 0)"
    box = button.bounding_box()
    assert box is not None
    assert box["x"] < 60
    button.click()
    expect(page.get_by_role("dialog", name="Chat with Nordshop")).to_be_visible()
    expect(page.frame_locator("caravan-chat iframe").get_by_role("heading", name="Nordshop")).to_be_visible()
    context.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_that_may_not_show_the_chat_says_so(browser: Browser, server: Running, language: str) -> None:
    other_site = FastAPI()

    @other_site.get("/", response_class=HTMLResponse)
    def shop() -> str:
        script = f'<script src="{server.url}/widget.js"></script>'
        return f'<!doctype html><html lang="{language}"><title>Elsewhere</title><body>{script}</body></html>'

    context = browser.new_context()
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    with running(other_site, FakeGateway()) as elsewhere:
        page.goto(elsewhere.url)
        page.locator("caravan-chat .button").click()
        labels = strings(language)
        expect(page.get_by_role("alert")).to_contain_text(labels["widget.launcher.refused"])
        link = page.get_by_role("link", name=labels["widget.launcher.elsewhere"])
        expect(link).to_have_attribute("href", f"{server.url}/chat")
        assert any("WEBCHAT_ORIGINS" in text and elsewhere.url in text for text in problems)
    context.close()


def test_words_of_the_other_language_say_which_it_is(browser: Browser, server: Running) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/chat?language=en")
    expect(page.locator(".presence.online")).to_be_visible()
    say(page, "订单到哪里了")
    expect(page.locator(".message.contact .bubble").last).to_have_attribute("lang", "zh-Hans")
    say(page, "where is it now")
    expect(page.locator(".message.contact .bubble").last).not_to_have_attribute("lang", re.compile(".*"))
    fonts = "bubble => getComputedStyle(bubble).fontFamily"  # quotation marks of Chinese come from its own font
    assert "beside chinese" in page.locator(".message.contact .bubble").first.evaluate(fonts).lower()
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".message.contact .bubble").last).to_have_attribute("lang", "en")
    assert page.locator(".message.contact .bubble").last.evaluate(fonts).lower().startswith(("figtree,", '"figtree",'))
    assert "beside chinese" in page.locator(".composer textarea").evaluate(fonts).lower()
    context.close()


def test_a_greeting_with_buttons_is_the_only_set_of_ways_to_begin(browser: Browser, server: Running) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/chat")
    expect(page.locator(".suggestion")).to_have_count(4)
    conversation = next(iter(server.gateway.conversations.values()))
    buttons = [{"label": "Find a supplier", "token": "tok-find"}]
    server.do(server.gateway.post(conversation, "bot", "Hello! What do you need?", buttons=buttons))
    expect(page.locator(".suggestion")).to_have_count(0)
    expect(page.locator(".message.bot .button")).to_have_count(1)
    context.close()
