"""Lets a member of the staff act in a customer's name, through the console and an action server."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx

from actions.notices import KINDS
from tests.fakes.actions.trading import BUYER, SUPPLIER, key, market
from tests.fakes.gateway.support_desk import Browser, SupportDesk, account

REASON = "The customer asked for it by telephone."


@dataclass
class Case:
    """Is a member of the staff who has a conversation with a customer, and acts in the customer's name."""

    desk: SupportDesk
    browser: Browser
    conversation: str
    who: str = BUYER

    def path(self, act: str, number: str) -> str:
        return f"/console/conversations/{self.conversation}/acts/{act}/{number}"

    async def rows(self) -> str:
        answer = await self.browser.get(f"/console/conversations/{self.conversation}/rows")
        assert answer.status_code == 200
        return answer.text

    async def checks(self, act: str, number: str, reason: str = REASON, **values: str) -> httpx.Response:
        """Fills in the form of the act."""
        given = {f"value-{name}": value for name, value in values.items()}
        return await self.browser.post(
            self.path(act, number), page="/console/account", once="k" * 32, reason=reason, **given
        )

    async def does(self, act: str, number: str, once: str = "", **values: str) -> httpx.Response:
        """Fills in the form, and says yes to what it shows."""
        shown = await self.checks(act, number, **values)
        assert shown.status_code == 200, shown.text
        seen = re.search(r'name="seen" value="(\w+)"', shown.text)
        assert seen
        return await self.says_yes(act, number, once or f"{key().message_id:0>32}", seen[1], **values)

    async def says_yes(self, act: str, number: str, once: str, seen: str, **values: str) -> httpx.Response:
        given = {f"value-{name}": value for name, value in values.items()}
        fields = {"once": once, "reason": REASON, "sure": "1", "seen": seen, **given}
        return await self.browser.post(self.path(act, number), page="/console/account", **fields)


async def case(desk: SupportDesk, browser: Browser, who: str = BUYER, words: str = "Where is it?") -> Case:
    role = "supplier" if who == SUPPLIER else "buyer"
    conversation = await desk.waiting(words, identity=account(who, role=role), key=f"{who}-{key().message_id}")
    await browser.step(conversation, "take")
    return Case(desk, browser, conversation, who)


async def news(who: str) -> list[str]:
    """Takes what waits for the account, and returns the kinds of it."""
    outbox = (await market()).outbox
    waiting = await outbox.list_waiting([who], KINDS)
    await outbox.mark_taken([notice.id for notice in waiting])
    return [notice.kind for notice in waiting]
