"""Shows a contact's orders, requests, quotations, claims, samples and questions beside the conversation, and lets staff
act in the contact's name: a form, a page that shows what would change, and the act itself, once."""

from __future__ import annotations

from dataclasses import replace

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from bot.console.deps import ConsoleDeps
from bot.console.desk.conversation import TALK
from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.queries import read_goods
from bot.console.trail import note
from bot.conversation.store.buttons import list_meant
from bot.conversation.store.messages import list_messages
from bot.marketplace.staff.desk import ActForm, ActWish, TradeRow, find_numbers, find_tokens, name_listings
from bot.staff.acts import ACTS
from bot.staff.roles import Permission
from bot.staff.store.agents import Agent, StaffSession
from bot.support.handoff.access import NotFound, access_conversation, access_own_conversation
from bot.support.store.lines import ConversationLine, read_conversation
from foundation.clock import system_clock
from foundation.errors import Explain, Retry

READ = 200
"""How many of the last messages are searched for numbers of orders and the like."""
MOST_FIELDS = 24
LONGEST_KEY = 64


class Trade(Page):
    """Serves the rows beside a conversation, and the two pages of an act in the contact's name."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        assert parts.deps.trade is not None
        self._trade = parts.deps.trade

    @classmethod
    def is_on(cls, deps: ConsoleDeps) -> bool:
        return deps.trade is not None

    @page("GET", "/conversations/{conversation_id}/rows", "trade_rows", Permission.WORK, "conversation.rows", TALK)
    async def rows(self, request: Request, conversation_id: str) -> Response:
        """Returns the HTML of the orders, requests and so on, which the page of the conversation loads beside the
        transcript, and of the goods for which the agent has searched."""
        session = await self._guard.read_session(request)
        async with self._database.read() as connection:
            await access_conversation(connection, conversation_id, session.agent)
            line = await read_conversation(connection, conversation_id)
            messages = await list_messages(connection, conversation_id, before=None, limit=READ)
            shown = await list_meant(connection, conversation_id, find_tokens(messages), "product_id")
        values = {
            "line": line,
            "session": session,
            "rows": [],
            "away": False,
            "known": is_known(line),
            "goods": read_goods(request),
            "may_act": is_theirs(line, session.agent),
        }
        if is_known(line):
            try:
                numbers = [*find_numbers(messages), *name_listings(shown)]
                found = await self._trade.list_rows(line.account or "", numbers, read_goods(request))
                values["rows"] = [keep_allowed(row, session.agent) for row in found]
            except Retry:
                values["away"] = True
        return HTMLResponse(self._views.render_part(session.language, "_rows.html", **values), headers=HEADERS)

    @page("GET", "/conversations/{conversation_id}/acts/{act}/{number}", "trade_form", Permission.ACT, "act.open", TALK)
    async def form(self, request: Request, conversation_id: str, act: str, number: str) -> Response:
        session = await self._guard.read_session(request)
        wish = await self._read_wish(request, session, conversation_id, act, number)
        form = await self._trade.preview(wish, is_filled=False)
        return self._show(request, conversation_id, wish, form, step="form")

    @page("POST", "/conversations/{conversation_id}/acts/{act}/{number}", "trade_act", Permission.ACT, "act.do", TALK)
    async def act(self, request: Request, conversation_id: str, act: str, number: str) -> Response:
        """Shows what the act would change, and with `sure` carries it out, once for each form."""
        session, given = await self._guard.read_form(request, MOST_FIELDS)
        wish = await self._read_wish(request, session, conversation_id, act, number)
        wish = fill(wish, given)
        key = str(given.get("once", ""))[:LONGEST_KEY]
        if given.get("sure") != "1":
            note(request, action="act.check", act=act, number=number)
            form = await self._trade.preview(wish, is_filled=True)
            return self._show(request, conversation_id, wish, form, step="form" if is_wrong(form) else "sure", key=key)
        # The action server records the act as well. After a crash in between, the agent sends the form again.
        done, problem = await self._trade.do(
            wish, key=f"{key}-{session.agent.id}", by=session.agent.username, seen=str(given.get("seen", ""))
        )
        if done:
            async with self._database.begin() as connection:
                await self._trail.add(connection, request, act=act, number=number, account=wish.account, **reason(wish))
            return RedirectResponse(f"{PREFIX}/conversations/{conversation_id}", 303, headers=HEADERS)
        note(request, act=act, number=number)
        form = await self._trade.preview(wish, is_filled=False)
        form = form and replace(form, problem=problem)
        return self._show(request, conversation_id, wish, form, step="form", status=409)

    async def _read_wish(
        self, request: Request, session: StaffSession, conversation_id: str, act: str, number: str
    ) -> ActWish:
        """Returns the act that is meant, about a row of the contact's account.

        Raises:
            NotFound: there is no such conversation or act, or it is not for this member of the staff.
            Explain: the agent does not have the conversation, or the contact is not signed in.
        """
        permission = ACTS.get(act)
        if permission is None or not session.agent.may(permission):
            note(request, act=act)
            raise NotFound(act)
        async with self._database.begin() as connection:
            await access_own_conversation(connection, conversation_id, session.agent)
            line = await read_conversation(connection, conversation_id)
        if not is_known(line):
            raise Explain("signed_out", "console.refused.signed_out")
        return ActWish(line.account or "", act, number)

    def _show(
        self,
        request: Request,
        conversation_id: str,
        wish: ActWish,
        form: ActForm | None,
        *,
        step: str,
        key: str = "",
        status: int = 200,
    ) -> Response:
        if form is None:
            raise NotFound(wish.number)
        status = 409 if status == 200 and form.problem else status
        return self._views.render_page(
            request, "act.html", status=status, conversation=conversation_id, wish=wish, form=form, step=step, key=key
        )


def fill(wish: ActWish, given: FormData) -> ActWish:
    """Returns the act with the values of its form. Fields of the act are named `value-…`."""
    values = {name.removeprefix("value-"): str(one) for name, one in given.items() if name.startswith("value-")}
    return replace(wish, values=values, reason=str(given.get("reason", "")).replace("\r\n", " "))


def is_known(line: ConversationLine) -> bool:
    """Returns whether the contact is signed in to an account now."""
    return line.account is not None and (line.account_until is None or line.account_until > system_clock())


def is_theirs(line: ConversationLine, agent: Agent) -> bool:
    """Returns whether the agent has the conversation, as acting in the contact's name requires."""
    return line.status == "open" and line.agent_id == agent.id


def is_wrong(form: ActForm | None) -> bool:
    return form is None or form.problem is not None


def keep_allowed(row: TradeRow, agent: Agent) -> TradeRow:
    """Returns the row with only the acts that this member of the staff may do."""
    return replace(row, acts=[(name, label) for name, label in row.acts if may_do(agent, name)])


def may_do(agent: Agent, act: str) -> bool:
    permission = ACTS.get(act)
    return permission is not None and agent.may(permission)


def reason(wish: ActWish) -> dict[str, str]:
    return {"reason": wish.reason.strip()}
