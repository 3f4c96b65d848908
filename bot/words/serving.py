"""Serves the operator's colours and logo to the pages of the chat and of the console."""

from __future__ import annotations

import base64
from html import escape

from fastapi import APIRouter, Request, Response

from bot.web.static_answers import answer_static
from bot.words.colours import darken, write_styles
from bot.words.words import Words

COLOUR = "#2547a8"
_INITIAL = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="11" fill="#fff"/>'
    '<rect x="2" y="2" width="44" height="44" rx="10" fill="none" stroke="{colour}" stroke-width="4"/>'
    '<text x="24" y="33" font-family="sans-serif" font-size="26" font-weight="700" text-anchor="middle"'
    ' fill="{colour}">{letter}</text></svg>'
)
"""The first letter of a name, on white."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def brand_router(words: Words) -> APIRouter:
    """Routes `/brand/colours.css`, `/brand/logo.png` and `/brand/initial.svg`, which stands for a logo."""
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

    @router.get("/initial.svg")
    async def initial(request: Request) -> Response:
        if not words.initial:
            return Response("Not found", 404, media_type="text/plain", headers=_HEADERS)
        colour = darken(words.find("brand", "brand")["colour"] or COLOUR)
        drawn = _INITIAL.format(colour=colour, letter=escape(words.initial))
        return answer_static(request, drawn.encode(), "image/svg+xml", _HEADERS)

    return router
