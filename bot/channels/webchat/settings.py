"""Defines the settings of the web chat (docs/embed.md)."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from bot.channels.settings import ChannelSettings


def _read_origins(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return [origin.strip().rstrip("/") for origin in value.split(",") if origin.strip()]


def _check_origins(value: list[str]) -> list[str]:
    if not all(re.fullmatch(r"https?://[^\s/?#;,]+", origin) for origin in value):
        raise ValueError("must be scheme://host[:port], several with commas")
    return value


def _check_page_address(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s/?#;,]+(/[^\s;,]*)?|/[^\s;,/][^\s;,]*", value):
        raise ValueError("must be an http(s) address, or a path on this host")
    return value


Origins = Annotated[list[str], NoDecode, BeforeValidator(_read_origins), AfterValidator(_check_origins)]
PageAddress = Annotated[str, AfterValidator(_check_page_address)]
"""The address of a page, elsewhere or on this host."""


class WebChatSettings(ChannelSettings):
    """Holds the settings of the web chat."""

    webchat_origins: Origins = Field(default_factory=list)
    """The origins of the pages that may embed the chat."""
    webchat_identity_url: PageAddress | None = None
    """The URL from which the gateway's own chat page fetches the signed identity of the person who
    is signed in at the marketplace."""
    sockets_per_address: int = Field(200, ge=1)
    """How many chats may be open from one IP address."""
