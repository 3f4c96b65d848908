"""Checks who is signed in, and whether a form comes from one of our own pages."""

from __future__ import annotations

import datetime as dt
import hmac

from fastapi import Request
from starlette.datastructures import FormData

from bot.console.deps import ConsoleDeps
from bot.console.security import SESSION_COOKIE
from bot.staff.store.agents import StaffSession, find_session
from foundation.clock import system_clock
from foundation.errors import CaravanError
from foundation.secrets import fingerprint

LIFETIME = dt.timedelta(hours=12)


class SignedOut(CaravanError):
    """There is no session, or it has ended. The person must sign in and come back."""


class ForgedForm(CaravanError):
    """The form does not carry the session's token. Another site sent it, or the page is older than
    the session."""


class Guard:
    """Reads the session of a request. Every page for signed-in staff uses it."""

    def __init__(self, deps: ConsoleDeps) -> None:
        self._database = deps.database

    async def read_session(self, request: Request) -> StaffSession:
        """Returns the session of this browser. Its language becomes the language of the request.

        Raises:
            SignedOut: there is none.
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

    async def read_form(self, request: Request) -> tuple[StaffSession, FormData]:
        """Returns the session and the fields of a POST.

        Raises:
            SignedOut: there is no session.
            ForgedForm: the session's token is missing or wrong.
        """
        session = await self.read_session(request)
        form = await read_fields(request, 20, 64 * 1024)
        if not is_same(str(form.get("csrf", "")), session.csrf):
            raise ForgedForm
        return session, form


async def read_fields(request: Request, most: int, longest: int) -> FormData:
    """Returns the fields of a POST, at most `most` of at most `longest` bytes. NUL is removed,
    because no database stores it."""
    form = await request.form(max_files=0, max_fields=most, max_part_size=longest)
    return FormData([(name, str(value).replace("\0", "")) for name, value in form.multi_items()])


def is_same(given: str, expected: str) -> bool:
    """Compares secrets in a time that does not reveal them."""
    return hmac.compare_digest(given.encode(), expected.encode())
