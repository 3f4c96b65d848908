"""Serves the console's static files, and answers "not found" for every address that no page of the
console has."""

from __future__ import annotations

from fastapi import Request, Response

from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.staff.roles import Permission
from bot.support.handoff.access import NotFound
from bot.web.static_answers import answer_static

FOREVER = "public, max-age=31536000, immutable"


class FixedPages(Page):
    """Serves static files under URLs that change with the files' content, and answers all other
    URLs with the console's own page "not found"."""

    @page("GET", "/assets/{version}/{name:path}", "asset", None)
    async def asset(self, request: Request, version: str, name: str) -> Response:
        assets = self._views.assets
        found = assets.get(name)
        if found is None:
            raise NotFound(name)
        cache = FOREVER if version == assets.version else "no-cache"
        return answer_static(request, found.body, found.media_type, {**HEADERS, "Cache-Control": cache})

    @page("GET POST PUT PATCH DELETE", "/{path:path}", "nowhere", Permission.WORK)
    async def nowhere(self, request: Request, path: str) -> Response:
        raise NotFound(f"{PREFIX}/{path}")
