"""Shows admins single goods, suppliers and accounts. Admins can correct and pause each of them, with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.console.deps import ConsoleDeps
from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.trail import note
from bot.marketplace.staff.oversight import WHAT, What
from bot.staff.roles import Permission
from bot.support.handoff.access import NotFound
from foundation.errors import Explain

ROW = "/marketplace/{what}/rows/{row}"
MOST_FIELDS = 30
LONGEST_REASON = 300
_ROW = re.compile(r"[A-Za-z0-9_.@:-]{1,80}")


class MarketRowPages(Page):
    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        assert parts.deps.oversight is not None
        self._oversight = parts.deps.oversight

    @classmethod
    def is_on(cls, deps: ConsoleDeps) -> bool:
        return deps.oversight is not None

    @page("GET", ROW, "market_row", Permission.MARKET, "marketplace.look", ("marketplace", "row"))
    async def show(self, request: Request, what: str, row: str) -> Response:
        await self._guard.read_session(request)
        return await self._show(request, _read_what(what, row), row)

    @page("POST", ROW, "market_row_correct", Permission.MARKET, "marketplace.correct", ("marketplace", "row"))
    async def correct(self, request: Request, what: str, row: str) -> Response:
        """Corrects the fields of the form, all of them or none."""
        session, form = await self._guard.read_form(request, MOST_FIELDS)
        kind, reason = _read_what(what, row), _read_reason(str(form.get("reason", "")))
        note(request, market=kind)
        given = {name.removeprefix("value-"): str(one) for name, one in form.items() if name.startswith("value-")}
        if not reason:
            notice = self._views.render_refusal(Explain("no_reason", "console.refused.no_reason"), session.language)
            return await self._show(request, kind, row, given, notice=notice)
        done = await self._oversight.correct(kind, row, given, str(form.get("seen", ""))[:40], session.agent.username)
        if done.problems:
            note(request, reason=reason)
            return await self._show(request, kind, row, given, reason=reason, problems=done.problems)
        if done.changed:
            corrected = {name: f"{old or '–'} → {new or '–'}" for name, (old, new) in done.changed.items()}
            async with self._database.begin() as connection:
                await self._trail.add(connection, request, corrected=corrected, reason=reason)
        return RedirectResponse(f"{_path(kind, row)}?saved=1", 303, headers=HEADERS)

    @page("POST", f"{ROW}/paused", "market_row_pause", Permission.MARKET, "marketplace.pause", ("marketplace", "row"))
    async def pause(self, request: Request, what: str, row: str) -> Response:
        """Pauses goods, a supplier or an account, or ends the pause."""
        session, form = await self._guard.read_form(request)
        kind, reason = _read_what(what, row), _read_reason(str(form.get("reason", "")))
        note(request, market=kind)
        if not reason:
            notice = self._views.render_refusal(Explain("no_reason", "console.refused.no_reason"), session.language)
            return await self._show(request, kind, row, notice=notice)
        paused = form.get("paused") == "yes"
        await self._oversight.pause(kind, row, paused)
        async with self._database.begin() as connection:
            await self._trail.add(connection, request, paused=paused, reason=reason)
        return RedirectResponse(f"{_path(kind, row)}?saved=1", 303, headers=HEADERS)

    async def _show(
        self,
        request: Request,
        what: What,
        row: str,
        given: Mapping[str, str] | None = None,
        *,
        reason: str = "",
        notice: str = "",
        problems: Sequence[Mapping[str, str]] = (),
    ) -> Response:
        note(request, market=what)
        return self._views.render_page(
            request,
            "market_row.html",
            status=422 if notice or problems else 200,
            language=self._views.language(request),
            what=what,
            row=row,
            shown=await self._oversight.access(what, row),
            given=given or {},
            reason=reason,
            notice=notice,
            problems=problems,
            saved=request.query_params.get("saved") == "1",
        )


def _read_what(what: str, row: str) -> What:
    if not _ROW.fullmatch(row):
        raise NotFound(row)
    found = next((one for one in WHAT if one == what), None)
    if found is None:
        raise NotFound(what)
    return found


def _read_reason(said: str) -> str:
    return " ".join(said.split())[:LONGEST_REASON]


def _path(what: What, row: str) -> str:
    return f"{PREFIX}{ROW}".format(what=what, row=row)
