"""Warns a staff member that somebody entered their correct password but failed at the second
sign-in step. The warning is shown right after the next sign-in, and under "My account"."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

from fastapi import Request, Response

from bot.console.deps import ConsoleDeps
from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import PREFIX, safe_return
from bot.staff.roles import Permission
from bot.staff.store.refused_codes import find_last_sign_in, list_refused_codes
from foundation.clock import system_clock

PATH = f"{PREFIX}/account/attempts"
LOOKED_BACK = dt.timedelta(days=30)


class AttemptsPage(Page):
    """Shows the failed attempts of the last 30 days, and what to do about them."""

    @page("GET", "/account/attempts", "attempts", Permission.WORK)
    async def show(self, request: Request) -> Response:
        session = await self._guard.read_session(request)
        async with self._database.read() as connection:
            since = system_clock() - LOOKED_BACK
            attempts = await list_refused_codes(connection, session.agent.username, since)
        target = safe_return(request.query_params.get("next"))
        return self._views.render_page(request, "attempts.html", attempts=attempts, target=target)


async def find_next_page(deps: ConsoleDeps, username: str, own: str, target: str) -> str:
    """Returns the path of the page to show after a sign-in: `target`, or the page with the warning
    if somebody failed at the second step since the last sign-in. Attempts with the key `own` belong
    to the present sign-in and do not count."""
    async with deps.database.read() as connection:
        oldest = system_clock() - LOOKED_BACK
        since = max(await find_last_sign_in(connection, username) or oldest, oldest)
        attempts = await list_refused_codes(connection, username, since, own)
    return f"{PATH}?next={quote(target, safe='')}" if attempts else target
