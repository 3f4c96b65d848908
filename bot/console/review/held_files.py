"""Lets staff look at files that are held back from the other side, and release or refuse them."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.console.deps import ConsoleDeps
from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.trail import note
from bot.console.views import Views
from bot.files.links import FileLinks, Reader
from bot.files.store import FileRow
from bot.marketplace.files.relayed import FILE_DECISIONS, REFUSALS, RelayedFile, do_note, find_sent, read_caption
from bot.marketplace.store import list_held
from bot.staff.roles import Permission
from bot.staff.store.agents import StaffSession
from bot.support.handoff.access import NotFound, access_conversation
from foundation.database.announcing import Connection
from foundation.errors import Explain

LONGEST_ID = 9
TARGET = ("held_file", "relay_id")


@dataclass(frozen=True)
class HeldFileView:
    """Holds a file that waits for a decision, as staff see it. `file` is None if it is not kept any
    more; `preview` is the signed address of a picture's preview, `size` is in words, and `caption` is
    what its sender wrote beside it."""

    relay: RelayedFile
    file: FileRow | None
    preview: str | None = None
    size: str = ""
    caption: str = ""
    is_open: bool = False
    """Whether this member of the staff may see the conversation in which the file was sent."""

    @property
    def likely_reason(self) -> str:
        """Returns the reason for a refusal that fits what was found."""
        kinds = {kind for kind, _ in self.relay.findings}
        if not kinds:
            return "unclear" if self.relay.unreadable else "other"
        return "leave" if kinds & {"messenger", "email", "phone", "link", "off_platform"} else "bank"


async def list_held_files(deps: ConsoleDeps, views: Views, session: StaffSession) -> list[HeldFileView]:
    """Returns the files that wait for a decision, the oldest first. A file that came within the last seconds may be
    missing: nobody may open it before the gateway has recorded that it is held."""
    if deps.held_files is None:
        return []
    relays = await deps.held_files.held()
    async with deps.database.read() as connection:
        known = await list_held(connection, [relay.id for relay in relays])
        return [await _view(connection, views, relay, session) for relay in relays if relay.id in known]


async def _view(connection: Connection, views: Views, relay: RelayedFile, session: StaffSession) -> HeldFileView:
    file = await find_sent(connection, relay)
    if file is None:
        return HeldFileView(relay, None)
    preview = views.sign_preview(file.shown, session, "reviewer")
    return HeldFileView(
        relay,
        file,
        preview,
        size=views.size(file.bytes, session.language),
        caption=await read_caption(connection, file),
        is_open=await _may_open(connection, relay, session),
    )


async def _may_open(connection: Connection, relay: RelayedFile, session: StaffSession) -> bool:
    try:
        await access_conversation(connection, relay.conversation, session.agent)
    except NotFound:
        return False
    return True


class HeldFilePages(Page):
    """Serves held files, and the form with which each is decided. The files are shown on the page of held texts
    (`held.py`)."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        assert parts.deps.held_files is not None
        assert parts.deps.links is not None
        self._held = parts.deps.held_files
        self._links: FileLinks = parts.deps.links

    @classmethod
    def is_on(cls, deps: ConsoleDeps) -> bool:
        return deps.held_files is not None and deps.links is not None

    @page("GET", "/held-files/{relay_id}/file", "held_file_open", Permission.WORK, "held_file.open", TARGET)
    async def open(self, request: Request, relay_id: str) -> Response:
        """Redirects to the file, by a link that is signed for this session and is valid for a short time, at most until
        the decision."""
        session = await self._guard.read_session(request)
        number = _read_number(relay_id)
        relay = next((one for one in await self._held.held() if one.id == number), None)
        if relay is None:
            raise NotFound(relay_id)
        note(request, file=relay.file, number=relay.subject)
        async with self._database.read() as connection:
            file = await find_sent(connection, relay)
        if file is None:
            raise NotFound(relay_id)
        address = self._links.sign(file.id, file.name, Reader("reviewer", session.token_hash))
        return RedirectResponse(address, 303, headers=HEADERS)

    @page("POST", "/held-files/{relay_id}", "held_file_decide", Permission.WORK, "held_file.decide", TARGET)
    async def decide(self, request: Request, relay_id: str) -> Response:
        """Records a decision. If two colleagues decide at the same moment, the first decision stands. The sender is
        told in their language: here or, if this fails, by the periodic job of bot/marketplace/files/relayed.py."""
        session, form = await self._guard.read_form(request)
        decision = next((one for one in FILE_DECISIONS if one == form.get("decision")), None)
        reason = next((one for one in REFUSALS if one == form.get("reason")), None) if decision == "refused" else None
        if decision is None or (decision == "refused" and reason is None):
            raise NotFound(relay_id)
        found = await self._held.decide(_read_number(relay_id), decision, reason, session.agent.username)
        if found is None:
            raise NotFound(relay_id)
        relay, decided_now = found
        if not decided_now and (relay.state, relay.decided_by) != (decision, session.agent.username):
            raise Explain("decided", "console.refused.decided", name=relay.decided_by or "")
        async with self._database.begin() as connection:
            await do_note(connection, relay)
            besides = {"reason": relay.reason} if relay.reason else {}
            await self._trail.add(connection, request, decision=relay.state, number=relay.subject, **besides)
        return RedirectResponse(f"{PREFIX}/held", 303, headers=HEADERS)


def _read_number(written: str) -> int:
    if not (written.isascii() and written.isdecimal()) or len(written) > LONGEST_ID or int(written) == 0:
        raise NotFound(written)
    return int(written)
