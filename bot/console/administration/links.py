"""Shows where the account of a conversation's contact is signed in (Telegram chats and web
sessions), and ends such links."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.contacts.store import Contact
from bot.conversation.store.conversations import find_contact_of
from bot.linking.linking import do_end_link, list_links_for
from bot.staff.roles import Permission
from bot.staff.store.agents import Agent
from bot.support.handoff.access import NotFound, access_conversation
from foundation.database.announcing import Connection

TALK = ("conversation", "conversation_id")
"""What the audit log records as the target: its type, and the path parameter that holds its id."""


class LinksPage(Page):
    """Serves the page to everybody who may see the conversation, so that the agent in a
    conversation can sign out a thief of the account."""

    @page("GET", "/conversations/{conversation_id}/links", "links", Permission.WORK, "links.open", TALK)
    async def show(self, request: Request, conversation_id: str) -> Response:
        session = await self._guard.read_session(request)
        async with self._database.read() as connection:
            contact = await _access(connection, conversation_id, session.agent)
            account = contact.account
            links = await list_links_for(connection, account, None, manages_links=True) if account else []
        return self._views.render_page(
            request,
            "links.html",
            conversation_id=conversation_id,
            contact=contact,
            links=links,
            ended=request.query_params.get("ended") == "1",
        )

    @page("POST", "/conversations/{conversation_id}/links/end", "link_end", Permission.WORK, "links.end", TALK)
    async def end(self, request: Request, conversation_id: str) -> Response:
        session, form = await self._guard.read_form(request)
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
    return await find_contact_of(connection, conversation_id)
