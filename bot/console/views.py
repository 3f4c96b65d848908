"""Renders the console's HTML templates in the reader's language."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from typing import Any, Literal

from babel import dates, numbers, units
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup

from bot.console.deps import ConsoleDeps
from bot.console.protection.security import HEADERS, PREFIX, THEME_COOKIE, build_policy
from bot.contacts.language import hear_language
from bot.files.links import Reader
from bot.files.pictures.serving import address_picture
from bot.files.store import State
from bot.marketplace.store import FilePlace
from bot.messages.files import StoredFile
from bot.messages.reply import Value
from bot.messages.stored import MessageRow
from bot.rendering.catalogues import locale
from bot.staff.store.agents import StaffSession
from bot.support.editing import may_edit
from bot.support.search.words import cut_out
from bot.support.store.desk_agents import DeskAgent
from bot.support.store.lines import ConversationLine
from bot.support.store.message_details import MessageDetails
from bot.support.store.views import COUNTED
from bot.web.assets import Assets
from bot.web.language import find_preferred_language
from bot.web.templates import open_templates
from foundation.clock import system_clock
from foundation.errors import Explain
from foundation.languages import LANGUAGES, writing_of
from foundation.secrets import make_secret
from foundation.visible import reveal, visible

INTENT_TERMS = {"nlu_fallback": "console.not_understood"}
"""Maps results of the language understanding that are no intents of the bot to the names of the
texts to show for them."""

CODES = {
    "role": "staff_role",
    "role_before": "staff_role",
    "presence": "presence",
    "method": "method",
    "channel": "channel",
    "skills": "skill",
    "decision": "detail_value",
    "priority": "priority",
    "market": "market_row",
}
"""Maps details of the audit log whose values are codes to the group of texts that name them."""

HERE = Path(__file__).parent
THEMES = ("light", "dark")
HUES = 8
FEW = 8
StaffReader = Literal["staff", "reviewer"]


@dataclass(frozen=True)
class FileView:
    """Describes a file for a console page. `address` is the URL that redirects to the file. `size` is text such as `1.2
    MB`. `preview` is the signed URL of a picture's preview. `state` says why the file cannot be opened, and is None if
    it can. `places` are the orders and requests to which the file belongs."""

    file: StoredFile
    address: str
    size: str
    preview: str | None
    state: str | None
    places: Sequence[FilePlace] = ()


@dataclass(frozen=True)
class MessageView:
    """Describes a message for a console page. `row` is the stored message, `rendered` the message
    in the agent's language, and `small` the small print below it. `before` are the words that it had
    before it was edited."""

    row: MessageRow
    rendered: Any
    small: MessageDetails
    files: Sequence[FileView] = ()
    can_edit: bool = False
    before: Sequence[str] = ()


class Views:
    """Renders the console's pages, and the parts of them that change."""

    def __init__(self, deps: ConsoleDeps) -> None:
        self._deps = deps
        self.assets = Assets(HERE / "static")
        self._headers = {**HEADERS, "Content-Security-Policy": build_policy(deps.files_url or "")}
        self._environments = {language: self._build_environment(language) for language in LANGUAGES}

    def language(self, request: Request) -> str:
        """Returns the language that the signed-in person chose, or else the one that the browser
        prefers."""
        session: StaffSession | None = getattr(request.state, "session", None)
        return session.language if session else find_preferred_language(request)

    def render_page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Returns a whole HTML page from a template, for the session of the request."""
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
        """Returns a part of a page as HTML."""
        return self._environments[language].get_template(template).render(**values)

    def message(
        self,
        row: MessageRow,
        small: MessageDetails | None,
        session: StaffSession,
        conversation_id: str,
        states: Mapping[str, State],
        places: Mapping[str, Sequence[FilePlace]],
        before: Sequence[str] = (),
    ) -> MessageView:
        """Returns a message of the conversation, prepared for the member of this session. `states` maps the id of each
        file that still exists to its state, and `places` to the orders and requests to which it belongs. `before` are
        the message's earlier words."""
        folder = f"{PREFIX}/conversations/{conversation_id}/files"
        files = [
            replace(
                self._file(file, f"{folder}/{file['id']}", session, states.get(file["id"])),
                places=places.get(file["id"], ()),
            )
            for file in row.files
        ]
        rendered = self._deps.renderer.message(row, session.language)
        can_edit = may_edit(row, session.agent, system_clock())
        return MessageView(row, rendered, small or MessageDetails(), files, can_edit, before)

    def sign_preview(self, file: StoredFile, session: StaffSession, kind: StaffReader = "staff") -> str | None:
        """Returns the URL of a picture's preview, signed for this session, or None if the file has
        no preview."""
        if self._deps.links is None or not file["has_preview"]:
            return None
        return self._deps.links.sign(file["id"], file["name"], Reader(kind, session.token_hash), "preview")

    def size(self, size: int, language: str) -> str:
        """Returns the size of a file in words."""
        return _render_size(size, language)

    def _file(self, file: StoredFile, address: str, session: StaffSession, state: State | None) -> FileView:
        size = _render_size(file["bytes"], session.language)
        if state != "received":
            return FileView(file, address, size, None, state or "gone")
        return FileView(file, address, size, self.sign_preview(file, session), None)

    def render_refusal(self, error: Explain, language: str) -> str:
        """Returns the text of an error in this language."""
        return self._deps.renderer.term(error.term, language, error.values)

    def who(self, line: ConversationLine, language: str) -> str:
        """Returns the name that staff see for the contact."""
        code = line.contact_id[:4].upper()
        _ = self._deps.catalogues.translations(language).gettext
        known = visible(line.contact_name or "").strip() or visible(line.account or "").strip()
        return known or _("Visitor %(code)s") % {"code": code}

    def reason(self, line: ConversationLine, language: str) -> str:
        """Returns the text that says why the conversation needs an agent."""
        return self._label(f"handoff.reason.{line.reason or 'other'}", language)

    def label(self, name: str, language: str) -> str:
        """Returns the text to display for a stored code: the term `console.<name>` of the catalogue."""
        return self._label(f"console.{name}", language)

    def detail(self, name: str, value: Any, language: str) -> tuple[str, str]:
        """Returns a detail of an entry in the audit log in words: its name and its value."""
        groups = (f"console.{group}.{name}" for group in ("detail", "market_field", "event_outcome"))
        term = next((one for one in groups if one in self._deps.catalogues.names), None)
        return self._label(term or f"console.table.{name}", language), self._write_detail(name, value, language)

    def _write_detail(self, name: str, value: Any, language: str) -> str:
        """Returns a value of the audit log as text. Codes that have a name are named."""
        if isinstance(value, bool):
            return self._label(f"console.detail_value.{'yes' if value else 'no'}", language)
        if isinstance(value, dict):
            parts = (self.detail(key, inner, language) for key, inner in value.items())
            return ", ".join(f"{key}: {inner}" for key, inner in parts)
        if isinstance(value, list):
            return ", ".join(self._write_detail(name, each, language) for each in value)
        if group := CODES.get(name):
            return ", ".join(self._label(f"console.{group}.{each}", language) for each in str(value).split(","))
        return str(value)

    def _build_environment(self, language: str) -> Environment:
        environment = open_templates(HERE / "templates", self._deps.catalogues.translations(language), _clean)
        where = locale(language)
        environment.filters["reveal"] = reveal
        environment.filters["number"] = lambda value: numbers.format_decimal(value, locale=where)
        environment.filters["sorted_options"] = lambda options: self._sort_options(options, language)
        environment.filters["language_name"] = lambda code: where.languages.get(code, code)
        environment.globals.update(
            language=language,
            other_languages=[writing_of(code) for code in LANGUAGES if code != language],
            language_choices=_list_language_choices(),
            html_language=writing_of(language).html,
            prefix=PREFIX,
            now=system_clock,
            demo=self._deps.demo,
            brand=lambda: self._deps.catalogues.brand(language),
            mark=self._find_mark,
            languages=[writing_of(code) for code in LANGUAGES],
            html_of=lambda code: writing_of(code).html,
            once=make_secret,
            asset=lambda name: f"{PREFIX}/assets/{self.assets.version}/{name}",
            who=lambda line: self.who(line, language),
            hue=lambda key: int(key[:4], 16) % HUES,
            label=lambda kind, name: self.label(f"{kind}.{name}", language),
            reason=lambda line: self.reason(line, language),
            reason_of=lambda name: self._label(f"handoff.reason.{name}", language),
            intent_name=lambda name: self._label(INTENT_TERMS.get(name, f"intent.{name}"), language),
            address=self._deps.address,
            address_picture=address_picture,
            file_limits=self._deps.files.limits if self._deps.files else None,
            in_words=lambda files: ", ".join(self._deps.renderer.file(file, language) for file in files),
            language_name=lambda code: where.languages.get(code, code),
            day_name=lambda day: dates.format_skeleton("MMMd", day, locale=where),
            length=lambda seconds: _render_length(seconds, language),
            cut_out=cut_out,
            weekdays=[where.days["stand-alone"]["abbreviated"][day] for day in range(7)],
            details=lambda known: [self.detail(name, value, language) for name, value in sorted(known.items())],
            clock_time=lambda time: dates.format_datetime(time, "EEE HH:mm", locale=where),
            counted=lambda number: f"{number - 1}+" if number >= COUNTED else str(number),
            fill_facts=lambda text: self._deps.renderer.fill(text, language, {}),
            lang_of=lambda text: _write_lang(text, language),
            named_colleagues=_write_colleagues,
            percent=lambda share: numbers.format_percent(share, locale=where),
            value=lambda given: self._deps.renderer.value(given, language),
            moment=lambda time: _render_moment(time, language),
            waiting=lambda since: _render_waiting(since, language),
        )
        return environment

    def _sort_options(self, options: Sequence[tuple[str, Value]], language: str) -> list[tuple[str, str]]:
        """Returns the options of a choice in words. A long list, such as that of the countries, is sorted."""
        shown = [(code, self._deps.renderer.value(words, language)) for code, words in options]
        return sorted(shown, key=lambda one: (bool(one[0]), one[1].casefold())) if len(shown) > FEW else shown

    def _find_mark(self) -> str:
        """Returns the address of the operator's mark or, if there is none, of the product's logo."""
        own = "" if self._deps.words is None else self._deps.words.mark
        return own or f"{PREFIX}/assets/{self.assets.version}/icon.svg"

    def _label(self, name: str, language: str) -> str:
        """Returns the text of the term with that name, or the last part of the name if the
        catalogue has no such term."""
        known = name in self._deps.catalogues.names
        return self._deps.catalogues.sentence(name, language) if known else name.rpartition(".")[2]


def _write_lang(text: str | None, language: str) -> Markup:
    """Returns the HTML attribute that names the language of a text, or nothing if it is the language of the page. Short
    words and codes have no language of their own."""
    heard = hear_language(text or "")
    if heard not in LANGUAGES or heard == language:
        return Markup("")
    return Markup(' lang="{}"').format(writing_of(heard).html)


def _write_colleagues(colleagues: Sequence[DeskAgent], session: StaffSession) -> str:
    """Returns the colleagues whom a note can name, as JSON for the reply box."""
    return json.dumps(
        [{"username": one.username, "name": one.name} for one in colleagues if one.id != session.agent.id],
        ensure_ascii=False,
    )


def _list_language_choices() -> list[str]:
    """Returns every choice of languages that a staff member may speak, as the form sends it: `en`,
    `zh`, `en,zh` and so on, with the preferred language first."""
    counts = range(1, len(LANGUAGES) + 1)
    return [",".join(chosen) for count in counts for chosen in permutations(LANGUAGES, count)]


def _clean(value: Any) -> str:
    """Returns the value as text, without invisible characters and those that change the direction
    of writing. The result for a `Markup` is a `Markup`, so that translated sentences are not
    escaped twice."""
    if isinstance(value, Markup):
        return Markup(visible(str(value)))  # noqa: S704  only removes characters from what was Markup already
    return visible(str(value))


def _render_moment(time: dt.datetime, language: str) -> Markup:
    """Returns a moment as an HTML `<time>` element, which a script shows in the browser's time zone."""
    text = dates.format_datetime(time, writing_of(language).short_moment, locale=locale(language))
    return Markup('<time datetime="{}" data-moment>{}</time>').format(time.isoformat(timespec="seconds"), text)


def _render_size(size: int, language: str) -> str:
    """Returns the size of a file, given in bytes, as text in kilobytes or megabytes."""
    unit, value = ("kilobyte", max(1, round(size / 1024))) if size < 1_000_000 else ("megabyte", size / 1024**2)
    return units.format_unit(round(value, 1), f"digital-{unit}", "short", locale=locale(language))


def _render_length(seconds: int | None, language: str) -> str:
    """Returns a length of time in seconds as text in seconds, minutes or hours, or a dash."""
    if seconds is None:
        return "–"
    size, unit = next(
        ((size, unit) for size, unit in ((3600, "hour"), (60, "minute")) if seconds >= 2 * size), (1, "second")
    )
    return units.format_unit(round(seconds / size, 1), f"duration-{unit}", "short", locale=locale(language))


def _render_waiting(since: dt.datetime, language: str) -> Markup:
    """Returns how long ago a moment was, in minutes, hours or days, as an HTML `<time>` element
    that a script keeps current."""
    seconds = max(0, int((system_clock() - since).total_seconds()))
    size, unit = next(
        ((size, unit) for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")) if seconds >= size),
        (60, "minute"),
    )
    text = units.format_unit(seconds // size, f"duration-{unit}", "short", locale=locale(language))
    return Markup('<time datetime="{}" data-since>{}</time>').format(since.isoformat(timespec="seconds"), text)
