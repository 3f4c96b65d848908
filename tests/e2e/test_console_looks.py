"""axe finds nothing on any page of the console, with everything on it unfolded, nor in its states: a new page fails until it
is listed here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.console.entry.provider import RETURN_PATH
from bot.console.router import RULES
from bot.conversation.store.conversations import find_contact_of
from bot.conversation.store.messages import add_message
from bot.files.files import in_pieces
from bot.files.store import add_file
from bot.marketplace.files.relayed import do_note
from bot.marketplace.staff.uploads import SentFile
from bot.messages.files import CheckedFile
from bot.staff.provider import ProviderSettings
from bot.understanding.store import keep_message
from foundation.clock import system_clock
from tests.fakes import PATIENCE
from tests.fakes.files import good
from tests.fakes.gateway.console_browser import DESKTOP, NARROW, console, find_cut_off, inspect, sign_in
from tests.fakes.gateway.held_files import FakeHeldFiles
from tests.fakes.gateway.held_texts import FakeHeldTexts
from tests.fakes.gateway.oidc_provider import CLIENT_ID, CLIENT_SECRET, oidc_provider
from tests.fakes.gateway.second_step import NEW_PASSWORD, forget_step, second_step
from tests.fakes.gateway.support_desk import PASSWORDS, SupportDesk, account, support_desk
from tests.fakes.gateway.uploads import FakeUploads

pytestmark = pytest.mark.asyncio(loop_scope="session")
expect.set_options(timeout=PATIENCE * 1000)

PAGES = {
    "queue": "",
    "conversations": "/conversations?view=all",
    "conversation": "/conversations/{talk}",
    "trade_form": "/conversations/{talk}/acts/order.cancel/ORD-100234",
    "links": "/conversations/{talk}/links",
    "understanding": "/understanding",
    "held": "/held",
    "reports": "/reports",
    "staff": "/staff",
    "staff_member": "/staff/alice",
    "hours": "/hours",
    "targets": "/targets",
    "replies": "/replies",
    "words": "/words",
    "articles": "/articles",
    "words_show": "/words/article/fees",
    "marketplace": "/marketplace?said=hinge",
    "market_row": "/marketplace/goods/rows/1",
    "imports": "/imports",
    "import_show": "/imports/{upload}",
    "audit": "/audit",
    "person": "/people/{contact}",
    "account": "/account",
    "two_step": "/account/two-step",
    "attempts": "/account/attempts",
}
"""The pages of who is signed in, by the names of their rules."""
OF_ANYBODY = {"sign_in_form", "second_step_form", "welcome_form", "provider_return"}
"""Pages before signing in, which `test_the_states_of_signing_in` goes through."""
NO_PAGES = {
    *("events", "asset", "provider_start", "audit_export", "reports_csv", "held_file_open"),
    *("conversation_transcript", "conversation_file", "conversation_canned", "conversation_older"),
    *("conversation_articles", "trade_rows", "import_progress", "import_refused", "import_template"),
}
"""Downloads, streams, redirects, and parts of pages above."""
LOOKS = [
    pytest.param("en-GB", {"viewport": DESKTOP, "color_scheme": "light"}, id="english, wide, light"),
    pytest.param("zh-CN", {"viewport": NARROW, "color_scheme": "dark"}, id="chinese, narrow, dark"),
]


@dataclass(frozen=True)
class Seeded:
    """Holds a desk on which something is shown on every page."""

    desk: SupportDesk
    talk: str
    contact: str
    upload: str


@pytest_asyncio.fixture(loop_scope="session")
async def seeded(tmp_path: Path) -> AsyncIterator[Seeded]:
    held = FakeHeldTexts()
    url = f"sqlite:///{tmp_path / 'console.db'}"
    async with support_desk(url, held=held, held_files=FakeHeldFiles(), secret_key="a key of the tests") as desk:
        talk = await desk.waiting("Where is ORD-100234?", "It arrived cracked", identity=account())
        await desk.waiting("我要找人工客服", language="zh", key="second")
        await desk.asks_for_a_person(await desk.conversation("I am cross", key="third"), "unhappy")
        held.add(7, "Write to me on WeChat silk8866", talk, ("messenger", "wechat silk8866"))
        await _hold_file(desk, talk)
        async with desk.database.begin() as connection:
            contact = await find_contact_of(connection, talk)
            said = {
                "text": "purple monkey",
                "language": "en",
                "role": "buyer",
                "ranking": [("ask_price", 0.2)],
                "entities": [],
            }
            await keep_message(
                connection, "fallback", conversation_id=talk, message_id=1, created_at=system_clock(), **said
            )
        async with desk.signed_in("alice") as alice, desk.signed_in("meilin") as meilin:
            await alice.step(talk, "take")
            await alice.step(talk, "reply", text="Let me look")
            await alice.step(talk, "reply", text="Paid already, says @meilin", internal="1")
            await meilin.post("/console/replies", shortcut="bye", text_en="Goodbye {name}", text_zh="再见")
        yield Seeded(desk, talk, contact.id, await _upload(desk))


async def _upload(desk: SupportDesk) -> str:
    """Uploads a table that was looked at, of which some rows would be refused, and returns its id."""
    assert isinstance(desk.deps.uploads, FakeUploads)
    upload_id = await desk.deps.uploads.send([SentFile("products.csv", 1, in_pieces(b"x"))], None, "admin")
    desk.deps.uploads.work("looked", is_beside_demo=True)
    return upload_id


async def _hold_file(desk: SupportDesk, talk: str) -> None:
    held, store = desk.deps.held_files, desk.deps.files
    assert isinstance(held, FakeHeldFiles)
    assert store is not None
    for number, (name, content) in enumerate((("label.png", good.picture(800, 600)), ("bank.pdf", good.pdf("Bank")))):
        checked = await store.take_in(in_pieces(content), name)
        assert isinstance(checked, CheckedFile)
        async with desk.database.begin() as connection:
            contact = await find_contact_of(connection, talk)
            file = await add_file(connection, checked, contact.id, talk, "in")
            await add_message(connection, talk, "contact", text="see this", files=[file.shown])
            await do_note(connection, held.add(number, file, ("messenger", "wechat silk8866"), unreadable="picture"))


async def choose_language(page: Page, locale: str) -> None:
    if locale == "zh-CN":
        await page.get_by_role("button", name="中文").click()
        await expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


async def inspect_unfolded(page: Page) -> None:
    """Unfolds everything and inspects the page, which then shows all that it shows at first, and more."""
    if await page.locator("main details:not([open])").count():
        await find_cut_off(page)
        await page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        if await page.locator("#articles").count():
            await expect(page.locator("#articles .article").first).to_be_visible()
    await inspect(page)


async def test_no_page_is_left_out() -> None:
    shown = {name for name, rule in RULES.items() if "GET" in rule.method.split()}
    assert shown == PAGES.keys() | OF_ANYBODY | NO_PAGES | {"nowhere"}


@pytest.mark.parametrize(("locale", "look"), LOOKS)
async def test_axe_finds_nothing_on_any_page(
    browser: Browser, seeded: Seeded, locale: str, look: dict[str, Any]
) -> None:
    desk = seeded.desk
    async with console(browser, desk, "admin", "/console/account", locale=locale, **look) as page:
        await choose_language(page, locale)
        found = {}
        for name, path in PAGES.items():
            await page.goto(
                f"{desk.address}/console{path.format(talk=seeded.talk, contact=seeded.contact, upload=seeded.upload)}"
            )
            await expect(page.locator("main :is(h1, h2, b):visible").first).to_be_visible()
            try:
                await inspect_unfolded(page)
                if look["viewport"] is DESKTOP:  # English is longer than Chinese, so it is cut off sooner
                    await page.set_viewport_size(NARROW)  # type: ignore[arg-type]
                    await find_cut_off(page)
                    await page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
            except AssertionError as error:
                found[name] = str(error)
        assert not found, found


@pytest.mark.parametrize(("locale", "look"), LOOKS)
async def test_axe_finds_nothing_in_the_states_of_administration(
    browser: Browser, seeded: Seeded, locale: str, look: dict[str, Any]
) -> None:
    desk = seeded.desk
    async with console(browser, desk, "admin", "/console/staff", locale=locale, **look) as page:
        await choose_language(page, locale)
        for username in ("ALICE", "lena"):  # what is refused, and the code
            await page.locator("[name=username]").fill(username)
            await page.locator("[name=name]").fill("Lena Vogt")
            await page.locator("[name=username]").press("Enter")
            await expect(page.locator("[role=alert], main code").first).to_be_visible()
            await inspect(page)
            await page.goto(f"{desk.address}/console/staff")
        await page.goto(f"{desk.address}/console/marketplace/goods/rows/1")
        await page.locator("[name=value-moq]").fill("many")
        await page.locator("[name=reason]").first.fill("the supplier said so")
        await page.locator("[name=value-moq]").press("Enter")
        await expect(page.get_by_role("alert").first).to_be_visible()
        await inspect(page)
        await page.goto(f"{desk.address}/console/hours")
        await page.locator("[name=first]").first.fill("2027-02-05")
        await page.locator("form.hours button.primary").click()
        await expect(page.locator("[role=alert], [role=status]").first).to_be_attached()
        await inspect(page)
        await page.goto(f"{desk.address}/console/reports?from=2020-01-01&to=2020-01-02")
        await inspect_unfolded(page)
        for view in ("mine", "mentions", "unassigned", "waiting", "late", "snoozed"):
            await page.goto(f"{desk.address}/console/conversations?view={view}")
            await inspect(page)
        for words in ("brand/brand", "text/gateway.welcome"):
            await page.goto(f"{desk.address}/console/words/{words}")
            await expect(page.locator("#presence.on")).to_have_count(1)
            await inspect(page)


@pytest.mark.parametrize(("locale", "look"), LOOKS)
async def test_axe_finds_nothing_in_the_states_of_signing_in(
    browser: Browser, seeded: Seeded, locale: str, look: dict[str, Any]
) -> None:
    desk = seeded.desk
    async with console(browser, desk, "alice", "/console/account/two-step", locale=locale, **look) as page:
        await choose_language(page, locale)
        await page.locator("[name=current]").fill("wrong")
        await page.locator("[name=current]").press("Enter")
        await expect(page.get_by_role("alert").first).to_be_visible()
        await inspect(page)
        await page.locator("[name=current]").fill(PASSWORDS["alice"])
        await page.locator("[name=current]").press("Enter")
        image = page.locator("img.qr")
        await expect(image).to_be_visible()
        assert await image.evaluate("(image) => image.complete && image.naturalWidth > 100"), (
            "the policy lets it be shown"
        )
        totp = pyotp.TOTP((await page.locator("code.key").inner_text()).replace(" ", ""))
        await page.locator("[name=code]").fill(totp.now())
        await page.locator("[name=code]").press("Enter")
        await expect(page.locator(".codes code")).to_have_count(10)
        await inspect(page)
        for path in ("account/two-step", "account"):
            await page.goto(f"{desk.address}/console/{path}")
            await inspect_unfolded(page)
        await page.context.clear_cookies()
        await page.goto(f"{desk.address}/console/sign-in")
        for password in ("wrong", PASSWORDS["alice"]):
            await inspect(page)
            await page.locator("#username").fill("alice")
            await page.locator("#password").fill(password)
            await page.locator("#password").press("Enter")
            await expect(page.locator("[role=alert], [name=code]").first).to_be_visible()
        await inspect(page)
        await page.locator("[name=code]").fill("000000")
        await page.locator("[name=code]").press("Enter")
        await expect(page.get_by_role("alert").first).to_be_visible()
        await inspect(page)
        async with desk.browser() as thief:
            await thief.sign_in("alice")
            await second_step(thief, "000000")
        await forget_step(desk)
        await page.locator("[name=code]").fill(totp.now())
        await page.locator("[name=code]").press("Enter")
        await expect(page.locator("h1")).to_be_visible()
        await page.goto(f"{desk.address}/console/account/attempts")
        await expect(page.locator("main li, main tr").first).to_be_visible()
        await inspect(page)
        await page.context.clear_cookies()
        await page.goto(f"{desk.address}/console/welcome")
        await inspect(page)
        for name, value in (("username", "lena"), ("code", "nothing"), ("new", NEW_PASSWORD), ("again", NEW_PASSWORD)):
            await page.locator(f"[name={name}]").fill(value)
        await page.locator("[name=again]").press("Enter")
        await expect(page.get_by_role("alert").first).to_be_visible()
        await inspect(page)


async def test_axe_finds_nothing_where_there_is_no_page(browser: Browser, seeded: Seeded) -> None:
    context = await browser.new_context(viewport=NARROW, reduced_motion="reduce")
    page = await context.new_page()
    await sign_in(page, seeded.desk, "alice", "/console")
    await page.goto(f"{seeded.desk.address}/console/no-such-page")
    await inspect(page)
    await context.close()


async def test_axe_finds_nothing_where_a_provider_signs_in(browser: Browser, tmp_path: Path) -> None:
    async with oidc_provider() as provider:
        made = ProviderSettings(provider.issuer, CLIENT_ID, CLIENT_SECRET, name="Example SSO", trust_env=False)
        url = f"sqlite:///{tmp_path / 'console.db'}"
        async with support_desk(url, provider=made, address="http://console.example") as desk:
            context = await browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
            page = await context.new_page()
            for path in ("/console/sign-in", f"{RETURN_PATH}?error=access_denied", f"{RETURN_PATH}?code=x&state=y"):
                await page.goto(desk.address + path)
                await expect(page.locator("h1")).to_be_visible()
                await inspect(page)
            await context.close()
