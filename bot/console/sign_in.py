"""Signing in and out."""

from __future__ import annotations

import math

import structlog
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.clock import system_clock
from bot.console.deps import ConsoleDeps
from bot.console.guard import LIFETIME, ForgedForm, Guard, same
from bot.console.passwords import Passwords
from bot.console.security import (
    HEADERS,
    PREFIX,
    SESSION_COOKIE,
    SIGN_IN_COOKIE,
    safe_return,
    set_cookie,
)
from bot.console.throttle import Throttle
from bot.console.views import Views
from bot.identity import fingerprint, new_secret
from bot.storage.staff import Agent, add_session, end_session, find_credentials

log = structlog.get_logger()

WINDOW_SECONDS = 300.0
TRIES_A_USERNAME = 8
TRIES_AN_ADDRESS = 30
SIGN_IN_FORM_SECONDS = 3600


class SignIn:
    """The sign-in page and what it posts to."""

    def __init__(self, deps: ConsoleDeps, guard: Guard, views: Views) -> None:
        self._deps = deps
        self._guard = guard
        self._views = views
        self._passwords = Passwords()
        self._usernames = Throttle(TRIES_A_USERNAME, WINDOW_SECONDS)
        self._addresses = Throttle(TRIES_AN_ADDRESS, WINDOW_SECONDS)

    async def show(self, request: Request) -> Response:
        target = safe_return(request.query_params.get("next"))
        if await self._guard.find(request.cookies.get(SESSION_COOKIE)):
            return RedirectResponse(target, 303, headers=HEADERS)
        return self._form(request, target)

    async def enter(self, request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=10, max_part_size=8 * 1024)
        expected = request.cookies.get(SIGN_IN_COOKIE, "")
        if not expected or not same(str(form.get("csrf", "")), expected):
            raise ForgedForm
        target = safe_return(str(form.get("next", "")))
        username = str(form.get("username", "")).strip().lower()
        wait = self._admit(request, username)
        if wait:
            log.warning("sign-in throttled", username=username)
            return self._form(request, target, status=429, username=username, minutes=math.ceil(wait / 60))
        agent = await self._verify(username, str(form.get("password", "")))
        if agent is None:
            log.warning("sign-in refused", username=username)
            return self._form(request, target, status=401, username=username, refused=True)
        self._usernames.forgive(username)
        return await self._signed_in(agent, target)

    async def leave(self, request: Request) -> Response:
        session, _ = await self._guard.form(request)
        async with self._deps.database.begin() as connection:
            await end_session(connection, session.token_hash, system_clock())
        response = RedirectResponse(f"{PREFIX}/sign-in", 303, headers=HEADERS)
        response.delete_cookie(SESSION_COOKIE, path=PREFIX)
        return response

    def _admit(self, request: Request, username: str) -> float:
        address = request.client.host if request.client else ""
        return max(self._addresses.admit(address), self._usernames.admit(username))

    async def _verify(self, username: str, password: str) -> Agent | None:
        async with self._deps.database.read() as connection:
            known = await find_credentials(connection, username)
        right = await self._passwords.verify(known.password_hash if known else None, password)
        return known.agent if known and right else None

    async def _signed_in(self, agent: Agent, target: str) -> Response:
        secret = new_secret()
        async with self._deps.database.begin() as connection:
            await add_session(connection, agent, fingerprint(secret), new_secret(), system_clock(), LIFETIME)
        log.info("signed in", username=agent.username)
        response = RedirectResponse(target, 303, headers=HEADERS)
        seconds = int(LIFETIME.total_seconds())
        set_cookie(response, SESSION_COOKIE, secret, seconds=seconds, secure=self._deps.secure_cookies)
        response.delete_cookie(SIGN_IN_COOKIE, path=PREFIX)
        return response

    def _form(
        self,
        request: Request,
        target: str,
        *,
        status: int = 200,
        username: str = "",
        refused: bool = False,
        minutes: int = 0,
    ) -> Response:
        csrf = new_secret()
        page = self._views.page(
            request,
            "sign_in.html",
            status=status,
            csrf=csrf,
            target=target,
            username=username,
            refused=refused,
            minutes=minutes,
        )
        set_cookie(page, SIGN_IN_COOKIE, csrf, seconds=SIGN_IN_FORM_SECONDS, secure=self._deps.secure_cookies)
        return page
