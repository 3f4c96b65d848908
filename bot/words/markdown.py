"""Turns the Markdown of articles into HTML for pages, and into plain text for chats.

HTML in an article is shown as text, pictures are left out, and links lead to http, https and mail
addresses alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SCHEMES = ("http", "https", "mailto")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")
_MARKDOWN.validateLink = lambda url: urlsplit(url).scheme.lower() in _SCHEMES  # type: ignore[method-assign]


def render_html(text: str) -> str:
    """Returns the text as HTML that is safe to put into a page. Its headings begin at the third
    level, below those of the page."""
    tokens = _MARKDOWN.parse(text)
    for token in _walk(tokens):
        if token.type == "link_open":
            token.attrSet("rel", "nofollow noopener noreferrer")
        if token.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def render_plain(text: str) -> str:
    """Returns the text as it reads in a chat: without marks, lists with bullets or numbers, links
    with their address in brackets."""
    lines: list[str] = []
    counters: list[int | None] = []
    prefix = ""
    for token in _MARKDOWN.parse(text):
        if token.type == "bullet_list_open":
            counters.append(None)
        elif token.type == "ordered_list_open":
            counters.append(int(token.attrGet("start") or 1) - 1)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            counters.pop()
            lines.append("")
        elif token.type == "list_item_open":
            prefix = _number(counters)
        elif token.type == "inline":
            lines.append(prefix + _write_inline(token.children or ()))
            prefix = "  " * len(counters)
        elif token.type in ("fence", "code_block"):
            lines += [token.content.rstrip("\n"), ""]
        elif token.type in ("paragraph_close", "heading_close") and not counters:
            lines.append("")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _number(counters: list[int | None]) -> str:
    last = counters[-1]
    if last is not None:
        counters[-1] = last + 1
    return "  " * (len(counters) - 1) + ("• " if last is None else f"{last + 1}. ")


def _write_inline(tokens: Sequence[Token]) -> str:
    written: list[str] = []
    address, begins = "", 0
    for token in tokens:
        if token.type == "link_open":
            address, begins = str(token.attrGet("href") or ""), len(written)
        elif token.type == "link_close":
            label = "".join(written[begins:])
            written.append("" if label == address else f" ({address})")
        elif token.type in ("softbreak", "hardbreak"):
            written.append("\n")
        else:
            written.append(token.content)
    return "".join(written)


def _walk(tokens: Sequence[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()
