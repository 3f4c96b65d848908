"""Begins a staff session, which is the last step of every way of signing in."""

from __future__ import annotations

from fastapi import Request, Response

from bot.console.client import read_browser_name, read_client_address
from bot.console.deps import ConsoleDeps
from bot.console.protection.guard import LIFETIME
from bot.console.protection.security import DEVICE_COOKIE, SESSION_COOKIE, set_cookie
from bot.console.trail import Trail, find_draft
from bot.staff.sealing import Seal
from bot.staff.store.agents import Agent, NewSession, add_session
from foundation.clock import system_clock
from foundation.languages import LANGUAGES
from foundation.secrets import fingerprint, make_secret

DEVICE_SECONDS = 365 * 86400


class Sessions:
    """Begins sessions for staff who have proved who they are."""

    def __init__(self, deps: ConsoleDeps, trail: Trail) -> None:
        self._deps = deps
        self._trail = trail
        self._devices = Seal(deps.secret_key, "device")

    def device_of(self, request: Request, username: str) -> str | None:
        """Returns the random id of this browser if it was used before to sign in with this
        username, else None."""
        known = self._devices.open(request.cookies.get(DEVICE_COOKIE), DEVICE_SECONDS)
        return str(known["device"]) if known and username in known["names"] else None

    async def begin(self, request: Request, response: Response, agent: Agent, method: str, language: str) -> None:
        """Adds the session to the database and its cookies to the response. `method` is how the
        person signed in, and `language` the language that they chose, or empty."""
        secret = make_secret()
        new = NewSession(
            method=method,
            address=read_client_address(request) or None,
            browser=read_browser_name(request),
            language=language if language in LANGUAGES else None,
        )
        find_draft(request).actor = agent
        async with self._deps.database.begin() as connection:
            await add_session(connection, agent, fingerprint(secret), make_secret(), system_clock(), LIFETIME, new)
            await self._trail.add(connection, request, method=method)
        seconds = int(LIFETIME.total_seconds())
        set_cookie(response, SESSION_COOKIE, secret, seconds=seconds, secure=self._deps.secure_cookies)
        self._remember_device(request, response, agent.username)

    def _remember_device(self, request: Request, response: Response, username: str) -> None:
        known = self._devices.open(request.cookies.get(DEVICE_COOKIE), DEVICE_SECONDS) or {}
        names = [username, *(name for name in known.get("names", []) if name != username)][:5]
        token = self._devices.seal({"device": known.get("device") or make_secret(), "names": names})
        set_cookie(response, DEVICE_COOKIE, token, seconds=DEVICE_SECONDS, secure=self._deps.secure_cookies)
