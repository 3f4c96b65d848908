"""Answers the requests of the account page (`/account`). The page lists the links of an account:
which people are signed in to it, and on which channel. The page can also end a link, which signs
that person out on that channel.

A request is authenticated by an identity, a token that the marketplace signed for the person:
`Authorization: Bearer <identity>`. The token's id (`jti`) is bound to the first page that presents
it, by 128 random bits that the page keeps in memory (`X-Caravan-Page`). There is no cookie, so
another site cannot forge a request.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from bot.channels.channel import Invitation
from bot.channels.webchat.pages.security import COMMON_HEADERS
from bot.contacts.identity import Identity, verify_identity
from bot.contacts.store import claim_identity
from bot.conversation.limits import Limits
from bot.linking.linking import end_link, issue_link_code, list_links_for
from bot.linking.store.links import Link
from bot.messages.channels import WEBCHAT
from bot.rendering.renderer import Renderer
from foundation.database.announcing import Database
from foundation.errors import Explain
from foundation.languages import LANGUAGES
from foundation.secrets import fingerprint
from foundation.visible import visible

PAGE_HEADER = "x-caravan-page"
_PAGE = re.compile(r"[A-Za-z0-9_-]{22,64}")
_STATUS = {"link_not_found": 404, "unavailable": 503, "rate_limited": 429}
REFUSED = Explain("identity_refused", "gateway.page_refused")


class Account:
    """Answers the requests of the account page."""

    def __init__(
        self,
        database: Database,
        renderer: Renderer,
        identity_keys: dict[str, str],
        invitation: Callable[[], Invitation | None],
        limits: Limits,
    ) -> None:
        self._database = database
        self._renderer = renderer
        self._keys = identity_keys
        self._invitation = invitation
        self._limits = limits

    async def links(self, request: Request) -> JSONResponse:
        """Answers `GET /account/links` with the channels on which people are signed in to the
        account, as far as this person may see them."""
        try:
            who = await self._identify(request)
        except Explain as problem:
            return self._build_refusal(request, problem)
        async with self._database.read() as connection:
            found = await list_links_for(connection, who.account, who.person, who.manages_links)
        return self._say(
            {"company": visible(who.company or who.account), "links": [_build_link(link, who) for link in found]}
        )

    async def end(self, request: Request, link_id: str) -> JSONResponse:
        """Answers `DELETE /account/links/<id>`: signs the person of this link out on its channel at
        once."""
        try:
            who = await self._identify(request)
            by = who.account, who.person, who.manages_links
            if await end_link(self._database, link_id, *by, name=who.name) is None:
                raise Explain("link_not_found", "gateway.link_not_found")
        except Explain as problem:
            return self._build_refusal(request, problem)
        return self._say({"ended": link_id})

    async def end_others(self, request: Request) -> JSONResponse:
        """Answers `DELETE /account/links`: ends every link that this person may end, except their own
        web chat, from which they came. Each is ended in a transaction of its own, so that two people
        who sign each other out cannot deadlock."""
        try:
            who = await self._identify(request)
        except Explain as problem:
            return self._build_refusal(request, problem)
        by = who.account, who.person, who.manages_links
        async with self._database.read() as connection:
            found = await list_links_for(connection, *by)
        others = [link for link in found if not _is_own_chat(link, who)]
        ended = [link.id for link in others if await end_link(self._database, link.id, *by, name=who.name)]
        return self._say({"ended": ended})

    async def telegram_link(self, request: Request) -> JSONResponse:
        """Answers `POST /account/telegram-link` with a link that opens the Telegram bot and signs
        the person in there. The link works once, for ten minutes."""
        try:
            who = await self._identify(request)
            invitation = self._invitation()
            if invitation is None:
                raise Explain("unavailable", "gateway.telegram_off")
        except Explain as problem:
            return self._build_refusal(request, problem)
        async with self._database.begin() as connection:
            code = await issue_link_code(connection, who, _find_language(request))
        return self._say({**invitation.with_code(code)})

    async def _identify(self, request: Request) -> Identity:
        """Returns the verified person who sends the request. The request counts against the limits
        like a message of their account.

        Raises:
            Explain: the code is `identity_refused`, `identity_expired` or `rate_limited`.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        page = request.headers.get(PAGE_HEADER, "")
        if scheme.lower() != "bearer" or not _PAGE.fullmatch(page):
            raise REFUSED
        try:
            identity = verify_identity(token.strip(), self._keys)
        except Explain as problem:
            raise Explain(problem.code, REFUSED.term) from problem
        address = request.client.host if request.client else None
        if wait := await self._limits.message(None, identity.account, address):
            raise Explain("rate_limited", "gateway.page_too_fast", wait=wait)
        async with self._database.begin() as connection:
            if not await claim_identity(connection, identity, fingerprint(f"page {page}")):
                raise REFUSED
        return identity

    def _build_refusal(self, request: Request, problem: Explain) -> JSONResponse:
        text = self._renderer.term(problem.term, _find_language(request), problem.values)
        response = self._say({"error": problem.code, "text": text}, _STATUS.get(problem.code, 401))
        if "wait" in problem.values:
            response.headers["Retry-After"] = str(math.ceil(problem.values["wait"]))
        return response

    @staticmethod
    def _say(body: dict[str, Any], status: int = 200) -> JSONResponse:
        return JSONResponse(body, status, headers={**COMMON_HEADERS, "Cache-Control": "no-store"})


def account_router(account: Account) -> APIRouter:
    router = APIRouter(prefix="/account", include_in_schema=False)
    router.add_api_route("/links", account.links, methods=["GET"])
    router.add_api_route("/links", account.end_others, methods=["DELETE"])
    router.add_api_route("/links/{link_id}", account.end, methods=["DELETE"])
    router.add_api_route("/telegram-link", account.telegram_link, methods=["POST"])
    return router


def _find_language(request: Request) -> str:
    asked = request.query_params.get("language", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _is_own_chat(link: Link, who: Identity) -> bool:
    return link.channel == WEBCHAT.name and link.person == who.person


def _build_link(link: Link, who: Identity) -> dict[str, Any]:
    return {
        "id": link.id,
        "channel": link.channel,
        "name": link.name and visible(link.name),
        "own": link.person == who.person,
        "own_chat": _is_own_chat(link, who),
        "since": link.since.isoformat(timespec="seconds"),
        "last_active": link.last_active.isoformat(timespec="seconds"),
    }
