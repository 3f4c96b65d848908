"""Shows, exports and erases what is stored about one contact, for admins."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import IO

from fastapi import Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.trail import note
from bot.contacts.store import Contact
from bot.files.blobs import PIECE
from bot.files.cleaning import delete_erased
from bot.files.store import list_hashes
from bot.privacy.export import export_person, write_export
from bot.privacy.store.people import Subject, count_person, erase_person, find_contact, find_contacts
from bot.staff.roles import Permission
from bot.staff.store.agents import StaffSession
from bot.support.handoff.access import NotFound
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import Explain

CODE_LENGTH = 4
KEPT_IN_MEMORY = 4 * 1024 * 1024
PERSON = ("contact", "contact_id")
"""What the audit log records as the target: its type, and the path parameter that holds its id."""


class PersonPage(Page):
    """Serves the page of a contact, which is one person on one channel. If the person has signed in
    to an account, their contacts on other channels are included."""

    @page("GET", "/people/{contact_id}", "person", Permission.PRIVACY, "person.open", PERSON)
    async def show(self, request: Request, contact_id: str) -> Response:
        return await self._show_page(request, await self._guard.read_session(request), contact_id)

    @page("POST", "/people/{contact_id}/export", "person_export", Permission.PRIVACY, "person.export", PERSON)
    async def export(self, request: Request, contact_id: str) -> Response:
        await self._guard.read_form(request)
        deps = self._deps
        async with self._database.begin() as connection:
            contact = await _access(connection, contact_id)
            ids = await _find_everywhere(connection, contact)
            subject = Subject("contact", contact.id)
            export = await export_person(connection, subject, ids, deps.renderer, deps.catalogues, system_clock())
            await self._trail.add(connection, request, contacts=len(ids))
        archive = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115  closed once it is sent
        await write_export(export, deps.files, archive)
        name = f"person-{contact_id[:CODE_LENGTH]}.zip"
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(_read_again(archive), media_type="application/zip", headers=headers)

    @page("POST", "/people/{contact_id}/erase", "person_erase", Permission.PRIVACY, "person.erase", PERSON)
    async def erase(self, request: Request, contact_id: str) -> Response:
        """Erases the person, if the form repeats the contact's short code as confirmation. Console
        pages and chats that show the erased conversations are notified."""
        session, form = await self._guard.read_form(request)
        try:
            async with self._database.begin() as connection:
                contact = await _access(connection, contact_id)
                if str(form.get("confirm", "")).strip().upper() != contact.id[:CODE_LENGTH].upper():
                    raise Explain("not_confirmed", "console.refused.not_confirmed")
                ids = await _find_everywhere(connection, contact)
                hashes = await list_hashes(connection, ids)
                counts = await erase_person(connection, ids)
                await self._trail.add(connection, request, **counts)
        except Explain as error:
            note(request, reason=error.code)
            notice = self._views.render_refusal(error, session.language)
            return await self._show_page(request, session, contact_id, status=409, notice=notice)
        await self._database.forget_log()
        if self._deps.files is not None:
            await delete_erased(self._database, self._deps.files.blobs, hashes)
        return RedirectResponse(f"{PREFIX}/conversations?erased=1", 303, headers=HEADERS)

    async def _show_page(
        self, request: Request, session: StaffSession, contact_id: str, *, status: int = 200, notice: str = ""
    ) -> Response:
        async with self._database.read() as connection:
            contact = await _access(connection, contact_id)
            ids = await _find_everywhere(connection, contact)
            counts = await count_person(connection, ids)
            others = len(ids) - 1
        return self._views.render_page(
            request,
            "person.html",
            status=status,
            contact=contact,
            code=contact.id[:CODE_LENGTH].upper(),
            counts=counts,
            others=others,
            notice=notice,
        )


async def _read_again(archive: IO[bytes]) -> AsyncIterator[bytes]:
    """Yields the content of a file that was just written, from its start, and closes the file."""
    with archive:
        archive.seek(0)
        while piece := await asyncio.to_thread(archive.read, PIECE):
            yield piece


async def _access(connection: Connection, contact_id: str) -> Contact:
    contact = await find_contact(connection, contact_id)
    if contact is None:
        raise NotFound(contact_id)
    return contact


async def _find_everywhere(connection: Connection, contact: Contact) -> list[str]:
    """Returns the ids of this contact and of the same person of the same account on other channels."""
    ids = [contact.id]
    if contact.account and contact.person:
        same = await find_contacts(connection, Subject("person", f"{contact.account}/{contact.person}"))
        ids += [one for one in same if one != contact.id]
    return ids
