"""Where the account of a conversation's contact is signed in: every Telegram chat and session of the web chat, and ending one."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.security import HEADERS, PREFIX
from bot.console.trail import Trail
from bot.console.views import Views
from bot.contacts.store import Contact
from bot.conversation.store.conversations import contact_of
from bot.database.engine import Connection
from bot.linking.linking import do_end_link, links_for
from bot.staff.store.agents import Agent
from bot.support.handoff import NotFound, access_conversation


class LinksPage:
    """For whoever may see the conversation: who has the conversation of a company must be able to end a stolen link of it."""

    def __init__(self, deps: ConsoleDeps, guard: Guard, views: Views, trail: Trail) -> None:
        self._database = deps.database
        self._guard = guard
        self._views = views
        self._trail = trail

    async def show(self, request: Request, conversation_id: str) -> Response:
        session = await self._guard.session(request)
        async with self._database.read() as connection:
            contact = await _access(connection, conversation_id, session.agent)
            account = contact.account
            links = await links_for(connection, account, None, manages_links=True) if account else []
        return self._views.page(
            request,
            "links.html",
            conversation_id=conversation_id,
            contact=contact,
            links=links,
            ended=request.query_params.get("ended") == "1",
        )

    async def end(self, request: Request, conversation_id: str) -> Response:
        session, form = await self._guard.form(request)
        link_id = str(form.get("link", ""))[:32]
        async with self._database.begin() as connection:
            contact = await _access(connection, conversation_id, session.agent)
            link = await do_end_link(connection, link_id, contact.account) if contact.account else None
            if link is None:
                raise NotFound(link_id)
            await self._trail.add(connection, request, contact=link.id, account=link.account, channel=link.channel)
        target = f"{PREFIX}/conversations/{conversation_id}/links?ended=1"
        return RedirectResponse(target, 303, headers=HEADERS)


async def _access(connection: Connection, conversation_id: str, agent: Agent) -> Contact:
    await access_conversation(connection, conversation_id, agent)
    return await contact_of(connection, conversation_id)
