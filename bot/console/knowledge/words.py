"""Shows the documents with the operator's own texts, each with a preview and its history. Admins can change a document
and take changes back."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from bot.console.deps import ConsoleDeps
from bot.console.knowledge.forms import list_fillers, read_fields, render_preview
from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.queries import read_row_number
from bot.console.trail import note
from bot.staff.roles import Permission
from bot.staff.store.agents import StaffSession
from bot.support.handoff.access import NotFound
from bot.words.documents import FAQ, TEXTS, Content, build_original, is_name, read_document
from bot.words.logo import LARGEST_BYTES, make_logo
from bot.words.store import Version, add_version, find_version, list_documents, list_versions, lock_words
from foundation.clock import system_clock
from foundation.errors import Explain

FIELDS = 40
DOCUMENT = ("words", "document")


class WordsPages(Page):
    """Serves the list of documents, and the page of one document with its forms."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        assert parts.deps.words is not None
        self._words, self._catalogues = parts.deps.words, parts.deps.catalogues

    @classmethod
    def is_on(cls, deps: ConsoleDeps) -> bool:
        return deps.words is not None

    @page("GET", "/words", "words", Permission.WORDS, "words.open")
    async def list(self, request: Request) -> Response:
        async with self._database.read() as connection:
            changed = {(each.kind, each.name): each for each in await list_documents(connection) if each.content}
        return self._views.render_page(request, "words.html", changed=changed, texts=TEXTS)

    @page("GET", "/articles", "articles", Permission.WORDS, "words.open")
    async def list_articles(self, request: Request) -> Response:
        session = await self._guard.read_session(request)
        async with self._database.read() as connection:
            changed = {each.name: each for each in await list_documents(connection) if each.kind == "article"}
        names = [*FAQ, *sorted(name for name, each in changed.items() if name not in FAQ and each.content)]
        articles = [self._describe(name, changed.get(name)) for name in names]
        today = system_clock().date().isoformat()
        return self._views.render_page(
            request, "articles.html", articles=articles, today=today, language_of_reader=session.language
        )

    @page("POST", "/articles", "article_begin", Permission.WORDS, "words.open")
    async def begin_article(self, request: Request) -> Response:
        _, form = await self._guard.read_form(request)
        name = str(form.get("name", "")).strip().lower()
        if not is_name("article", name):
            return RedirectResponse(f"{PREFIX}/articles?bad=1", 303, headers=HEADERS)
        return RedirectResponse(f"{PREFIX}/words/article/{name}", 303, headers=HEADERS)

    @page("GET", "/words/{kind}/{document}", "words_show", Permission.WORDS, "words.open", DOCUMENT)
    async def show(self, request: Request, kind: str, document: str) -> Response:
        return await self._show(request, kind, document)

    @page("POST", "/words/{kind}/{document}", "words_change", Permission.WORDS, "words.change", DOCUMENT)
    async def change(self, request: Request, kind: str, document: str) -> Response:
        _check(kind, document)
        session, form, picture = await self._guard.read_form_with_file(request, "logo", LARGEST_BYTES, FIELDS)
        given = read_fields(form, kind)
        try:
            if kind == "brand":
                given["logo"] = make_logo(picture) if picture else "" if form.get("no_logo") else self._words.logo
            content = {} if form.get("do") == "original" else read_document(self._catalogues, kind, document, given)
            if form.get("do") == "preview":
                return await self._show(request, kind, document, content=content, previews=True)
            await self._save(request, session, form, kind, document, content)
        except Explain as error:
            note(request, reason=error.code, document=document)
            return await self._show(request, kind, document, content=given, error=error)
        return RedirectResponse(f"{PREFIX}/words/{kind}/{document}?saved=1", 303, headers=HEADERS)

    @page("POST", "/words/{kind}/{document}/restore", "words_restore", Permission.WORDS, "words.restore", DOCUMENT)
    async def restore(self, request: Request, kind: str, document: str) -> Response:
        _check(kind, document)
        session, form = await self._guard.read_form(request)
        number = read_row_number(str(form.get("restored", ""))) or 0
        try:
            async with self._database.read() as connection:
                found = await find_version(connection, kind, document, number)
            if found is None:
                raise NotFound(f"{kind} {document} {number}")
            await self._save(request, session, form, kind, document, found.content)
        except Explain as error:
            note(request, reason=error.code, document=document)
            return await self._show(request, kind, document, error=error)
        return RedirectResponse(f"{PREFIX}/words/{kind}/{document}?saved=1", 303, headers=HEADERS)

    async def _save(
        self, request: Request, session: StaffSession, form: FormData, kind: str, name: str, content: Content
    ) -> None:
        """Stores a new version, unless somebody else has stored one since the page was shown. When this method returns,
        the new version is in use.

        Raises:
            Explain: somebody else has changed the document.
        """
        known = read_row_number(str(form.get("version", ""))) or 0
        async with self._database.begin() as connection:
            await lock_words(connection)
            newest = await list_versions(connection, kind, name, 1)
            if known != (newest[0].id if newest else 0):
                raise Explain("changed", "words.refused.changed")
            version = await add_version(connection, kind, name, content, session.agent.id, system_clock())
            await self._trail.add(connection, request, document=name, version=version)
        await self._words.refresh()

    async def _show(
        self,
        request: Request,
        kind: str,
        name: str,
        *,
        content: dict[str, Any] | None = None,
        error: Explain | None = None,
        previews: bool = False,
    ) -> Response:
        _check(kind, name)
        session = await self._guard.read_session(request)
        async with self._database.read() as connection:
            versions = await list_versions(connection, kind, name)
        original = build_original(self._catalogues, kind, name)
        stored = (versions[0].content if versions else {}) or original
        shown = {**original, **(content if content is not None else stored)}
        return self._views.render_page(
            request,
            "words_edit.html",
            status=422 if error else 200,
            kind=kind,
            name=name,
            content=shown,
            version=versions[0].id if versions else 0,
            versions=versions,
            is_own=bool(versions and versions[0].content),
            is_new=kind == "article" and name not in FAQ,
            lacks=error is not None and error.term == "words.refused.missing",
            fillers=list_fillers(kind, original),
            preview=render_preview(self._deps.renderer, kind, content if previews and content else stored),
            previews=previews,
            notice=self._views.render_refusal(error, session.language) if error else "",
            saved=request.query_params.get("saved") == "1",
        )

    def _describe(self, name: str, version: Version | None) -> dict[str, Any]:
        own = version.content if version and version.content else None
        return {
            "name": name,
            "is_own": own is not None,
            "at": version.created_at if version else None,
            **(own or build_original(self._catalogues, "article", name)),
        }


def _check(kind: str, name: str) -> None:
    """Raises NotFound if there is no such document."""
    if not is_name(kind, name):
        raise NotFound(f"{kind} {name}")
