"""Signs staff in with the identity provider (OpenID Connect): sends the browser to the provider,
handles its return, and finds the staff account."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from typing import Any

import structlog
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.console.entry.sessions import Sessions
from bot.console.page import Page, PageParts
from bot.console.protection.guard import is_same
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX, PROVIDER_COOKIE, safe_return, set_cookie
from bot.console.trail import find_draft, note
from bot.staff.provider import Provider, ProviderAway, ProviderRefused
from bot.staff.roles import ROLES
from bot.staff.sealing import Seal
from bot.staff.store.accounts import (
    StaffMember,
    add_member,
    bind_subject,
    change_member,
    find_by_email,
    find_by_subject,
    find_member,
    is_email_taken,
)
from bot.staff.store.agents import Agent
from bot.support.handoff.access import NotFound
from bot.web.language import find_preferred_language, find_requested_language
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import CaravanError
from foundation.secrets import make_secret

log = structlog.get_logger()

WAIT_SECONDS = 600
RETURN_PATH = f"{PREFIX}/provider/return"


class NoAccount(CaravanError):
    """The identity provider knows this person, but the console does not let them in. `kind` is
    `unknown`, `no_role` or `disabled`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class ProviderSignIn(Page):
    """Serves `/console/provider` and `/console/provider/return`. Both addresses answer 404 if no
    identity provider is set."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        self._sessions = Sessions(parts.deps, parts.trail)
        self._waiting = Seal(parts.deps.secret_key, "provider")
        provider, address = parts.deps.provider, parts.deps.address
        self._provider = Provider(provider, address + RETURN_PATH) if provider else None

    @page("GET", "/provider", "provider_start", None)
    async def start(self, request: Request) -> Response:
        provider = self._require_provider()
        try:
            asked = await provider.build_request(make_secret(), make_secret(), secrets.token_urlsafe(48))
        except ProviderAway as error:
            return self._show_failure(request, 503, "away", str(error))
        kept = {
            "state": asked.state,
            "nonce": asked.nonce,
            "verifier": asked.verifier,
            "next": safe_return(request.query_params.get("next")),
            "language": find_requested_language(request) or "",
        }
        response = RedirectResponse(asked.url, 303, headers=HEADERS)
        # The cookie has `SameSite=Lax`, because the browser would not send a strict cookie when the
        # provider's page leads back here.
        set_cookie(
            response,
            PROVIDER_COOKIE,
            self._waiting.seal(kept),
            seconds=WAIT_SECONDS,
            secure=self._deps.secure_cookies,
            same_site="lax",
        )
        return response

    @page("GET", "/provider/return", "provider_return", None, "session.start")
    async def come_back(self, request: Request) -> Response:
        provider = self._require_provider()
        kept = self._waiting.open(request.cookies.get(PROVIDER_COOKIE), WAIT_SECONDS)
        answer = request.query_params
        if not kept or not is_same(answer.get("state", ""), kept["state"]):
            return self._show_failure(request, 403, "expired", "no such attempt")
        note(request, method="oidc")
        if "error" in answer:
            return self._show_failure(request, 403, "refused", answer["error"][:80])
        try:
            await provider.check_issuer(answer.get("iss"))
            claims = await provider.fetch_claims(answer.get("code", ""), kept["nonce"], kept["verifier"])
            async with self._deps.database.begin() as connection:
                agent = await self._find_agent(connection, claims, find_preferred_language(request))
        except ProviderAway as error:
            return self._show_failure(request, 503, "away", str(error))
        except ProviderRefused as error:
            return self._show_failure(request, 403, "refused", str(error))
        except NoAccount as error:
            return self._show_failure(request, 403, error.kind, error.kind)
        return await self._enter(request, agent, kept)

    async def _enter(self, request: Request, agent: Agent, kept: dict[str, Any]) -> Response:
        """Begins the session, and returns a page that leads to the next page by a meta refresh. A
        redirect would not work: the browser would still see the provider's site as the origin of
        the request, and would not send the strict session cookie."""
        page = self._views.render_page(request, "provider_return.html", target=kept["next"], failed="")
        await self._sessions.begin(request, page, agent, "oidc", kept["language"])
        page.delete_cookie(PROVIDER_COOKIE, path=PREFIX)
        return page

    async def _find_agent(self, connection: Connection, claims: dict[str, Any], language: str) -> Agent:
        """Returns the staff account of this person: the account that is bound to the provider's id
        for them, else the account with their verified e-mail address (which is then bound), else a
        new account if the provider gives a role.

        Raises:
            NoAccount: there is no such account, the provider gives no role, or the account is
                disabled.
        """
        settings = self._require_provider().settings
        subject = f"{settings.issuer} {claims['sub']}"
        email = str(claims.get("email", "")).lower() if claims.get("email_verified") is True else ""
        role = find_granted_role(claims.get(settings.role_claim), settings.roles)
        if settings.roles and role is None:
            raise NoAccount("no_role")
        member = await find_by_subject(connection, subject)
        if member is None:
            member = await find_by_email(connection, email) if email else None
            member = member or await self._add_newcomer(connection, claims, email, role, language)
            if member is None:
                raise NoAccount("unknown")
            await bind_subject(connection, member.agent.id, subject)
        if not member.active:
            raise NoAccount("disabled")
        if role and role != member.agent.role:
            await change_member(connection, member.agent.id, role=role)
            return Agent(member.agent.id, member.agent.username, member.agent.name, role, member.agent.languages)
        return member.agent

    async def _add_newcomer(
        self, connection: Connection, claims: dict[str, Any], email: str, role: str | None, language: str
    ) -> StaffMember | None:
        if role is None:
            return None
        wished = str(claims.get("preferred_username") or email or claims["sub"])
        username = await _find_free_username(connection, wished)
        name = str(claims.get("name") or wished).strip()[:80] or username
        free = email and not await is_email_taken(connection, email)
        await add_member(connection, username, name, role, [language], email if free else None, system_clock())
        return await find_member(connection, username, system_clock())

    def _require_provider(self) -> Provider:
        if self._provider is None:
            raise NotFound("provider")
        return self._provider

    def _show_failure(self, request: Request, status: int, kind: str, reason: str) -> Response:
        """Returns a page that says in the person's language why the sign-in failed. The provider's
        own words go only to the log."""
        log.warning("sign-in with the provider failed", kind=kind, reason=reason)
        if find_draft(request).details:
            note(request, reason=kind)
        page = self._views.render_page(request, "provider_return.html", status=status, target="", failed=kind)
        page.delete_cookie(PROVIDER_COOKIE, path=PREFIX)
        return page


def find_granted_role(values: Any, roles: dict[str, str]) -> str | None:
    """Returns the highest role that `roles` assigns to the values of the provider's role claim (a
    list, or words in a string), or None."""
    given: Iterable[Any] = values.split() if isinstance(values, str) else values if isinstance(values, list) else []
    found = {roles[value] for value in given if isinstance(value, str) and value in roles}
    return next((role for role in reversed(ROLES) if role in found), None)


async def _find_free_username(connection: Connection, wished: str) -> str:
    base = re.sub(r"[^a-z0-9._-]", "-", wished.partition("@")[0].lower()).strip("._-")[:30] or "staff"
    for number in range(1, 100):
        username = base if number == 1 else f"{base}-{number}"
        if await find_member(connection, username, system_clock()) is None:
            return username
    return f"{base}-{secrets.token_hex(4)}"
