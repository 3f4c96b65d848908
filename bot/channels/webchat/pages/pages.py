"""Serves the pages of the web chat: the storefront (demo only), the full-page and the embedded
chat, and the account page. Also serves the widget's script, and the translated texts and static
files of the pages.

The WebSocket of the chat is served by bot/channels/webchat/channel.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.channels.channel import StorefrontAccount
from bot.channels.webchat.pages.making import make_assets
from bot.channels.webchat.pages.security import COMMON_HEADERS, build_content_security_policy, check_origins
from bot.files.limits import FileLimits
from bot.web.assets import Assets
from bot.web.bundles import shrink_script
from bot.web.language import find_preferred_language, find_requested_language
from bot.web.static_answers import answer_static
from bot.web.templates import open_templates
from foundation.languages import LANGUAGES, writing_of

HERE = Path(__file__).parent
FILE_LIMITS = FileLimits()
LABELS_MARK = "/* labels */ {}"
FOREVER = "public, max-age=31536000, immutable"

OTHER_PAGES = ("widget.store.", "widget.account.", "widget.account_page.", "widget.launcher.")
LATER_STRINGS = tuple(
    f"widget.{name}"
    for name in (
        "card",
        "comparison",
        "discard",
        "error",
        "feedback",
        "files",
        "form",
        "jump",
        "menu.devices",
        "menu.home",
        "menu.new",
        "menu.notify",
        "menu.request",
        "menu.sound",
        "menu.telegram",
        "menu.transcript",
        "new",
        "notify",
        "offline",
        "old_unsent",
        "queue",
        "reconnecting",
        "retry",
        "session_ended",
        "sign_in",
        "slow",
        "suggestion",
        "telegram",
        "transcript",
        "typing",
        "welcome",
    )
)
"""The beginnings of the names of texts that the chat does not need for its first message."""

Strings = Callable[[str], Mapping[str, str]]
"""A function that takes a language code and returns the translated texts of the web chat, by keys
such as `widget.launcher.open`."""


@cache
def _load_assets() -> Assets:
    """Returns the scripts, style sheets and pictures of the pages, which are made once in a process."""
    return Assets(HERE.parent / "static", make_assets(HERE.parent / "static"))


class Pages:
    """Renders the pages that `pages_router` routes to."""

    def __init__(
        self,
        *,
        demo: bool,
        demo_accounts: Sequence[StorefrontAccount],
        strings: Strings,
        frame_origins: Sequence[str],
        telegram_on: Callable[[], bool],
        identity_url: str | None,
        console_url: str,
        file_limits: FileLimits,
        files_url: str | None,
        find_mark: Callable[[], str],
    ) -> None:
        self._find_mark = find_mark
        self._demo = demo
        self._accounts = {account.account: account for account in demo_accounts} if demo else {}
        self._strings = strings
        self._origins = check_origins(frame_origins)
        self._telegram_on = telegram_on
        self._identity_url = identity_url
        self._console_url = console_url
        self._file_limits = file_limits
        self._files_origins = check_origins([files_url] if files_url else [])
        self._assets = _load_assets()
        self._templates = open_templates(HERE / "templates")

    def storefront(self, request: Request) -> Response:
        if not self._demo:
            return RedirectResponse("/chat" + (f"?{request.url.query}" if request.url.query else ""))
        chosen = self._accounts.get(request.query_params.get("as", ""))
        html = self._render(
            "storefront.html",
            request,
            find_preferred_language(request),
            accounts=list(self._accounts.values()),
            chosen=chosen,
            telegram_on=self._telegram_on(),
            console_url=self._console_url,
        )
        return self._page(request, html)

    def chat(self, request: Request) -> Response:
        embedded = request.query_params.get("embed") == "1"
        chosen = self._accounts.get(request.query_params.get("as", ""))
        language = find_preferred_language(request)
        config = {
            "embedded": embedded,
            "demo": self._demo,
            "language": find_requested_language(request),
            "guessedLanguage": language,
            "strings": {
                key: text for key, text in self._chat_terms(language).items() if not key.startswith(LATER_STRINGS)
            },
            "languages": [_describe_language(code) for code in LANGUAGES],
            "origins": self._origins,
            "identityUrl": self._identity_address(chosen),
            "homeUrl": "/" if self._demo and not embedded else None,
            "telegramOn": self._telegram_on(),
            "logo": self._find_mark() or None,
            "files": {"megabytes": self._file_limits.megabytes, "count": self._file_limits.per_message},
        }
        html = self._render("chat.html", request, language, config=config, embedded=embedded)
        return self._page(request, html, embeddable=embedded)

    def account(self, request: Request) -> Response:
        """Serves the page that shows where people are signed in to an account. The requests that
        this page sends are answered by bot/channels/webchat/pages/account.py."""
        chosen = self._accounts.get(request.query_params.get("as", ""))
        language = find_preferred_language(request)
        prefix = "widget.account_page."
        labels = {
            key.removeprefix(prefix): text for key, text in self._strings(language).items() if key.startswith(prefix)
        }
        config = {
            "identityUrl": self._identity_address(chosen),
            "language": language,
            "locale": writing_of(language).browser,
            "telegramOn": self._telegram_on(),
            "labels": labels,
        }
        html = self._render("account.html", request, language, config=config, demo=self._demo, chosen=chosen)
        return self._page(request, html)

    def _identity_address(self, chosen: StorefrontAccount | None) -> str | None:
        return f"/demo/identity/{chosen.account}" if chosen else self._identity_url

    def widget(self, request: Request) -> Response:
        """Serves the script that shows the chat button on a merchant's page. The script includes
        its few labels, so that the merchant's security policy need not let it fetch anything."""
        source = self._assets.get("widget.js")
        assert source is not None
        labels = {language: self._launcher_labels(language) for language in LANGUAGES}
        script = source.body.decode().replace(LABELS_MARK, json.dumps(labels, ensure_ascii=True, sort_keys=True))
        headers = {
            **COMMON_HEADERS,
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": "public, max-age=300",
        }
        return answer_static(request, shrink_script(script).encode(), "text/javascript; charset=utf-8", headers)

    def _launcher_labels(self, language: str) -> dict[str, str]:
        prefix = "widget.launcher."
        terms = self._strings(language)
        return {key.removeprefix(prefix): text for key, text in terms.items() if key.startswith(prefix)}

    def _chat_terms(self, language: str) -> dict[str, str]:
        return {key: text for key, text in self._strings(language).items() if not key.startswith(OTHER_PAGES)}

    def strings(self, request: Request) -> Response:
        language = find_preferred_language(request)
        terms = self._chat_terms(language)
        headers = {
            **COMMON_HEADERS,
            "Content-Language": language,
            "Cache-Control": "no-cache",
            "Vary": "Accept-Language",
        }
        body = json.dumps(terms, ensure_ascii=False, separators=(",", ":")).encode()
        return answer_static(request, body, "application/json", headers)

    def asset(self, request: Request, version: str, name: str) -> Response:
        found = self._assets.get(name)
        if found is None:
            return Response("Not found", status_code=404, media_type="text/plain", headers=COMMON_HEADERS)
        cache = FOREVER if version == self._assets.version else "no-cache"
        headers = {**COMMON_HEADERS, "Cache-Control": cache, "Cross-Origin-Resource-Policy": "same-origin"}
        return answer_static(request, found.body, found.media_type, headers)

    def _render(self, template: str, request: Request, language: str, **values: Any) -> str:
        terms = self._strings(language)
        query = dict(request.query_params)

        def address(**changes: str | None) -> str:
            kept = {key: value for key, value in {**query, **changes}.items() if value}
            return request.url.path + (f"?{urlencode(kept)}" if kept else "")

        return self._templates.get_template(template).render(
            t=lambda key: terms.get(f"widget.{key}", key),
            text=lambda value: terms.get(value, value),
            asset=lambda name: f"/chat/assets/{self._assets.version}/{name}",
            icon=self._find_mark() or f"/chat/assets/{self._assets.version}/art/icon.svg",
            address=address,
            language=language,
            languages=[writing_of(code) for code in LANGUAGES],
            html_language=writing_of(language).html,
            **values,
        )

    def _page(self, request: Request, html: str, *, embeddable: bool = False) -> Response:
        connect = []
        if self._identity_url and (outside := urlsplit(self._identity_url)).netloc:
            connect = list(check_origins([f"{outside.scheme}://{outside.netloc}"]))
        policy = build_content_security_policy(
            request.headers.get("host", ""),
            connect=connect,
            images=self._files_origins,
            frame_ancestors=("'self'", *self._origins) if embeddable else (),
        )
        headers = {
            **COMMON_HEADERS,
            "Content-Security-Policy": policy,
            "Cache-Control": "no-cache",
            "Vary": "Accept-Language",
        }
        if not embeddable:
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
        # The pages hold no secret, so they may be compressed.
        return answer_static(request, html.encode(), "text/html; charset=utf-8", headers)


def _describe_language(code: str) -> dict[str, str]:
    """Returns what the chat's scripts need to know about a language: its codes for HTML and for the
    browser, and its short name."""
    language = writing_of(code)
    return {"code": code, "html": language.html, "locale": language.browser, "label": language.short_name}


def pages_router(
    *,
    demo: bool,
    strings: Strings,
    demo_accounts: Sequence[StorefrontAccount] = (),
    frame_origins: Sequence[str] = (),
    telegram_on: Callable[[], bool] = lambda: False,
    identity_url: str | None = None,
    console_url: str = "/console",
    file_limits: FileLimits = FILE_LIMITS,
    files_url: str | None = None,
    find_mark: Callable[[], str] = str,
) -> APIRouter:
    """Routes `/`, `/account`, `/chat`, `/chat/strings`, `/chat/assets/…` and `/widget.js`.

    Args:
        demo: whether to serve the storefront at `/` and to let `/chat?as=<account>` sign in.
            Outside the demo, `/` leads to `/chat`.
        strings: returns the translated `widget.*` terms of a language.
        demo_accounts: the accounts that a visitor of the storefront can choose. The storefront gets
            their identities from `GET /demo/identity/<account>`.
        frame_origins: the origins that may frame the chat besides this one (`WEBCHAT_ORIGINS`).
        telegram_on: returns whether "continue on Telegram" (`POST /demo/telegram-link`) works now.
        identity_url: the merchant's URL from which the full-page chat fetches a signed identity,
            outside the demo.
        console_url: the staff console, to which the storefront links.
        file_limits: how large files may be, and how many a message may have. The chat's script
            checks these limits before an upload.
        files_url: the origin that serves files, if it is not the gateway's own.
        find_mark: returns the address of the operator's mark, or an empty string.

    Raises:
        ValueError: an origin is malformed.
    """
    pages = Pages(
        demo=demo,
        demo_accounts=demo_accounts,
        strings=strings,
        frame_origins=frame_origins,
        telegram_on=telegram_on,
        identity_url=identity_url,
        console_url=console_url,
        file_limits=file_limits,
        files_url=files_url,
        find_mark=find_mark,
    )
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/", pages.storefront, methods=["GET"])
    router.add_api_route("/chat", pages.chat, methods=["GET"])
    router.add_api_route("/account", pages.account, methods=["GET"])
    router.add_api_route("/chat/strings", pages.strings, methods=["GET"])
    router.add_api_route("/chat/assets/{version}/{name:path}", pages.asset, methods=["GET"])
    router.add_api_route("/widget.js", pages.widget, methods=["GET"])
    return router
