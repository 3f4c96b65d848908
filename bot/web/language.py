"""Finds the language in which a browser wants a page."""

from __future__ import annotations

import re

from starlette.requests import HTTPConnection

from foundation.languages import LANGUAGES


def find_requested_language(request: HTTPConnection) -> str | None:
    """Returns the language that the URL's query parameter `language` names (variants such as
    `zh-CN` are accepted), or None."""
    asked = request.query_params.get("language", "").lower()
    return next((language for language in LANGUAGES if re.split("[-_]", asked)[0] == language), None)


def find_preferred_language(request: HTTPConnection) -> str:
    """Returns the language that the URL names, else the supported language that the header
    Accept-Language prefers, else English."""
    if asked := find_requested_language(request):
        return asked
    header = request.headers.get("accept-language", "")
    ranked = sorted(_weigh(part) for part in header.split(",") if part.strip())
    return next((name for _, name in ranked if name in LANGUAGES), LANGUAGES[0])


def _weigh(part: str) -> tuple[float, str]:
    tag, _, parameters = part.strip().partition(";")
    match = re.fullmatch(r"\s*q=([01](?:\.\d{1,3})?)\s*", parameters)
    return -float(match[1]) if match else -1.0, tag.split("-")[0].lower()
