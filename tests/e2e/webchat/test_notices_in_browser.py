"""A notice in the web chat is a card that is seen: with a heading, its facts and the next steps as buttons, in both languages, light
and dark, on a phone, and for screen readers."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.database.leases.lease import GatewayLease
from bot.marketplace.client import ActionServers
from bot.marketplace.notices import Notices
from tests.fakes import PATIENCE
from tests.fakes.gateway.outbox import REPLY, Outbox
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import free_port, running_gateway, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")
expect.set_options(timeout=PATIENCE * 1000)

CARD = {
    "kind": "order",
    "title": "ORD-100420",
    "fields": [
        {"label": {"type": "term", "name": "field.state"}, "value": {"type": "term", "name": "order_state.accepted"}},
        {"label": {"type": "term", "name": "field.total"}, "value": "$5,880.00"},
    ],
    "buttons": [],
}
WORDS = {
    "en": ("Notice", "Lumen has confirmed", "My orders", "Total"),
    "zh": ("通知", "流明已确认", "我的订单", "总额"),
}


@pytest.mark.parametrize(("language", "dark", "width"), [("en", False, 320), ("zh", True, 1000)])
async def test_a_notice_is_a_card(browser: Browser, tmp_path: Path, language: str, dark: bool, width: int) -> None:
    heading, sentence, next_step, label = WORDS[language]
    outbox = Outbox("nordmarkt")
    outbox.notices[0]["reply"] = {**REPLY, "cards": [CARD]}
    async with (
        running_gateway(f"sqlite:///{tmp_path}/gateway.db", tmp_path, FakeRasa()) as gateway,
        serving(outbox.app(), free_port()) as address,
    ):
        scheme = "dark" if dark else "light"
        context = await browser.new_context(viewport={"width": width, "height": 700}, color_scheme=scheme)
        page = await context.new_page()
        await page.goto(f"{gateway.address}/chat?language={language}&as=nordmarkt")
        database = gateway.caravan.database
        notices = Notices(database, ActionServers([address], "token"), GatewayLease(database, "test", "here"))
        await expect(page.locator(".presence.online")).to_be_visible()
        assert await notices.hand_on() == 1
        notice = page.get_by_role("group", name=heading, exact=True)
        await expect(notice).to_contain_text(sentence)
        card = notice.get_by_role("group", name="ORD-100420")
        await expect(card).to_contain_text(label)
        button = notice.get_by_role("button", name=next_step)
        colon = ": " if language == "en" else "："
        await expect(button).to_have_accessible_name(f"{next_step}{colon}ORD-100420")
        assert (await button.bounding_box() or {})["height"] >= 44
        assert await page.evaluate("document.documentElement.scrollWidth") == width
        await expect(page.locator(".notice-line", has_text=sentence)).to_have_count(0)
        await button.click()
        await gateway.rasa.asked(1)
        assert gateway.rasa.requests[-1]["intent"] == "list_orders"
        await context.close()
