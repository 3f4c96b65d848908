"""Lets a staff member who was invited, or whose password was reset, set a password with a one-time
code."""

from __future__ import annotations

import math

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.console.client import read_client_address
from bot.console.entry.sign_in import SignInForms
from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.trail import find_draft, note
from bot.staff.passwords import Passwords, check_new_password
from bot.staff.store.accounts import find_invited
from bot.staff.store.agents import find_credentials, set_password_hash
from bot.staff.throttle import build_sign_in_keys
from foundation.clock import system_clock
from foundation.errors import Explain
from foundation.secrets import fingerprint


class Welcome(Page):
    """Serves the page on which an invited member sets a password. The member types the code; it is
    not a part of the URL, because URLs are stored in histories and logs."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        self._forms = SignInForms(parts.deps, parts.views)
        self._passwords = Passwords()

    @page("GET", "/welcome", "welcome_form", None)
    async def show(self, request: Request) -> Response:
        return self._forms.render_page(request, "welcome.html", username="", notice="")

    @page("POST", "/welcome", "welcome", None, "password.set")
    async def set_password(self, request: Request) -> Response:
        form = await self._forms.read(request)
        username = str(form.get("username", "")).strip().lower()[:40]
        code, new = str(form.get("code", "")).strip(), str(form.get("new", ""))
        counts = build_sign_in_keys(username, read_client_address(request), None)
        try:
            if wait := await self._throttle.admit(counts):
                find_draft(request).action = None
                raise Explain("too_many", "console.refused.too_many", minutes=math.ceil(wait / 60))
            await self._check(request, username, code)
            check_new_password(new, str(form.get("again", "")), username)
            await self._set(request, username, code, new)
        except Explain as error:
            return self._show_refusal(request, username, error)
        await self._throttle.forgive(counts)
        return RedirectResponse(f"{PREFIX}/sign-in?welcome=1", 303, headers=HEADERS)

    async def _check(self, request: Request, username: str, code: str) -> None:
        async with self._database.read() as connection:
            known = await find_credentials(connection, username)
            invited = await find_invited(connection, username, fingerprint(code), system_clock())
        note(request, target=f"staff:{username}" if known else None, reason="code")
        if invited is None:
            raise Explain("wrong_code", "console.refused.wrong_invitation")

    async def _set(self, request: Request, username: str, code: str, new: str) -> None:
        hashed = await self._passwords.hash(new)
        async with self._database.begin() as connection:
            known = await find_invited(connection, username, fingerprint(code), system_clock(), lock=True)
            if known is None:
                raise Explain("wrong_code", "console.refused.wrong_invitation")
            await set_password_hash(connection, known.agent.id, hashed)
            draft = find_draft(request)
            draft.actor = known.agent
            draft.details.clear()
            await self._trail.add(connection, request)

    def _show_refusal(self, request: Request, username: str, error: Explain) -> Response:
        text = self._views.render_refusal(error, self._views.language(request))
        status = 429 if error.code == "too_many" else 409
        return self._forms.render_page(request, "welcome.html", status=status, username=username, notice=text)
