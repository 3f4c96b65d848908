"""Shows the desk's targets for how soon contacts are answered, with the history of changes, and lets admins change
them."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.queries import read_row_number
from bot.console.trail import note
from bot.staff.roles import Permission
from bot.staff.store.agents import StaffSession
from bot.support.marks import PRIORITIES
from bot.support.targets.limits import DEFAULT, LONGEST, TARGETS, build_limits
from bot.support.targets.store import add_limits, list_limits, lock_limits
from foundation.clock import system_clock
from foundation.errors import Explain

ADDRESS = f"{PREFIX}/targets"


class TargetsPage(Page):
    """Serves the page of the targets to everybody on the desk, and its form to admins."""

    @page("GET", "/targets", "targets", Permission.WORK, "targets.open")
    async def show(self, request: Request) -> Response:
        session = await self._guard.read_session(request)
        return await self._show(request, session)

    @page("POST", "/targets", "targets_change", Permission.DESK, "targets.change")
    async def change(self, request: Request) -> Response:
        session, form = await self._guard.read_form(request)
        known = read_row_number(str(form.get("version", ""))) or 0
        fields = {(name, target): form.get(f"{name}-{target}", "") for name in PRIORITIES for target in TARGETS}
        try:
            limits = build_limits(fields)
            async with self._database.begin() as connection:
                await lock_limits(connection)
                newest = await list_limits(connection, 1)
                if known != (newest[0].id if newest else 0):
                    raise Explain("changed", "targets.refused_changed")
                version = await add_limits(connection, limits, session.agent.id, system_clock())
                await self._trail.add(connection, request, version=version)
        except Explain as error:
            note(request, reason=error.code)
            return await self._show(request, session, error)
        return RedirectResponse(f"{ADDRESS}?saved=1", 303, headers=HEADERS)

    async def _show(self, request: Request, session: StaffSession, error: Explain | None = None) -> Response:
        async with self._database.read() as connection:
            versions = await list_limits(connection)
        return self._views.render_page(
            request,
            "targets.html",
            status=422 if error else 200,
            limits=versions[0].limits if versions else DEFAULT,
            version=versions[0].id if versions else 0,
            versions=versions,
            priorities=PRIORITIES,
            targets=TARGETS,
            most=LONGEST,
            notice=self._views.render_refusal(error, session.language) if error else "",
            saved=request.query_params.get("saved") == "1",
        )
