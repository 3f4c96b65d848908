"""The web chat's client in a real browser, against a gateway that can be made to misbehave."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.fakes.gateway.webchat_page import Watch, open_chat, say, strings, wait_for
from tests.fakes.gateway.webchat_server import FakeGateway, Running, build, running
from tests.fakes.whole.browser import browser as browser


@pytest.fixture
def server() -> Iterator[Running]:
    gateway = FakeGateway()
    with running(build(gateway, strings, telegram=True), gateway) as server:
        yield server


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    yield context
    context.close()


def bubbles(page: Page, author: str) -> list[str]:
    return page.locator(f".message.{author} .bubble:not(.dots)").all_inner_texts()


def test_asks_and_is_answered_with_cards_and_buttons(context: BrowserContext, server: Running) -> None:
    page = context.new_page()
    watch = Watch(page, server.url)
    page.goto(f"{server.url}/chat")
    page.get_by_role("button", name=re.compile("5,000 porcelain tea sets")).click()
    card = page.locator(".card").first
    expect(card.get_by_role("definition").nth(1)).to_have_text("$8.40")
    card.get_by_role("button", name="Details").click()
    expect(page.locator(".message.bot").last).to_contain_text("tok-details")
    expect(page.locator(".dots")).to_have_count(0)
    assert bubbles(page, "contact") == ["I need 5,000 porcelain tea sets for Hamburg", "Details"]
    assert [frame["type"] for frame in server.gateway.received] == ["hello", "message", "button"]
    assert watch.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_waits_sees_it_as_long_as_it_lasts_and_can_leave(
    browser: Browser, server: Running, language: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 640}, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{server.url}/chat?language={language}")
    expect(page.locator(".presence.online")).to_be_visible()
    conversation = next(iter(server.gateway.conversations.values()))
    words = {"en": "Number 2 in the queue for a person.", "zh": "正在排队等候人工客服，目前第2位。"}[language]
    server.do(server.gateway.tell_queue(conversation, 2, words))
    sign = page.locator(".banner.queue")
    expect(sign).to_contain_text(words)
    assert Axe().run(page).violations_count == 0
    leave = sign.get_by_role("button", name={"en": "Leave the queue", "zh": "取消排队"}[language])
    assert leave.bounding_box()["height"] >= 44  # type: ignore[index]
    leave.focus()
    page.keyboard.press("Enter")
    wait_for(lambda: any(frame.get("command") == "leave_queue" for frame in server.gateway.received), page)
    server.do(server.gateway.tell_queue(conversation, None))
    expect(sign).to_have_count(0)
    server.do(server.gateway.tell_queue(conversation, 1, words))
    expect(sign).to_be_visible()
    server.do(server.gateway.drop_all())
    expect(sign).to_have_count(0)  # until the server tells it again
    context.close()


def test_what_others_write_never_becomes_markup(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    conversation = next(iter(server.gateway.conversations.values()))
    evil = '<img src=x onerror="document.title=1"> https://example.com/ <b>bold</b>'
    buttons = [{"label": "Trap", "url": "javascript:alert(1)"}, {"label": "Site", "url": "https://example.com/"}]
    server.do(server.gateway.post(conversation, "agent", evil, author_name="<i>Li</i>", buttons=buttons))
    expect(page.locator(".message.agent .bubble")).to_have_text(evil)
    assert page.locator(".message.agent .author").inner_text() == "<i>Li</i>"
    links = page.locator(".message.agent a")
    assert links.count() == 1
    assert links.get_attribute("rel") == "noopener noreferrer"
    assert page.locator(".bubble img, .bubble b").count() == 0


def test_enter_sends_but_not_while_an_input_method_composes(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    box = page.get_by_label("Your message")
    box.fill("订单")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    box.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    box.press("End")
    box.press("Shift+Enter")
    box.type("ORD-100234")
    assert server.gateway.count("message") == 0
    box.press("Enter")
    expect(page.locator(".message.contact .bubble")).to_have_text("订单\nORD-100234")
    box.fill("   \n ")
    box.press("Enter")
    expect(page.locator(".message.bot")).to_have_count(2)
    assert server.gateway.count("message") == 1


def test_a_connection_lost_before_the_acknowledgement_costs_nothing(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    server.gateway.drop_before_ack = 1
    server.gateway.answers = False
    say(page, "first")
    say(page, "second")
    wait_for(lambda: server.gateway.count("message") == 3, page)
    expect(page.locator(".state")).to_have_count(0)
    assert bubbles(page, "contact") == ["first", "second"]
    first, again, second = (frame for frame in server.gateway.received if frame["type"] == "message")
    assert first == again
    assert second["text"] == "second"
    hellos = [frame for frame in server.gateway.received if frame["type"] == "hello"]
    assert hellos[1]["session"] is not None
    assert hellos[1]["last_id"] is not None


def test_a_server_that_stops_is_given_the_time_it_asked_for(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    server.do(server.gateway.drop_all("retry_after=3"))
    say(page, "while you were away")
    page.wait_for_timeout(2000)
    assert server.gateway.count("hello") == 1, "by itself it would have come back after half a second"
    expect(page.locator(".message.bot").last).to_contain_text("You said: while you were away")
    assert bubbles(page, "contact") == ["while you were away"]


def test_what_was_written_offline_is_sent_after_a_reload(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    server.gateway.refuse_connections = True
    server.do(server.gateway.drop_all())
    expect(page.locator(".banner")).to_be_visible()
    say(page, "written offline")
    expect(page.get_by_text("Will be sent when you are connected again")).to_be_visible()
    page.close()
    server.gateway.refuse_connections = False
    page = open_chat(context, server)
    expect(page.locator(".message.bot").last).to_contain_text("You said: written offline")
    assert bubbles(page, "contact") == ["written offline"]


def test_tabs_share_one_conversation(context: BrowserContext, server: Running) -> None:
    one, other = context.new_page(), context.new_page()
    one.goto(f"{server.url}/chat", wait_until="commit")
    other.goto(f"{server.url}/chat", wait_until="commit")
    for page in (one, other):
        expect(page.locator(".message.bot")).to_have_count(1)
    assert len(server.gateway.conversations) == 1
    say(one, "from one tab")
    for page in (one, other):
        expect(page.locator(".message.bot").last).to_contain_text("You said: from one tab")
        assert bubbles(page, "contact") == ["from one tab"]
    one.bring_to_front()
    one.get_by_role("button", name="Menu").click()
    one.get_by_role("button", name="New conversation").click()
    one.get_by_role("button", name="Start a new one").click()
    for page in (one, other):
        expect(page.locator(".message.contact")).to_have_count(0)
        expect(page.locator(".message.bot")).to_have_count(1)
    wait_for(lambda: len(list(server.gateway.conversations.values())[-1].sockets) == 2, one)
    assert len(server.gateway.conversations) == 2
    began = [frame for frame in server.gateway.received if frame["type"] == "hello" and frame["session"] is None]
    assert [frame["goes_on"] for frame in began] == [True, False], "who begins anew has nothing of another device"


def test_errors_are_shown_at_the_message(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    server.gateway.errors_once = [{"code": "too_large", "text": "Too long, says the server."}]
    say(page, "refused")
    expect(page.get_by_text("Too long, says the server.")).to_be_visible()
    page.get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Your message")).to_have_value("refused")
    expect(page.locator(".message.failed")).to_have_count(0)
    server.gateway.errors_once = [{"code": "rate_limited", "text": "Too fast.", "retry_after": 1}]
    say(page, "patient")
    expect(page.locator(".state.bad")).to_contain_text("Trying again")
    expect(page.locator(".message.bot").last).to_contain_text("You said: patient")


def test_a_message_over_the_limit_stays_in_the_composer(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    box = page.get_by_label("Your message")
    box.fill("汉" * 4000)
    expect(page.locator(".count")).to_have_text("96")
    box.fill("字" * 5000)
    expect(page.get_by_role("alert")).to_contain_text("shorten it by 904")
    box.press("Enter")
    assert box.input_value() == "字" * 5000
    assert server.gateway.count("message") == 0
    say(page, "😀" * 4096)
    wait_for(lambda: server.gateway.count("message") == 1, page)


def test_an_identity_is_renewed_before_it_ends(context: BrowserContext, server: Running) -> None:
    server.gateway.identity_life = 4
    page = open_chat(context, server, "?as=nordmarkt")
    wait_for(lambda: server.gateway.count("identity") >= 1, page)
    say(page, "still me")
    expect(page.locator(".message.bot").last).to_contain_text("still me")
    assert server.gateway.count("hello") == 1


def test_a_refused_identity_is_asked_for_again_and_then_given_up(context: BrowserContext, server: Running) -> None:
    server.gateway.identity_life = -10
    page = context.new_page()
    page.goto(f"{server.url}/chat?as=nordmarkt")
    expect(page.get_by_text("We could not sign you in.")).to_be_visible()
    assert server.gateway.identities_issued["nordmarkt"] < 8
    page.get_by_role("button", name="Go on without signing in").click()
    expect(page.locator(".presence.online")).to_be_visible()
    expect(page.locator(".who-name")).to_have_text("Not signed in")


def test_each_person_has_a_conversation_of_their_own(context: BrowserContext, server: Running) -> None:
    say(open_chat(context, server, "?as=nordmarkt"), "I am Nordmarkt")
    other = open_chat(context, server, "?as=chengdu-silk")
    expect(other.locator(".message.bot")).to_have_count(1)
    assert bubbles(other, "contact") == []
    again = open_chat(context, server, "?as=nordmarkt")
    expect(again.locator(".message.contact")).to_have_count(1)
    assert {item.account for item in server.gateway.conversations.values()} == {"nordmarkt", "chengdu-silk"}
    addresses = [page.url for page in context.pages]
    assert not any(session in url for session, url in itertools.product(server.gateway.conversations, addresses))


def test_the_language_is_switched_in_place(context: BrowserContext, server: Running) -> None:
    page = open_chat(context, server)
    say(page, "hello")
    expect(page.locator(".message.bot")).to_have_count(2)
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.get_by_label(strings("zh")["widget.composer.label"])).to_be_visible()
    wait_for(lambda: server.gateway.received[-1].get("language") == "zh", page)
    assert server.gateway.received[-1]["last_id"] is None
    expect(page.locator(".message.bot")).to_have_count(2)


def test_the_storefront_signs_the_widget_in_and_carries_the_visitor_over(
    context: BrowserContext, server: Running
) -> None:
    page = context.new_page()
    watch = Watch(page, server.url)
    page.goto(server.url)
    page.get_by_label("What are you sourcing?").fill("a tea set")
    page.get_by_role("button", name="Find suppliers").click()
    chat = page.frame_locator("iframe")
    expect(chat.locator(".card")).to_have_count(2)
    page.keyboard.press("Escape")
    page.get_by_role("link", name=re.compile("^Nordmarkt")).click()
    expect(page.get_by_role("heading", name="You are Nordmarkt")).to_be_visible()
    page.get_by_role("button", name="Chat here").click()
    expect(chat.locator(".who-name")).to_have_text("Nordmarkt")
    expect(chat.locator(".card")).to_have_count(2)
    assert [item.account for item in server.gateway.conversations.values()] == ["nordmarkt"]
    page.get_by_role("button", name="Continue on Telegram").click()
    expect(page.get_by_role("link", name="Open Telegram")).to_have_attribute("href", re.compile("start=nordmarkt$"))
    assert page.url.endswith("as=nordmarkt")
    assert watch.problems == []


def signed_in_from_the_storefront(page: Page) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("link", name=re.compile("^Nordmarkt")).click()
    expect(page.get_by_role("heading", name="You are Nordmarkt")).to_be_visible()
    page.get_by_role("button", name="Chat here").click()
    expect(page.frame_locator("iframe").locator(".who-name")).to_have_text("Nordmarkt")


def test_another_window_of_the_visitor_ends_with_the_sign_in_and_goes_on_after_its_own(
    context: BrowserContext, server: Running
) -> None:
    one, other = context.new_page(), context.new_page()
    for page in (one, other):
        page.goto(server.url)
        page.get_by_label("What are you sourcing?").fill("a tea set")
        page.get_by_role("button", name="Find suppliers").click()
        expect(page.frame_locator("iframe").locator(".card").first).to_be_visible()
    cards = other.frame_locator("iframe").locator(".card").count()
    assert len(server.gateway.conversations) == 1
    signed_in_from_the_storefront(one)
    expect(other.frame_locator("iframe").locator(".banner")).to_contain_text("session_ended")
    expect(other.frame_locator("iframe").locator(".card")).to_have_count(0)
    signed_in_from_the_storefront(other)
    for page in (one, other):
        expect(page.frame_locator("iframe").locator(".card")).to_have_count(cards)
    assert [item.account for item in server.gateway.conversations.values()] == ["nordmarkt"]


def test_a_welcome_that_is_lost_at_the_sign_in_costs_nothing(context: BrowserContext, server: Running) -> None:
    page = context.new_page()
    page.goto(server.url)
    page.get_by_label("What are you sourcing?").fill("a tea set")
    page.get_by_role("button", name="Find suppliers").click()
    chat = page.frame_locator("iframe")
    expect(chat.locator(".card")).to_have_count(2)
    server.gateway.lose_welcomes = 1
    signed_in_from_the_storefront(page)
    expect(chat.locator(".presence.online")).to_be_visible()
    expect(chat.locator(".card")).to_have_count(2)
    chat.get_by_label("Your message").fill("and on it goes")
    chat.get_by_label("Your message").press("Enter")
    expect(chat.locator(".message.bot").last).to_contain_text("You said: and on it goes")
    assert [item.account for item in server.gateway.conversations.values()] == ["nordmarkt"]
    assert server.gateway.lose_welcomes == 0


def test_the_closed_widget_counts_what_came(context: BrowserContext, server: Running) -> None:
    page = context.new_page()
    page.goto(server.url)
    launcher = page.locator("caravan-chat .button")
    launcher.click()
    expect(page.frame_locator("iframe").locator(".message.bot")).to_have_count(1)
    launcher.click()
    conversation = next(iter(server.gateway.conversations.values()))
    server.do(server.gateway.post(conversation, "agent", "Are you there?"))
    expect(launcher).to_have_accessible_name("Open chat, 1 unread message")
    page.reload()
    expect(launcher).to_have_accessible_name("Open chat, 1 unread message")
    launcher.click()
    expect(launcher).to_have_accessible_name("Close chat")
    launcher.click()
    expect(launcher).to_have_accessible_name("Open chat")


def test_a_new_conversation_counts_its_own_unread_messages(context: BrowserContext, server: Running) -> None:
    page = context.new_page()
    page.goto(server.url)
    launcher = page.locator("caravan-chat .button")
    launcher.click()
    chat = page.frame_locator("iframe")
    for text in ("one", "two", "three"):
        chat.get_by_label("Your message").fill(text)
        chat.get_by_label("Your message").press("Enter")
        expect(chat.locator(".message.bot").last).to_contain_text(text)
    chat.get_by_role("button", name="Menu").click()
    chat.get_by_role("button", name="New conversation").click()
    chat.get_by_role("button", name="Start a new one").click()
    expect(chat.locator(".message.bot")).to_have_count(1)
    launcher.click()
    conversation = list(server.gateway.conversations.values())[-1]
    buttons = [{"label": "Talk to a person", "token": "tok-agent"}]
    server.do(server.gateway.post(conversation, "system", "It takes longer than usual.", buttons=buttons))
    expect(launcher).to_have_accessible_name("Open chat, 1 unread message")
    launcher.click()
    chat.get_by_role("button", name="Talk to a person").click()
    expect(chat.locator(".message.bot").last).to_contain_text("tok-agent")


SHOP_POLICY = "default-src 'none'; script-src {0}; frame-src {0}"
SHOP_PAGE = (
    '<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1><script src="{0}/widget.js" async></script></html>'
)


def shop_of(gateway_url: Callable[[], str]) -> FastAPI:
    """A merchant's page, of another origin and with a policy as strict as the widget allows."""
    shop = FastAPI()

    @shop.get("/")
    def page() -> HTMLResponse:
        policy = {"Content-Security-Policy": SHOP_POLICY.format(gateway_url())}
        return HTMLResponse(SHOP_PAGE.format(gateway_url()), headers=policy)

    return shop


@pytest.mark.parametrize("allowed", [True, False])
def test_a_merchant_embeds_it_under_a_strict_policy(context: BrowserContext, allowed: bool) -> None:
    gateway = FakeGateway()
    with running(shop_of(lambda: server.url), gateway) as shop:
        origins = (shop.url,) if allowed else ()
        with running(build(gateway, strings, frame_origins=origins), gateway) as server:
            page = context.new_page()
            page.goto(shop.url)
            page.get_by_role("button", name="Open chat").click()
            if not allowed:
                page.wait_for_timeout(1000)
                assert gateway.received == []
                return
            chat = page.frame_locator("iframe")
            chat.get_by_label("Your message").fill("from the shop")
            chat.get_by_label("Your message").press("Enter")
            expect(chat.locator(".message.bot").last).to_contain_text("You said: from the shop")
            page.keyboard.press("Escape")
            expect(page.get_by_role("button", name="Open chat")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/?as=nordmarkt&language=zh", "/chat", "/chat?as=chengdu-silk&language=zh"])
def test_axe_finds_nothing(browser: Browser, server: Running, path: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844}, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(server.url + path)
    if path.startswith("/chat"):
        expect(page.locator(".presence.online")).to_be_visible()
        box = page.locator("textarea")
        for count, text in enumerate(("tea set", "person", "button"), start=2):
            box.fill(text)
            box.press("Enter")
            expect(page.locator(".message.bot, .message.agent")).to_have_count(count)
    else:
        expect(page.locator("caravan-chat .button")).to_be_visible()
    results = Axe().run(page, options={"rules": {"label-content-name-mismatch": {"enabled": True}}})
    context.close()
    assert results.violations_count == 0, results.generate_report()
