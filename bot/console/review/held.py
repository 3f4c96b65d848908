"""Shows the texts and files of buyers and suppliers that the marketplace held back before it passed
them to the other party, with the reason, and lets staff release or reject the texts."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.console.deps import ConsoleDeps
from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.review.held_files import list_held_files
from bot.marketplace.files.relayed import REFUSALS
from bot.marketplace.staff.held import DECISIONS, do_tell_decision
from bot.staff.roles import Permission
from bot.support.handoff.access import NotFound
from foundation.errors import Explain

LONGEST_ID = 9


class HeldPage(Page):
    """Serves the page of held texts and files, and the form of each text on it. The forms of files
    are served by `held_files.py`."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        assert parts.deps.held is not None
        self._held = parts.deps.held

    @classmethod
    def is_on(cls, deps: ConsoleDeps) -> bool:
        return deps.held is not None

    @page("GET", "/held", "held", Permission.WORK, "held.open")
    async def show(self, request: Request) -> Response:
        session = await self._guard.read_session(request)
        files = await list_held_files(self._deps, self._views, session)
        return self._views.render_page(
            request, "held.html", held=await self._held.waiting(), held_files=files, refusals=REFUSALS
        )

    @page("POST", "/held/{held_id}", "held_decide", Permission.WORK, "held.decide", ("held", "held_id"))
    async def decide(self, request: Request, held_id: str) -> Response:
        """Records the decision to release or reject a text, and tells its author in their language.
        If two colleagues decide at the same moment, the first decision stands."""
        session, form = await self._guard.read_form(request)
        decision = next((one for one in DECISIONS if one == form.get("decision")), None)
        if decision is None or not held_id.isdecimal() or len(held_id) > LONGEST_ID:
            raise NotFound(held_id)
        async with self._database.begin() as connection:
            found = await self._held.decide(int(held_id), decision, session.agent.username)
            if found is None:
                raise NotFound(held_id)
            held, decided_now = found
            if not decided_now and (held.state, held.decided_by) != (decision, session.agent.username):
                raise Explain("decided", "console.refused.decided", name=held.decided_by or "")
            if decided_now:
                await do_tell_decision(connection, held)
            await self._trail.add(connection, request, decision=held.state, rfq=held.rfq)
        return RedirectResponse(f"{PREFIX}/held", 303, headers=HEADERS)
