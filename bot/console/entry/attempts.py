"""Warns somebody that their password was used by a browser that did not pass the second step. The
warning is shown right after the sign-in, and under "My account"."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

from fastapi import Request, Response

from bot.console.deps import ConsoleDeps
from bot.console.page import Page
from bot.console.rules import page
from bot.console.security import PREFIX, safe_return
from bot.staff.roles import Permission
from bot.staff.store.refused_codes import find_last_sign_in, list_refused_codes
from foundation.clock import system_clock

PATH = f"{PREFIX}/account/attempts"
LOOKED_BACK = dt.timedelta(days=30)


class AttemptsPage(Page):
    """Shows the attempts of the last weeks, and what to do about them."""

    @page("GET", "/account/attempts", "attempts", Permission.WORK)
    async def show(self, request: Request) -> Response:
        session = await self._guard.read_session(request)
        async with self._database.read() as connection:
            since = system_clock() - LOOKED_BACK
            attempts = await list_refused_codes(connection, session.agent.username, since)
        target = safe_return(request.query_params.get("next"))
        return self._views.render_page(request, "attempts.html", attempts=attempts, target=target)


async def find_next_page(deps: ConsoleDeps, username: str, own: str, target: str) -> str:
    """Returns the page after a sign-in that is about to succeed. If others failed at the second
    step since the last sign-in, this is the page with the warning. Attempts with the key `own`
    belong to this sign-in and do not count."""
    async with deps.database.read() as connection:
        oldest = system_clock() - LOOKED_BACK
        since = max(await find_last_sign_in(connection, username) or oldest, oldest)
        attempts = await list_refused_codes(connection, username, since, own)
    return f"{PATH}?next={quote(target, safe='')}" if attempts else target
