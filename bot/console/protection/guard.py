"""Checks who is signed in to the console, and that a form comes from one of the console's own pages."""

from __future__ import annotations

import datetime as dt
import hmac

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from bot.console.deps import ConsoleDeps
from bot.console.protection.security import SESSION_COOKIE
from bot.staff.store.agents import StaffSession, find_session
from foundation.clock import system_clock
from foundation.errors import CaravanError, Explain
from foundation.secrets import fingerprint

LIFETIME = dt.timedelta(hours=12)


class SignedOut(CaravanError):
    """The request has no session, or its session has ended. The person must sign in."""


class ForgedForm(CaravanError):
    """The form does not contain the session's CSRF token. Either another site sent the form, or the
    form's page was loaded before the session began."""


class Guard:
    """Reads the staff session of a request, for all pages that need a signed-in member."""

    def __init__(self, deps: ConsoleDeps) -> None:
        self._database = deps.database

    async def read_session(self, request: Request) -> StaffSession:
        """Returns the staff session of this browser, and stores it in `request.state.session`.

        Raises:
            SignedOut: there is no session.
        """
        known: StaffSession | None = getattr(request.state, "session", None)
        session = known or await self.find(request.cookies.get(SESSION_COOKIE))
        if session is None:
            raise SignedOut
        request.state.session = session
        return session

    async def find(self, secret: str | None) -> StaffSession | None:
        if not secret:
            return None
        async with self._database.read() as connection:
            return await find_session(connection, fingerprint(secret), system_clock())

    async def read_form(self, request: Request, most: int = 20) -> tuple[StaffSession, FormData]:
        """Returns the staff session and the fields of a posted form, of which there are at most `most`.

        Raises:
            SignedOut: there is no session.
            ForgedForm: the session's CSRF token is missing from the form, or wrong.
        """
        session = await self.read_session(request)
        form = await read_fields(request, most, 64 * 1024)
        if not is_same(str(form.get("csrf", "")), session.csrf):
            raise ForgedForm
        return session, form

    async def read_form_with_file(
        self, request: Request, field: str, largest: int, most: int = 20
    ) -> tuple[StaffSession, FormData, bytes]:
        """Returns what `read_form` returns, and the bytes of the file in the field, of which at most `largest` and one
        more are read. Without a file there are no bytes.

        Raises:
            SignedOut: there is no session.
            ForgedForm: the session's CSRF token is missing from the form, or wrong.
        """
        form = await request.form(max_files=1, max_fields=most, max_part_size=64 * 1024)
        file = form.get(field)
        content = await file.read(largest + 1) if isinstance(file, UploadFile) else b""
        session, fields = await self.read_form(request, most)
        return session, FormData([pair for pair in fields.multi_items() if pair[0] != field]), content

    async def read_form_with_files(
        self, request: Request, field: str, most: int
    ) -> tuple[StaffSession, FormData, list[UploadFile]]:
        """Returns what `read_form` returns, and the files of the field, of which there may be `most`.

        Raises:
            SignedOut: there is no session.
            ForgedForm: the session's CSRF token is missing from the form, or wrong.
            Explain: there are more files, or they are larger than may be sent at a time.
        """
        await self.read_session(request)
        try:
            form = await request.form(max_files=most, max_fields=20, max_part_size=64 * 1024)
        except HTTPException as error:
            if error.status_code not in (400, 413):
                raise
            raise Explain("too_much", "console.refused.too_much_uploaded") from error
        session, fields = await self.read_form(request)
        files = [one for one in form.getlist(field) if isinstance(one, UploadFile) and one.filename]
        return session, FormData([pair for pair in fields.multi_items() if pair[0] != field]), files


async def read_fields(request: Request, most: int, longest: int) -> FormData:
    """Returns the fields of a posted form: at most `most` fields of at most `longest` bytes each.
    NUL characters are removed, because PostgreSQL cannot store them."""
    form = await request.form(max_files=0, max_fields=most, max_part_size=longest)
    return FormData([(name, str(value).replace("\0", "")) for name, value in form.multi_items()])


def is_same(given: str, expected: str) -> bool:
    """Returns whether two secrets are equal. The time that the comparison takes does not reveal
    where the secrets differ."""
    return hmac.compare_digest(given.encode(), expected.encode())
