"""Serves the operator's colours and logo to the pages of the chat and of the console."""

from __future__ import annotations

import base64

from fastapi import APIRouter, Request, Response

from bot.web.static_answers import answer_static
from bot.words.colours import write_styles
from bot.words.words import Words

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def brand_router(words: Words) -> APIRouter:
    """Routes `/brand/colours.css` and `/brand/logo.png`."""
    router = APIRouter(prefix="/brand", include_in_schema=False)

    @router.get("/colours.css")
    async def colours(request: Request) -> Response:
        styles = write_styles(words.find("brand", "brand")["colour"])
        return answer_static(request, styles.encode(), "text/css; charset=utf-8", _HEADERS)

    @router.get("/logo.png")
    async def logo(request: Request) -> Response:
        if not words.logo:
            return Response("Not found", 404, media_type="text/plain", headers=_HEADERS)
        return answer_static(request, base64.b64decode(words.logo), "image/png", _HEADERS)

    return router
