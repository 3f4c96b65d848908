"""Receives the files that agents attach to a reply, and gives agents access to the files of a
conversation."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.requests import ClientDisconnect

from bot.console.deps import ConsoleDeps
from bot.console.desk.conversation import TALK
from bot.console.page import Page, PageParts
from bot.console.protection.guard import ForgedForm, is_same
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS
from bot.console.trail import note
from bot.files.files import Files as Store
from bot.files.links import FileLinks, Reader
from bot.files.receiving import FILE_ID, name_upload, read_key, receive_body
from bot.files.store import FileRow, add_file, find_file, list_files
from bot.messages.files import CheckedFile, RefusedFile
from bot.staff.roles import Permission
from bot.staff.store.agents import Agent, StaffSession
from bot.support.handoff.access import NotFound, access_conversation
from bot.support.store.lines import read_conversation

CSRF_HEADER = "x-caravan-csrf"


class Files(Page):
    """Serves the upload of files by agents, and the links to the files of a conversation."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        assert parts.deps.files is not None
        assert parts.deps.links is not None
        self._files: Store = parts.deps.files
        self._links: FileLinks = parts.deps.links

    @classmethod
    def is_on(cls, deps: ConsoleDeps) -> bool:
        return deps.files is not None and deps.links is not None

    @page(
        "POST",
        "/conversations/{conversation_id}/files",
        "conversation_upload",
        Permission.WORK,
        "conversation.upload",
        TALK,
    )
    async def upload(self, request: Request, conversation_id: str) -> Response:
        """Stores a file for the agent's next reply or note. The body is the file itself. Headers
        hold its name, the page's CSRF token, and a key that the browser chose for the upload. An
        upload that is repeated with the same key gives the same file."""
        session = await self._guard.read_session(request)
        if not is_same(request.headers.get(CSRF_HEADER, ""), session.csrf):
            raise ForgedForm
        async with self._database.read() as connection:
            await access_conversation(connection, conversation_id, session.agent)
        try:
            checked = await receive_body(request, self._files)
        except ClientDisconnect:
            note(request, reason="cancelled")
            return Response(status_code=499)  # the client has left, so nobody reads this answer
        if isinstance(checked, RefusedFile):
            note(request, reason=checked.reason)
            return self._say_refused(checked, session.language)
        row = await self._add(request, conversation_id, session.agent, checked)
        return JSONResponse(self._show(row, session), 201, headers=HEADERS)

    @page(
        "GET",
        "/conversations/{conversation_id}/files/{file_id}",
        "conversation_file",
        Permission.WORK,
        "conversation.file",
        TALK,
    )
    async def open(self, request: Request, conversation_id: str, file_id: str) -> Response:
        """Redirects to the file, by a link that is signed for this staff session and expires soon."""
        session = await self._guard.read_session(request)
        if not FILE_ID.fullmatch(file_id):
            raise NotFound(file_id)
        note(request, file=file_id)
        async with self._database.read() as connection:
            await access_conversation(connection, conversation_id, session.agent)
            found = await list_files(connection, conversation_id, [file_id])
        if not found:
            raise NotFound(file_id)
        address = self._links.sign(file_id, found[0].name, Reader("staff", session.token_hash))
        return RedirectResponse(address, 303, headers=HEADERS)

    async def _add(self, request: Request, conversation_id: str, agent: Agent, checked: CheckedFile) -> FileRow:
        key = read_key(request)
        file_id = None if key is None else name_upload(conversation_id, agent.id, key)
        async with self._database.begin() as connection:
            await access_conversation(connection, conversation_id, agent, lock=True)
            row = await find_file(connection, file_id) if file_id else None
            if row is None:
                contact_id = (await read_conversation(connection, conversation_id)).contact_id
                row = await add_file(
                    connection, checked, contact_id, conversation_id, "out", agent_id=agent.id, file_id=file_id
                )
            await self._trail.add(connection, request, file=row.id)
        return row

    def _show(self, row: FileRow, session: StaffSession) -> dict[str, Any]:
        preview = self._views.sign_preview(row.shown, session)
        return {"id": row.id, "kind": row.kind, "name": row.name, "preview": preview}

    def _say_refused(self, refused: RefusedFile, language: str) -> Response:
        text = self._deps.renderer.refusal(refused, language)
        return JSONResponse({"error": "refused", "text": text}, 422, headers=HEADERS)
