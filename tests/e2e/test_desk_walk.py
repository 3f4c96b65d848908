"""A customer, two agents and a supervisor in browsers of their own walk everything that happens between asking for a
person and asking again, with the real dialogue, in both languages."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, FilePayload, Locator, Page, expect

from bot.rendering.catalogues import load_catalogues
from tests.fakes import PATIENCE
from tests.fakes.files import good
from tests.fakes.whole.stack import IN_HOURS, Stack

MILLISECONDS = PATIENCE * 1000
CATALOGUES = load_catalogues()
HOLIDAY = IN_HOURS[:10]
REACHED_AT = "jo@hotels.example"
PICTURE: FilePayload = {"name": "cracked.png", "mimeType": "image/png", "buffer": good.picture(600, 400, "PNG")}
PDF: FilePayload = {"name": "return-form.pdf", "mimeType": "application/pdf", "buffer": good.pdf("Return form")}


@pytest.fixture
def desk(stack: Stack) -> Stack:
    """The walk closes its desk and opens it again, before other tests let people wait there (conftest.py)."""
    return stack


@dataclass(frozen=True)
class Words:
    """Holds what the people of a walk write, and reads what the pages say to them, in one language."""

    language: str
    account: str
    asks: str
    thanks: str
    question: str

    def of_console(self, english: str) -> str:
        return str(CATALOGUES.translations(self.language).gettext(english))

    def term(self, name: str) -> str:
        return CATALOGUES.sentence(name, self.language)

    def reads(self, response: str, **values: str) -> str:
        """Returns the beginning of a sentence, up to the first value that the test does not know."""
        sentence = CATALOGUES.sentence(response, self.language)
        for name, value in values.items():
            sentence = sentence.replace(f"{{{name}}}", value)
        return sentence.partition("{")[0].strip()


ENGLISH = Words(
    "en", "nordmarkt", "I want to talk to a real person please", "It arrived cracked", "Where is ORD-100234?"
)
CHINESE = Words("zh", "huaxia-trade", "我要找人工客服", "收到的时候已经裂了", "ORD-100725到哪里了？")


@dataclass
class Console:
    """Acts as a member of the staff at the console."""

    page: Page
    words: Words
    address: str

    async def open(self, path: str) -> None:
        await self.page.goto(self.address + path)
        await expect(self.page.locator("#presence.on")).to_have_count(1)

    async def press(self, english: str) -> None:
        await self.page.get_by_role("button", name=self.words.of_console(english), exact=True).click()

    async def write(self, text: str, *, note: bool = False) -> None:
        box = self.page.locator("#text")
        if note and await self.page.locator("input#internal").count():
            await self.page.locator("#internal").check()
        await box.fill(text)
        await box.press("Enter")
        await expect(self.message(text)).to_be_visible()
        if note and await self.page.locator("input#internal").count():
            await self.page.locator("#internal").uncheck()

    def message(self, text: str) -> Locator:
        return self.page.locator("#messages .message", has_text=text).last


@dataclass
class Customer:
    """Acts as the customer in the web chat."""

    page: Page

    async def say(self, text: str) -> None:
        box = self.page.locator(".composer textarea")
        await box.fill(text)
        await box.press("Enter")

    async def reads(self, text: str) -> None:
        await expect(self.page.locator(".log")).to_contain_text(text)

    async def press(self, label: str) -> None:
        await self.page.get_by_role("button", name=label, exact=True).last.click()


class People:
    """Opens a browser of its own for everybody who takes part; what these complain of fails the test."""

    def __init__(self, browser: Browser, desk: Stack, words: Words) -> None:
        self._browser, self._desk, self._words = browser, desk, words
        self._opened = AsyncExitStack()
        self._complaints: list[str] = []

    async def __aenter__(self) -> People:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._opened.aclose()
        assert self._complaints == []

    async def customer(self, *, signed_in: bool = True) -> Customer:
        page = await self._open()
        account = f"as={self._words.account}&" if signed_in else ""
        await page.goto(f"{self._desk.address}/chat?{account}language={self._words.language}")
        await expect(page.locator(".presence.online")).to_be_visible()
        return Customer(page)

    async def staff(self, username: str) -> Console:
        """Signs in a member of the staff, who signs out at the end, so that nobody takes them to be there."""
        page = await self._open()
        await page.goto(f"{self._desk.address}/console/sign-in?language={self._words.language}")
        await page.locator("#username").fill(username)
        await page.locator("#password").fill(self._desk.passwords[username])
        await page.locator("#password").press("Enter")
        await expect(page.locator("#presence.on")).to_have_count(1)
        self._opened.push_async_callback(page.locator("form.leave button").click)
        return Console(page, self._words, self._desk.address)

    async def _open(self) -> Page:
        locale = "zh-CN" if self._words.language == "zh" else "en-GB"
        context = await self._browser.new_context(locale=locale, viewport={"width": 1280, "height": 860})
        self._opened.push_async_callback(context.close)
        context.set_default_timeout(MILLISECONDS)
        page = await context.new_page()
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        return page


async def set_holiday(browser: Browser, desk: Stack, name: str) -> None:
    """Makes the day of the walk a holiday, or with an empty name a working day again, as an admin does."""
    context = await browser.new_context()
    try:
        page = await context.new_page()
        await page.goto(f"{desk.address}/console/sign-in?next=/console/hours")
        await page.locator("#username").fill("admin")
        await page.locator("#password").fill(desk.passwords["admin"])
        await page.locator("#password").press("Enter")
        await page.locator("input[name=holiday]").first.fill(name)
        await page.locator("input[name=first]").first.fill(HOLIDAY if name else "")
        await page.locator("input[name=last]").first.fill(HOLIDAY if name else "")
        await page.locator("form.hours button.primary").click()
        await expect(page.locator("p.good")).to_be_visible()
        await page.locator("form.leave button").click()
    finally:
        await context.close()


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
async def test_the_walk_of_a_request(browser: Browser, desk: Stack, words: Words) -> None:
    expect.set_options(timeout=MILLISECONDS)
    async with People(browser, desk, words) as people:
        alice, liwei, meilin = [await people.staff(name) for name in ("alice", "liwei", "meilin")]
        customer = await people.customer()

        # Handoff with a queue: the customer reads their number, and the desk sees them.
        await customer.say(words.asks)
        await customer.reads(words.reads("handoff.waits.here"))
        await expect(customer.page.locator(".banner.queue")).to_be_visible()
        line = alice.page.locator("#waiting-lines li", has_text=words.account)
        await expect(line).to_be_visible()
        await line.get_by_role("link").click()
        talk = alice.page.url.removeprefix(desk.address)
        await meilin.open(talk)
        await alice.press("Take this conversation")
        await customer.reads(words.reads("handoff.joined", agent="Alice"))
        await expect(customer.page.locator(".banner.queue")).to_have_count(0)

        # A note stays with the staff; files go both ways.
        await meilin.write("A big account, be kind", note=True)
        await expect(alice.page.locator(".message.note")).to_contain_text("A big account, be kind")
        await customer.page.locator("input[type=file]").set_input_files(PICTURE)
        await customer.page.locator(".chosen").first.wait_for()
        await customer.say(words.thanks)
        await expect(alice.page.locator(".message.contact .photo img")).to_be_visible()
        await alice.page.locator("#files").set_input_files(PDF)
        await expect(alice.page.locator("#attached input[name=file]")).to_have_count(1)
        await alice.page.locator("#text").press("Enter")
        await expect(customer.page.locator(".message.agent a.file")).to_contain_text("return-form.pdf")
        assert "be kind" not in await customer.page.locator(".log").inner_text()

        # Passed on to a colleague, with a note.
        await alice.page.locator("details.pass-on summary").click()
        await alice.page.locator("select[name=colleague]").select_option("liwei")
        await alice.page.locator("textarea[name=note]").fill("Speaks Chinese")
        await alice.page.locator("details.pass-on button").click()
        await customer.reads(words.reads("handoff.passed_on", agent="Alice", colleague="Li Wei"))
        await liwei.open(talk)
        await expect(liwei.message("Speaks Chinese")).to_be_visible()
        await liwei.write("Li Wei here")
        await customer.reads("Li Wei here")

        # Back to the assistant, which answers again.
        await liwei.press("To the assistant")
        await customer.reads(words.reads("handoff.handed_back", agent="Li Wei"))
        before = await customer.page.locator(".message.bot").count()
        await customer.say(words.question)
        await expect(customer.page.locator(".message.bot")).not_to_have_count(before)

        # An agent who goes away does not keep the customer: the supervisor sees it and gives them to a colleague.
        await customer.say(words.asks)
        await expect(customer.page.locator(".banner.queue")).to_be_visible()
        await alice.open(talk)
        await alice.press("Take this conversation")
        await expect(customer.page.locator(".banner.queue")).to_have_count(0)
        await alice.open("/console")
        await alice.page.locator("button[name=presence][value=away]").click()
        await meilin.open(talk)
        await meilin.press("Return to queue")
        await customer.reads(words.reads("handoff.waits.again", agent="Alice"))
        await meilin.open(talk)
        await meilin.page.locator("details.pass-on summary").click()
        await meilin.page.locator("select[name=colleague]").select_option("liwei")
        await meilin.page.locator("details.pass-on button").click()
        await liwei.open(talk)
        await liwei.write("Me again")
        await customer.reads("Me again")

        # Resolved, and the customer says in two taps how it was.
        await liwei.press("Resolve")
        await customer.reads(words.reads("handoff.resolved", agent="Li Wei"))
        await customer.press(words.term("rating.good"))
        await customer.reads(words.term("rating.why_good"))
        await customer.press(words.term("rating.reason.quick"))
        await customer.reads(words.term("rating.thanks"))

        # Asked again: the same agent has them at once.
        await customer.say(words.asks)
        await customer.reads(words.reads("handoff.rejoined", agent="Li Wei"))
        await liwei.open(talk)
        await expect(liwei.page.locator("#who")).to_contain_text(words.term("console.handoff_step.reopen"))
        await liwei.press("Resolve")


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
async def test_out_of_hours_a_message_is_kept_for_the_morning(browser: Browser, desk: Stack, words: Words) -> None:
    expect.set_options(timeout=MILLISECONDS)
    async with People(browser, desk, words) as people:
        customer = await people.customer(signed_in=False)
        await set_holiday(browser, desk, "Founding day")
        await customer.say(words.asks)
        await customer.reads(words.reads("handoff.waits.closed_visitor"))
        await customer.say(REACHED_AT)
        await customer.reads(words.reads("handoff.reach_kept", reach=REACHED_AT))
        await set_holiday(browser, desk, "")
        alice = await people.staff("alice")
        line = alice.page.locator("#waiting-lines li").last
        await line.get_by_role("link").click()
        await expect(alice.page.locator("#who")).to_contain_text(REACHED_AT)
        await alice.press("Take this conversation")
        await customer.reads(words.reads("handoff.joined", agent="Alice"))
        await alice.press("Resolve")
