"""Serves the console's remaining addresses: its static files, and "not found" for everything else.
These addresses come last."""

from __future__ import annotations

from fastapi import Request, Response

from bot.console.page import Page
from bot.console.rules import page
from bot.console.security import HEADERS
from bot.staff.roles import Permission
from bot.support.handoff import NotFound

FOREVER = "public, max-age=31536000, immutable"


class FixedPages(Page):
    """Serves files under addresses that change with their content, and answers other addresses with
    "not found" in the console's own words."""

    @page("GET", "/assets/{version}/{name:path}", "asset", None)
    async def asset(self, version: str, name: str) -> Response:
        assets = self._views.assets
        found = assets.get(name)
        if found is None:
            raise NotFound(name)
        cache = FOREVER if version == assets.version else "no-cache"
        return Response(found.body, media_type=found.media_type, headers={**HEADERS, "Cache-Control": cache})

    @page("GET POST PUT PATCH DELETE", "/{path:path}", "nowhere", Permission.WORK)
    async def nowhere(self, request: Request) -> Response:
        raise NotFound(request.url.path)
