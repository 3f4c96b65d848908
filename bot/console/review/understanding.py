"""Shows messages that the bot did not understand, in groups of similar ones, for supervisors to
label with the right intent (docs/understanding-loop.md)."""

from __future__ import annotations

import asyncio

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.staff.roles import Permission
from bot.understanding.groups import group_messages
from bot.understanding.labels import list_labels
from bot.understanding.store import (
    IGNORED,
    count_by_label,
    do_label,
    list_agent_answers,
    list_questions,
    list_unlabelled,
)
from bot.words.drafting import draft_article
from bot.words.store import add_version, list_versions, lock_words
from foundation.clock import system_clock

NEWEST = 500
GROUPS = 20
MEMBERS = 12
"""How many messages of a group are shown, and labelled, at once. The other messages of the group are shown once the
first ones have a label."""


class Understanding(Page):
    """Serves the page of messages that were not understood, and the form of each group on the page."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        self._catalogues = parts.deps.catalogues
        self._labels = list_labels(parts.deps.catalogues)

    @page("GET", "/understanding", "understanding", Permission.LABEL, "understanding.open")
    async def show(self, request: Request) -> Response:
        await self._guard.read_session(request)
        async with self._database.read() as connection:
            messages = await list_unlabelled(connection, NEWEST)
            counts = await count_by_label(connection)
        groups = await asyncio.to_thread(group_messages, messages)
        return self._views.render_page(
            request,
            "understanding.html",
            groups=groups[:GROUPS],
            shown=MEMBERS,
            waiting=counts.get(None, 0),
            learnable=sum(count for label, count in counts.items() if label not in (None, IGNORED)),
            choices=self._choices(self._views.language(request)),
        )

    @page("POST", "/understanding", "understanding_label", Permission.LABEL, "understanding.label")
    async def label(self, request: Request) -> Response:
        session, form = await self._guard.read_form(request)
        label, ids = str(form.get("label", "")), _ids(form)
        if label in self._labels and ids:
            async with self._database.begin() as connection:
                await do_label(connection, ids, label, session.agent.id, system_clock())
                await self._trail.add(connection, request, label=label, messages=len(ids))
        return RedirectResponse(f"{PREFIX}/understanding", 303, headers=HEADERS)

    @page("POST", "/understanding/draft", "understanding_draft", Permission.WORDS, "understanding.draft")
    async def draft(self, request: Request) -> Response:
        """Drafts an article from a group and what agents answered, for an admin to write and publish."""
        session, form = await self._guard.read_form(request)
        async with self._database.begin() as connection:
            ids = _ids(form)[:MEMBERS]
            asked = await list_questions(connection, ids)
            if not asked:
                return RedirectResponse(f"{PREFIX}/understanding", 303, headers=HEADERS)
            name, article = draft_article(min(ids), asked, await list_agent_answers(connection, ids))
            await lock_words(connection)
            if not await list_versions(connection, "article", name, 1):
                await add_version(connection, "article", name, article, session.agent.id, system_clock())
            await self._trail.add(connection, request, document=name)
        if self._deps.words is not None:
            await self._deps.words.refresh()
        return RedirectResponse(f"{PREFIX}/words/article/{name}", 303, headers=HEADERS)

    def _choices(self, language: str) -> list[tuple[str, str]]:
        """Returns every label with its displayed name, sorted by that name. The label "ignored"
        comes last."""
        names = [(name, self._catalogues.sentence(f"intent.{name}", language)) for name in self._labels[:-1]]
        return [*sorted(names, key=lambda choice: choice[1]), (IGNORED, self._views.label("label.ignored", language))]


def _ids(form: FormData) -> list[int]:
    return [int(str(value)) for value in form.getlist("id") if str(value).isdecimal() and len(str(value)) <= 18]
