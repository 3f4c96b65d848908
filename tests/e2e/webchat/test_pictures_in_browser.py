"""Pictures of products on the cards of the web chat, in a real browser: named in the reader's language, without a layout shift."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.fakes import PATIENCE
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway

pytestmark = pytest.mark.asyncio(loop_scope="session")
expect.set_options(timeout=PATIENCE * 1000)

TITLE = {"type": "text", "en": "Coffee mug", "zh": "马克杯"}
ALT = {"en": "Picture: Coffee mug", "zh": "图片：马克杯"}


def card(picture: str) -> dict[str, object]:
    fields = [{"label": "MOQ", "value": 500}]
    return {"kind": "product", "title": TITLE, "fields": fields, "buttons": [], "picture": picture}


def answer_with(gateway: Gateway, *pictures: str) -> None:
    reply = {
        "response": "test.echo",
        "values": {"turn": 1, "text": "mugs"},
        "buttons": [],
        "cards": [*map(card, pictures)],
    }
    gateway.rasa.replies = [[reply]]


@pytest.mark.parametrize(("language", "dark"), [("en", False), ("zh", True)])
async def test_cards_show_pictures(browser: Browser, tmp_path: Path, language: str, dark: bool) -> None:
    alt = ALT[language]
    async with running_gateway(f"sqlite:///{tmp_path}/gateway.db", tmp_path, FakeRasa()) as gateway:
        context = await browser.new_context(
            viewport={"width": 320, "height": 700}, color_scheme="dark" if dark else "light"
        )
        page = await context.new_page()
        await page.goto(f"{gateway.address}/chat?language={language}")
        box = page.locator("textarea")

        answer_with(gateway, "demo-mug.png", "absent.png")
        await box.fill("mugs")
        await box.press("Enter")
        picture = page.get_by_role("img", name=alt)
        await expect(picture).to_have_count(1)
        await picture.scroll_into_view_if_needed()
        await expect(picture).to_have_js_property("complete", True)
        assert await picture.evaluate("image => image.naturalWidth") == 640
        frame = await page.locator(".card-picture").evaluate("each => [each.clientWidth, each.clientHeight]")
        assert frame[0] * 3 == pytest.approx(frame[1] * 4, abs=5)
        assert await page.evaluate("document.documentElement.scrollWidth") == 320

        answer_with(gateway, "demo-mug.png", "demo-bowl.png", "demo-vase.png")
        await box.fill("more")
        await box.press("Enter")
        await expect(page.get_by_role("img", name=alt)).to_have_count(4)
        small = page.locator(".card.short .card-picture").first
        assert await small.evaluate("each => [each.clientWidth, each.clientHeight]") == [80, 60]

        await page.route("**/pictures/*", lambda route: route.fulfill(status=404))
        answer_with(gateway, "demo-chair.png")
        await box.fill("a chair")
        await box.press("Enter")
        await expect(page.locator(".card")).to_have_count(6)
        await page.locator(".card").last.scroll_into_view_if_needed()
        await expect(page.get_by_role("img", name=alt), "what does not load is left out").to_have_count(4)
        await context.close()
