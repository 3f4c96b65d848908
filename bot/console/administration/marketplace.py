"""Shows admins the events from the operator's own system, why some were refused, and what was sent to that system.
Admins can have refused events taken in again, and find goods, suppliers and accounts."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.console.deps import ConsoleDeps
from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.trail import note
from bot.contacts.store import list_signed_in
from bot.marketplace.staff.oversight import WHAT
from bot.staff.roles import Permission
from bot.support.handoff.access import NotFound

LONGEST_ID = 9
LONGEST_EVENT = 100
MOST_SIGNED = 300
"""How many of the newest sign-ins are compared with the accounts of the marketplace."""


class MarketplacePage(Page):
    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        assert parts.deps.oversight is not None
        self._oversight = parts.deps.oversight

    @classmethod
    def is_on(cls, deps: ConsoleDeps) -> bool:
        return deps.oversight is not None

    @page("GET", "/marketplace", "marketplace", Permission.MARKET, "marketplace.open")
    async def show(self, request: Request) -> Response:
        await self._guard.read_session(request)
        asked = request.query_params.get("said")
        said = (asked or "").strip()[:100].replace("\0", "")
        if said:
            note(request, said=said)
        async with self._database.read() as connection:
            signed = await list_signed_in(connection, MOST_SIGNED)
        return self._views.render_page(
            request,
            "marketplace.html",
            misfits=await self._oversight.find_misfits(signed) if signed else [],
            language=self._views.language(request),
            said=said,
            found={what: await self._oversight.find(what, said) for what in WHAT} if asked is not None else {},
            orders=await self._oversight.find_orders(said) if asked is not None else None,
            say_state=lambda state: self._deps.renderer.term(f"order_state.{state}", self._views.language(request), {}),
            replayed=_read_count(request.query_params.get("replayed", "")),
            still_refused=_read_count(request.query_params.get("refused", "")),
            traffic=await self._oversight.list_traffic(),
        )

    @page("POST", "/marketplace/events", "marketplace_replay", Permission.MARKET, "marketplace.replay")
    async def replay(self, request: Request) -> Response:
        """Has one refused event, or all of them, taken in again."""
        _session, form = await self._guard.read_form(request)
        event = str(form.get("event", ""))[:LONGEST_EVENT] or None
        results = await self._oversight.replay(event)
        counts = Counter(one["outcome"] for one in results)
        async with self._database.begin() as connection:
            await self._trail.add(connection, request, event=event or "*", replayed=dict(counts))
        shown = urlencode({"replayed": len(results), "refused": counts["refused"]})
        return RedirectResponse(f"{PREFIX}/marketplace?{shown}#events", 303, headers=HEADERS)

    @page(
        "POST",
        "/marketplace/outgoing/{outgoing_id}",
        "marketplace_again",
        Permission.MARKET,
        "marketplace.again",
        ("outgoing", "outgoing_id"),
    )
    async def again(self, request: Request, outgoing_id: str) -> Response:
        """Has the marketplace send one report to the operator's own system again."""
        await self._guard.read_form(request)
        if not await self._oversight.send_again(_read_number(outgoing_id)):
            raise NotFound(outgoing_id)
        async with self._database.begin() as connection:
            await self._trail.add(connection, request)
        return RedirectResponse(f"{PREFIX}/marketplace", 303, headers=HEADERS)


def _read_number(said: str) -> int:
    if not said.isascii() or not said.isdecimal() or len(said) > LONGEST_ID or int(said) == 0:
        raise NotFound(said)
    return int(said)


def _read_count(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 4 else None
