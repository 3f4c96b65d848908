"""Renders templates in the reader's language, with the short words and times in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

from babel import dates, numbers, units
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.console.deps import ConsoleDeps
from bot.console.security import HEADERS, PREFIX, THEME_COOKIE, build_policy
from bot.files.links import Reader
from bot.files.store import State
from bot.messages.files import StoredFile
from bot.messages.stored import MessageRow
from bot.rendering.catalogues import locale
from bot.staff.store.agents import StaffSession
from bot.support.store.desk import ConversationLine, SmallPrint
from bot.web.assets import Assets
from bot.web.language import find_preferred_language
from foundation.clock import system_clock
from foundation.errors import Explain
from foundation.languages import LANGUAGES, writing_of
from foundation.secrets import make_secret
from foundation.visible import reveal, visible

INTENT_TERMS = {"nlu_fallback": "console.not_understood"}
"""Maps readings that are not intents of the domain to the term that is shown for them."""

HERE = Path(__file__).parent
THEMES = ("light", "dark")
HUES = 8


@dataclass(frozen=True)
class FileView:
    """Holds a file as the agent sees it. `address` is the page that leads to it. `size` is in words. `preview` is the signed address of a
    picture's preview. `state` says why it may not be opened, and is None if it may."""

    file: StoredFile
    address: str
    size: str
    preview: str | None
    state: str | None


@dataclass(frozen=True)
class MessageView:
    """Holds a message as the agent reads it. `row` is the stored message, with everything that is
    not rendered."""

    row: MessageRow
    rendered: Any
    small: SmallPrint
    files: Sequence[FileView] = ()


class Views:
    """Renders the console's pages, and the parts of them that change."""

    def __init__(self, deps: ConsoleDeps) -> None:
        self._deps = deps
        self.assets = Assets(HERE / "static")
        self._headers = {**HEADERS, "Content-Security-Policy": build_policy(deps.files_url or "")}
        self._environments = {language: self._build_environment(language) for language in LANGUAGES}

    def language(self, request: Request) -> str:
        """Returns the signed-in person's choice, or else the language that the browser prefers."""
        session: StaffSession | None = getattr(request.state, "session", None)
        return session.language if session else find_preferred_language(request)

    def render_page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Returns a whole page. The session is taken from the request."""
        language = self.language(request)
        theme = request.cookies.get(THEME_COOKIE)
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        html = (
            self._environments[language]
            .get_template(template)
            .render(
                session=getattr(request.state, "session", None),
                here=here if request.method == "GET" else PREFIX,
                theme=theme if theme in THEMES else "",
                **values,
            )
        )
        return HTMLResponse(html, status, headers={**self._headers, "Content-Language": writing_of(language).html})

    def render_part(self, language: str, template: str, **values: Any) -> str:
        """Returns a piece of a page."""
        return self._environments[language].get_template(template).render(**values)

    def message(
        self,
        row: MessageRow,
        small: SmallPrint | None,
        session: StaffSession,
        conversation_id: str,
        states: Mapping[str, State],
    ) -> MessageView:
        """Returns a message of the conversation for this reader. `states` holds the state of each
        of its files that still exists."""
        folder = f"{PREFIX}/conversations/{conversation_id}/files"
        files = [self._file(file, f"{folder}/{file['id']}", session, states.get(file["id"])) for file in row.files]
        return MessageView(row, self._deps.renderer.message(row, session.language), small or SmallPrint(), files)

    def sign_preview(self, file: StoredFile, session: StaffSession) -> str | None:
        """Returns the address of a picture's preview for this session."""
        if self._deps.links is None or not file["has_preview"]:
            return None
        return self._deps.links.sign(file["id"], file["name"], Reader("staff", session.token_hash), "preview")

    def _file(self, file: StoredFile, address: str, session: StaffSession, state: State | None) -> FileView:
        size = _render_size(file["bytes"], session.language)
        if state != "received":
            return FileView(file, address, size, None, state or "gone")
        return FileView(file, address, size, self.sign_preview(file, session), None)

    def render_refusal(self, error: Explain, language: str) -> str:
        """Returns the reason why something is not possible."""
        return self._deps.renderer.term(error.term, language, error.values)

    def who(self, line: ConversationLine, language: str) -> str:
        """Returns the name that staff see for the contact."""
        code = line.contact_id[:4].upper()
        _ = self._deps.catalogues.translations(language).gettext
        known = visible(line.contact_name or "").strip() or visible(line.account or "").strip()
        return known or _("Visitor %(code)s") % {"code": code}

    def reason(self, line: ConversationLine, language: str) -> str:
        """Returns the reason why a person is wanted."""
        return self._label(f"handoff.reason.{line.reason or 'other'}", language)

    def label(self, name: str, language: str) -> str:
        """Returns the displayed name of a stored code: the term `console.<name>`."""
        return self._label(f"console.{name}", language)

    def _build_environment(self, language: str) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            finalize=_clean,
        )
        environment.install_gettext_translations(  # type: ignore[attr-defined]
            self._deps.catalogues.translations(language), newstyle=True
        )
        where = locale(language)
        environment.filters["reveal"] = reveal
        environment.filters["language_name"] = lambda code: where.languages.get(code, code)
        environment.globals.update(
            language=language,
            other_languages=[writing_of(code) for code in LANGUAGES if code != language],
            language_choices=_list_language_choices(),
            html_language=writing_of(language).html,
            prefix=PREFIX,
            now=system_clock,
            demo=self._deps.demo,
            once=make_secret,
            asset=lambda name: f"{PREFIX}/assets/{self.assets.version}/{name}",
            who=lambda line: self.who(line, language),
            hue=lambda key: int(key[:4], 16) % HUES,
            label=lambda kind, name: self.label(f"{kind}.{name}", language),
            reason=lambda line: self.reason(line, language),
            intent_name=lambda name: self._label(INTENT_TERMS.get(name, f"intent.{name}"), language),
            address=self._deps.address,
            file_limits=self._deps.files.limits if self._deps.files else None,
            in_words=lambda files: ", ".join(self._deps.renderer.file(file, language) for file in files),
            language_name=lambda code: where.languages.get(code, code),
            percent=lambda share: numbers.format_percent(share, locale=where),
            moment=lambda time: _render_moment(time, language),
            waiting=lambda since: _render_waiting(since, language),
        )
        return environment

    def _label(self, name: str, language: str) -> str:
        """Returns the term with that name, or the last part of the name if the catalogue has none."""
        known = name in self._deps.catalogues.names
        return self._deps.catalogues.sentence(name, language) if known else name.rpartition(".")[2]


def _list_language_choices() -> list[str]:
    """Returns every choice of languages for a member of the staff, as the form sends it: `en`, `zh`,
    `en,zh` and so on, with the preferred language first."""
    counts = range(1, len(LANGUAGES) + 1)
    return [",".join(chosen) for count in counts for chosen in permutations(LANGUAGES, count)]


def _clean(value: Any) -> str:
    """Returns the value without characters that hide words or change their direction. Translated
    sentences that contain somebody's name arrive as markup."""
    if isinstance(value, Markup):
        return Markup(visible(str(value)))  # noqa: S704  nothing is added to what was markup
    return visible(str(value))


def _render_moment(time: dt.datetime, language: str) -> Markup:
    """Returns a moment as markup. The browser converts it to its own time zone."""
    text = dates.format_datetime(time, writing_of(language).short_moment, locale=locale(language))
    return Markup('<time datetime="{}" data-moment>{}</time>').format(time.isoformat(timespec="seconds"), text)


def _render_size(size: int, language: str) -> str:
    """Returns the size of a file in kilobytes or megabytes."""
    unit, value = ("kilobyte", max(1, round(size / 1024))) if size < 1_000_000 else ("megabyte", size / 1024**2)
    return units.format_unit(round(value, 1), f"digital-{unit}", "short", locale=locale(language))


def _render_waiting(since: dt.datetime, language: str) -> Markup:
    """Returns how long ago the moment was, in the largest whole unit. The browser keeps it current."""
    seconds = max(0, int((system_clock() - since).total_seconds()))
    size, unit = next(
        ((size, unit) for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")) if seconds >= size),
        (60, "minute"),
    )
    text = units.format_unit(seconds // size, f"duration-{unit}", "short", locale=locale(language))
    return Markup('<time datetime="{}" data-since>{}</time>').format(since.isoformat(timespec="seconds"), text)
