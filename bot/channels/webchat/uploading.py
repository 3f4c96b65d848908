"""Receives the files that people upload in the web chat, by HTTP. A frame `message` then names the
uploaded files by their ids.

A request is authenticated by the secret of its chat session: `Authorization: Bearer <session>`.
There is no cookie, so another site cannot forge a request; requests from pages of other origins are
also refused. The body is the file itself, and is never in memory as a whole.
"""

from __future__ import annotations

import contextlib
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from bot.channels.webchat.frames import build_file
from bot.channels.webchat.pages.security import COMMON_HEADERS
from bot.channels.webchat.sessions import WebSession
from bot.channels.webchat.shared import WebChat
from bot.conversation.files.uploads import do_add_upload, do_note_refused
from bot.files.receiving import FILE_ID, read_key, read_name, receive_body
from bot.files.store import FileRow, delete_upload
from bot.messages.files import RefusedFile
from bot.web.language import find_preferred_language
from foundation.errors import Explain
from foundation.secrets import fingerprint

AT_ONCE = 3
"""How many files of one conversation may be uploaded at the same time."""
_STATUS = {"session_ended": 401, "identity_expired": 401, "rate_limited": 429, "unavailable": 503, "bad_frame": 400}

Work = Callable[[Request, WebSession], Awaitable[Response]]


class Uploading:
    """Answers the requests that upload a file, and those that delete an uploaded file before it is
    sent in a message."""

    def __init__(self, chat: WebChat, allowed_origins: frozenset[str]) -> None:
        self._chat, self._allowed_origins = chat, allowed_origins
        self._arriving: Counter[str] = Counter()

    async def take(self, request: Request) -> Response:
        """Answers `POST /chat/files` with the JSON object that describes the stored file (201), or
        with the reason why the file is refused (422)."""
        return await self._answer(request, self._take)

    async def delete(self, request: Request, file_id: str) -> Response:
        """Answers `DELETE /chat/files/<id>`: deletes an uploaded file that the contact decided not
        to send."""

        async def delete(_request: Request, session: WebSession) -> Response:
            async with self._chat.database.begin() as connection:
                is_one = bool(FILE_ID.fullmatch(file_id))
                deleted = is_one and await delete_upload(connection, session.conversation_id, file_id, "in")
            return _say({"deleted": file_id}) if deleted else _say({"error": "not_found"}, 404)

        return await self._answer(request, delete)

    async def _answer(self, request: Request, work: Work) -> Response:
        """Answers a request of an open session by `work`, or with an error in the contact's
        language."""
        origin = request.headers.get("origin")
        if origin is not None and origin not in self._allowed_origins:
            return _say({"error": "forbidden"}, 403)
        language = find_preferred_language(request)
        try:
            session = await self._chat.sessions.access(_read_token(request))
            language = session.contact.language
            await self._check_pace(request, session)
            return await work(request, session)
        except Explain as problem:
            return self._explain(problem, language)
        except ClientDisconnect:
            return Response(status_code=499)  # the client has left, so nobody reads this answer

    async def _check_pace(self, request: Request, session: WebSession) -> None:
        """Counts the request against the same limits as a message.

        Raises:
            Explain: `rate_limited`, or `unavailable` while the gateway is stopping.
        """
        if self._chat.draining.is_set():
            raise Explain("unavailable", "gateway.unavailable")
        address = request.client.host if request.client else None
        contact = session.contact
        if wait := await self._chat.limits.message(contact.id, contact.account, address):
            raise Explain("rate_limited", "gateway.rate_limited", wait=wait)

    async def _take(self, request: Request, session: WebSession) -> Response:
        key = read_key(request)
        if key is None:
            raise Explain("bad_frame", "gateway.bad_frame")
        with self._arrive(session.conversation_id):
            checked = await receive_body(request, self._chat.files)
        if not isinstance(checked, RefusedFile):
            async with self._chat.database.begin() as connection:
                where = session.conversation_id, fingerprint(session.token)
                row = await do_add_upload(connection, *where, checked, key, self._chat.files.limits)
            if row is not None:
                return _say(self._show(row, session), 201)
            checked = self._chat.files.refuse(read_name(request), "too_much_today")
        async with self._chat.database.begin() as connection:
            await do_note_refused(connection, session.conversation_id, checked)
        return self._say_refused(checked, session.contact.language)

    @contextlib.contextmanager
    def _arrive(self, conversation_id: str) -> Iterator[None]:
        """Counts an upload of this conversation while the `with` block runs.

        Raises:
            Explain: `rate_limited`, when too many files of the conversation are being uploaded.
        """
        if self._arriving[conversation_id] >= AT_ONCE:
            raise Explain("rate_limited", "gateway.rate_limited", wait=2.0)
        self._arriving[conversation_id] += 1
        try:
            yield
        finally:
            self._arriving[conversation_id] -= 1
            if not self._arriving[conversation_id]:
                del self._arriving[conversation_id]

    def _show(self, row: FileRow, session: WebSession) -> dict[str, Any]:
        label = self._chat.renderer.file(row.shown, session.contact.language)
        return build_file(row.shown, label, self._chat.sign_for(session.token))

    def _say_refused(self, refused: RefusedFile, language: str) -> Response:
        text = self._chat.renderer.refusal(refused, language)
        return _say({"error": "refused", "reason": refused.reason, "text": text}, 422)

    def _explain(self, problem: Explain, language: str) -> Response:
        text = self._chat.renderer.term(problem.term, language, problem.values)
        response = _say({"error": problem.code, "text": text}, _STATUS.get(problem.code, 400))
        if "wait" in problem.values:
            response.headers["Retry-After"] = str(math.ceil(problem.values["wait"]))
        return response


def uploads_router(chat: WebChat, allowed_origins: frozenset[str]) -> APIRouter:
    uploading = Uploading(chat, allowed_origins)
    router = APIRouter(prefix="/chat/files", include_in_schema=False)
    router.add_api_route("", uploading.take, methods=["POST"])
    router.add_api_route("/{file_id}", uploading.delete, methods=["DELETE"])
    return router


def _read_token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _say(body: dict[str, Any], status: int = 200) -> JSONResponse:
    return JSONResponse(body, status, headers={**COMMON_HEADERS, "Cache-Control": "no-store"})
