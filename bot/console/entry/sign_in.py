"""Signs staff in and out."""

from __future__ import annotations

import math
import secrets
from typing import Any

import structlog
from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from bot.console.client import read_client_address
from bot.console.deps import ConsoleDeps
from bot.console.entry.attempts import find_next_page
from bot.console.entry.sessions import Sessions
from bot.console.page import Page, PageParts
from bot.console.protection.guard import ForgedForm, is_same, read_fields
from bot.console.protection.rules import page
from bot.console.protection.security import (
    HEADERS,
    PREFIX,
    SECOND_STEP_COOKIE,
    SESSION_COOKIE,
    SIGN_IN_COOKIE,
    safe_return,
    set_cookie,
)
from bot.console.trail import find_draft, note
from bot.console.views import Views
from bot.staff.passwords import Passwords
from bot.staff.roles import Permission
from bot.staff.sealing import Seal
from bot.staff.second_step import Codes, is_time_code
from bot.staff.store.agents import Credentials, end_session, find_credentials, find_credentials_by_id
from bot.staff.throttle import build_code_keys, build_sign_in_keys
from bot.web.language import find_requested_language
from foundation.clock import system_clock
from foundation.secrets import fingerprint, make_secret

log = structlog.get_logger()

SIGN_IN_FORM_SECONDS = 3600
SECOND_STEP_SECONDS = 300


class SignInForms:
    """Reads and renders forms for people who are not signed in yet. The same random token is in a
    cookie and in the form, so that forms from other sites are rejected."""

    def __init__(self, deps: ConsoleDeps, views: Views) -> None:
        self._secure = deps.secure_cookies
        self._views = views

    async def read(self, request: Request) -> FormData:
        """Returns the fields of a posted form.

        Raises:
            ForgedForm: the token in the form is missing or differs from that in the cookie.
        """
        form = await read_fields(request, 10, 8 * 1024)
        expected = request.cookies.get(SIGN_IN_COOKIE, "")
        if not expected or not is_same(str(form.get("csrf", "")), expected):
            raise ForgedForm
        return form

    def render_page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        csrf = make_secret()
        page = self._views.render_page(request, template, status=status, csrf=csrf, **values)
        set_cookie(page, SIGN_IN_COOKIE, csrf, seconds=SIGN_IN_FORM_SECONDS, secure=self._secure)
        return page


class SignIn(Page):
    """Serves the sign-in page, the page of the second step, and their forms."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        self._forms = SignInForms(parts.deps, parts.views)
        self._sessions = Sessions(parts.deps, parts.trail)
        self._passwords = Passwords()
        self._codes = Codes(parts.deps.secret_key)
        self._pending = Seal(parts.deps.secret_key, "second step")

    @page("GET", "/sign-in", "sign_in_form", None)
    async def show(self, request: Request) -> Response:
        target = safe_return(request.query_params.get("next"))
        if await self._guard.find(request.cookies.get(SESSION_COOKIE)):
            return RedirectResponse(target, 303, headers=HEADERS)
        return self._show_form(request, target, chosen=find_requested_language(request) or "")

    @page("POST", "/sign-in", "sign_in", None, "session.start")
    async def enter(self, request: Request) -> Response:
        form = await self._forms.read(request)
        target, chosen = safe_return(str(form.get("next", ""))), str(form.get("language", ""))
        username = str(form.get("username", "")).strip().lower()[:40]
        device = self._sessions.device_of(request, username)
        counts = build_sign_in_keys(username, read_client_address(request), device)
        wait = await self._throttle.admit(counts)
        if wait:
            find_draft(request).action = None  # the audit log already has the attempts that led to this limit
            log.warning("sign-in throttled")
            return self._show_form(request, target, 429, username=username, minutes=math.ceil(wait / 60), chosen=chosen)
        known = await self._find_known(username)
        right = await self._passwords.verify(known.password_hash if known else None, str(form.get("password", "")))
        # An unknown name is not logged, because somebody may have typed their password there.
        note(request, target=f"staff:{username}" if known else None, reason="password" if known else "unknown name")
        if known is None or not right:
            return self._show_form(request, target, 401, username=username, refused=True, chosen=chosen)
        find_draft(request).details.clear()
        await self._throttle.forgive(counts)
        if known.totp_secret:
            return self._send_to_second_step(request, known, target, chosen)
        return await self._enter(request, known, "password", target, chosen)

    @page("GET", "/sign-in/code", "second_step_form", None)
    async def show_second_step(self, request: Request) -> Response:
        if self._read_waiting(request) is None:
            return RedirectResponse(f"{PREFIX}/sign-in", 303, headers=HEADERS)
        return self._forms.render_page(request, "second_step.html")

    @page("POST", "/sign-in/code", "second_step", None, "session.start")
    async def second_step(self, request: Request) -> Response:
        form = await self._forms.read(request)
        waiting = self._read_waiting(request)
        known = await self._check_waiting(waiting) if waiting else None
        if waiting is None or known is None or known.totp_secret is None:
            find_draft(request).action = None
            return RedirectResponse(f"{PREFIX}/sign-in", 303, headers=HEADERS)
        code = str(form.get("code", ""))
        device = self._sessions.device_of(request, known.agent.username)
        counts = build_code_keys(known.agent.id, read_client_address(request), device, guessable=is_time_code(code))
        if wait := await self._throttle.admit(counts):
            find_draft(request).action = None
            return self._forms.render_page(request, "second_step.html", status=429, minutes=math.ceil(wait / 60))
        browser, attempt = "known" if device else "unknown", waiting.get("attempt", "")
        note(request, target=f"staff:{known.agent.username}", reason="code", browser=browser, attempt=attempt)
        async with self._deps.database.begin() as connection:
            method = await self._codes.accept(connection, known.agent.id, known.totp_secret, code)
        if method is None:
            return self._forms.render_page(request, "second_step.html", status=401, refused=True)
        find_draft(request).details = {"attempt": attempt}
        await self._throttle.forgive(counts)
        return await self._enter(request, known, method, safe_return(waiting["next"]), waiting["language"])

    @page("POST", "/sign-out", "sign_out", Permission.WORK, "session.end")
    async def leave(self, request: Request) -> Response:
        session, _ = await self._guard.read_form(request)
        async with self._deps.database.begin() as connection:
            await end_session(connection, session.token_hash, system_clock())
            await self._trail.add(connection, request)
        response = RedirectResponse(f"{PREFIX}/sign-in", 303, headers=HEADERS)
        response.delete_cookie(SESSION_COOKIE, path=PREFIX)
        return response

    async def _find_known(self, username: str) -> Credentials | None:
        async with self._deps.database.read() as connection:
            return await find_credentials(connection, username)

    def _send_to_second_step(self, request: Request, known: Credentials, target: str, chosen: str) -> Response:
        """Remembers in an encrypted cookie, for five minutes, that the password was right, and
        redirects to the page of the second step. The cookie becomes invalid when the password
        changes."""
        find_draft(request).action = None
        value = {"agent": known.agent.id, "password": _mark(known), "next": target, "language": chosen}
        # Marks all codes that are tried with this cookie as one attempt.
        value["attempt"] = secrets.token_hex(4)
        response = RedirectResponse(f"{PREFIX}/sign-in/code", 303, headers=HEADERS)
        token, secure = self._pending.seal(value), self._deps.secure_cookies
        set_cookie(response, SECOND_STEP_COOKIE, token, seconds=SECOND_STEP_SECONDS, secure=secure)
        return response

    def _read_waiting(self, request: Request) -> dict[str, Any] | None:
        waiting: dict[str, Any] | None = self._pending.open(
            request.cookies.get(SECOND_STEP_COOKIE), SECOND_STEP_SECONDS
        )
        return waiting

    async def _check_waiting(self, waiting: dict[str, Any]) -> Credentials | None:
        async with self._deps.database.read() as connection:
            known = await find_credentials_by_id(connection, waiting["agent"])
        return known if known and is_same(_mark(known), waiting["password"]) else None

    async def _enter(self, request: Request, known: Credentials, method: str, target: str, chosen: str) -> Response:
        own = find_draft(request).details.get("attempt", "")
        leads = await find_next_page(self._deps, known.agent.username, own, target)
        response = RedirectResponse(leads, 303, headers=HEADERS)
        await self._sessions.begin(request, response, known.agent, method, chosen)
        for name in (SIGN_IN_COOKIE, SECOND_STEP_COOKIE):
            response.delete_cookie(name, path=PREFIX)
        return response

    def _show_form(
        self,
        request: Request,
        target: str,
        status: int = 200,
        *,
        username: str = "",
        refused: bool = False,
        minutes: int = 0,
        chosen: str = "",
    ) -> Response:
        return self._forms.render_page(
            request,
            "sign_in.html",
            status=status,
            target=target,
            username=username,
            refused=refused,
            minutes=minutes,
            chosen=chosen,
            welcomed=request.query_params.get("welcome") == "1",
            provider=self._deps.provider_name,
        )


def _mark(known: Credentials) -> str:
    return fingerprint(known.password_hash or "")[:16]
