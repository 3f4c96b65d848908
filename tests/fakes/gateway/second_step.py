"""Acts as a member of the staff who turns two-step sign-in on and uses it."""

from __future__ import annotations

import re

import httpx
import pyotp
from sqlalchemy import update

from bot.staff.store.tables import agents
from tests.fakes.gateway.support_desk import PASSWORDS, Browser, SupportDesk

NEW_PASSWORD = "a fine new phrase"


async def enrol(browser: Browser, username: str = "alice", password: str | None = None) -> tuple[pyotp.TOTP, list[str]]:
    """Turns two-step sign-in on, and returns the authenticator and the recovery codes."""
    path = "/console/account/two-step"
    await browser.post(f"{path}/begin", page=path, current=password or PASSWORDS[username])
    page = (await browser.get(path)).text
    found = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page)
    assert found
    assert 'src="data:image/svg+xml' in page
    totp = pyotp.TOTP(found[1].replace(" ", ""))
    codes = await browser.post(f"{path}/confirm", page=path, code=totp.now())
    assert codes.status_code == 200, codes.text
    return totp, re.findall(r"<li><code>([A-Z2-7-]+)</code>", codes.text)


async def second_step(browser: Browser, code: str) -> httpx.Response:
    return await browser.post("/console/sign-in/code", page="/console/sign-in/code", code=code)


async def forget_step(desk: SupportDesk) -> None:
    """Makes the console accept the authenticator's present code again, although it was used before."""
    async with desk.database.begin() as connection:
        await connection.execute(update(agents).values(totp_step=0))
