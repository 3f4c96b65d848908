"""Lets an agent send content of the bot: the card of an order, request and so on, an article, or the terms of
orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.console.desk.conversation import TALK
from bot.console.desk.trade import is_known, is_theirs
from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.staff.roles import Permission
from bot.support.handoff.access import NotFound, access_conversation, access_own_conversation
from bot.support.sending import do_send
from bot.support.store.lines import read_conversation
from bot.words.sending import Shelf
from foundation.errors import Explain


class Content(Page):
    """Serves the articles beside a conversation, and the buttons that send something."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        words, self._trade = parts.deps.words, parts.deps.trade
        self._words = words
        self._shelf = Shelf(words, parts.deps.renderer) if words else None

    @page(
        "GET",
        "/conversations/{conversation_id}/articles",
        "conversation_articles",
        Permission.WORK,
        "conversation.articles",
        TALK,
    )
    async def articles(self, request: Request, conversation_id: str) -> Response:
        """Returns the HTML of the articles and terms, in the contact's language."""
        session = await self._guard.read_session(request)
        async with self._database.read() as connection:
            await access_conversation(connection, conversation_id, session.agent)
            line = await read_conversation(connection, conversation_id)
        values = {
            "line": line,
            "session": session,
            "articles": self._shelf.list_all(line.language) if self._shelf else [],
            "may_send": is_theirs(line, session.agent),
        }
        return HTMLResponse(self._views.render_part(session.language, "_articles.html", **values), headers=HEADERS)

    @page(
        "POST",
        "/conversations/{conversation_id}/send",
        "conversation_send",
        Permission.WORK,
        "conversation.send",
        TALK,
    )
    async def send(self, request: Request, conversation_id: str) -> Response:
        """Sends the card of the order, request and so on with the `number`, or the article with the name `article`. The
        page's event stream then shows it; a browser without scripts loads the whole page again."""
        session, form = await self._guard.read_form(request)
        number, article = str(form.get("number", "")), str(form.get("article", ""))
        async with self._database.begin() as connection:
            await access_own_conversation(connection, conversation_id, session.agent)
            line = await read_conversation(connection, conversation_id)
        if number and not is_known(line):
            raise Explain("signed_out", "console.refused.signed_out")
        reply = await (self._find_row(line.account or "", number) if number else self._find_article(article))
        async with self._database.begin() as connection:
            message_id = await do_send(
                connection, conversation_id, session.agent, reply, token=str(form.get("once", ""))
            )
            what = {"number": number} if number else {"article": article}
            await self._trail.add(connection, request, message=message_id, **what)
        if request.headers.get("hx-request") == "true":
            return HTMLResponse("", headers=HEADERS)
        return RedirectResponse(f"{PREFIX}/conversations/{conversation_id}", 303, headers=HEADERS)

    async def _find_row(self, account: str, number: str) -> Mapping[str, Any]:
        reply = await self._trade.show(account, number) if self._trade else None
        if reply is None:
            raise NotFound(number)
        return reply

    async def _find_article(self, name: str) -> Mapping[str, Any]:
        reply = self._shelf.build(name) if self._shelf else None
        if reply is None or self._words is None:
            raise NotFound(name)
        return self._words.stamp(reply)
