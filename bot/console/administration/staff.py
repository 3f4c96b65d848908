"""Administers staff accounts: lists members, changes their rights, and restores the access of
somebody who lost their password or the device for their second sign-in step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.queries import read_row_number
from bot.console.trail import note
from bot.staff.invitations import INVITATION, do_invite, read_details
from bot.staff.roles import ROLES, Permission
from bot.staff.store.accounts import (
    StaffMember,
    change_member,
    find_member,
    is_email_taken,
    list_members,
    lock_admins,
    set_invitation,
    set_totp,
)
from bot.staff.store.agents import StaffSession, end_sessions, list_sessions
from bot.support.handoff.access import NotFound
from bot.support.queue.routing import SKILLS
from bot.support.store.desk_agents import MOST_CAPACITY, find_desk_agent, set_desk_agent
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import Explain
from foundation.secrets import fingerprint, make_secret

STAFF = f"{PREFIX}/staff"

Step = Callable[[Connection, StaffMember, FormData], Awaitable[dict[str, Any]]]
"""A function that makes one change to a member's account and returns the details for the audit log."""
MEMBER = ("staff", "username")
"""What the audit log records as the target: its type, and the path parameter that holds its id."""


class StaffPages(Page):
    """Serves the list of staff, the page of one member, and their forms. A new invitation code is
    shown once, on the page that answers the form."""

    @page("GET", "/staff", "staff", Permission.STAFF, "staff.list")
    async def list(self, request: Request) -> Response:
        return await self._list(request)

    @page("POST", "/staff", "staff_invite", Permission.STAFF, "staff.invite")
    async def invite(self, request: Request) -> Response:
        session, form = await self._guard.read_form(request)
        code = make_secret()
        try:
            async with self._database.begin() as connection:
                username = await do_invite(connection, dict(form.items()), code, system_clock())
                note(request, target=f"staff:{username}")
                await self._trail.add(connection, request, role=str(form.get("role", "")))
        except Explain as error:
            return await self._list(request, session, error, {name: str(value) for name, value in form.items()})
        return self._views.render_page(request, "staff_code.html", username=username, code=code, new=True)

    @page("GET", "/staff/{username}", "staff_member", Permission.STAFF, "staff.open", MEMBER)
    async def show(self, request: Request, username: str) -> Response:
        return await self._show_member(request, username)

    @page("POST", "/staff/{username}/change", "staff_change", Permission.STAFF, "staff.change", MEMBER)
    async def change(self, request: Request, username: str) -> Response:
        return await self._do_step(request, username, self._do_change)

    @page("POST", "/staff/{username}/disable", "staff_disable", Permission.STAFF, "staff.disable", MEMBER)
    async def disable(self, request: Request, username: str) -> Response:
        return await self._do_step(request, username, self._do_disable)

    @page("POST", "/staff/{username}/enable", "staff_enable", Permission.STAFF, "staff.enable", MEMBER)
    async def enable(self, request: Request, username: str) -> Response:
        async def step(connection: Connection, member: StaffMember, _form: FormData) -> dict[str, Any]:
            await change_member(connection, member.agent.id, active=True)
            return {}

        return await self._do_step(request, username, step)

    @page(
        "POST", "/staff/{username}/sessions/end", "staff_sessions_end", Permission.STAFF, "staff.end_sessions", MEMBER
    )
    async def end_sessions(self, request: Request, username: str) -> Response:
        async def step(connection: Connection, member: StaffMember, form: FormData) -> dict[str, Any]:
            handle = str(form.get("session", ""))
            ended = await end_sessions(connection, member.agent.id, system_clock(), handle=handle)
            return {"ended": ended, "which": handle or "all"}

        return await self._do_step(request, username, step)

    @page(
        "POST",
        "/staff/{username}/two-step/reset",
        "staff_two_step_reset",
        Permission.STAFF,
        "staff.reset_two_step",
        MEMBER,
    )
    async def reset_two_step(self, request: Request, username: str) -> Response:
        async def step(connection: Connection, member: StaffMember, _form: FormData) -> dict[str, Any]:
            await set_totp(connection, member.agent.id, None, None)
            return {}

        return await self._do_step(request, username, step)

    @page("POST", "/staff/{username}/reset", "staff_reset", Permission.STAFF, "staff.reset_password", MEMBER)
    async def reset_password(self, request: Request, username: str) -> Response:
        """Deletes the member's password, ends their sessions, and shows once the code with which
        they set a new password."""
        await self._guard.read_form(request)
        code = make_secret()
        async with self._database.begin() as connection:
            member = await _access(connection, username)
            until = system_clock() + INVITATION
            await set_invitation(connection, member.agent.id, fingerprint(code), until, forget_password=True)
            await end_sessions(connection, member.agent.id, system_clock())
            await self._trail.add(connection, request)
        return self._views.render_page(request, "staff_code.html", username=username, code=code, new=False)

    @page("POST", "/staff/{username}/desk", "staff_desk", Permission.DESK, "staff.desk", MEMBER)
    async def change_desk(self, request: Request, username: str) -> Response:
        """Sets how many conversations the member can have, and which topics and kinds of contacts they handle."""

        async def step(connection: Connection, member: StaffMember, form: FormData) -> dict[str, Any]:
            capacity = read_row_number(str(form.get("capacity", "")), MOST_CAPACITY)
            if not capacity:
                raise Explain("capacity", "console.refused.capacity")
            skills = ",".join(name for name in SKILLS if name in form.getlist("skill"))
            await set_desk_agent(connection, member.agent.id, capacity=capacity, skills=skills)
            return {"capacity": capacity, "skills": skills}

        return await self._do_step(request, username, step)

    async def _do_change(self, connection: Connection, member: StaffMember, form: FormData) -> dict[str, Any]:
        wanted = read_details({name: str(value) for name, value in form.items()})
        if wanted["email"] and await is_email_taken(connection, wanted["email"], member.agent.id):
            raise Explain("email_taken", "console.refused.email_taken")
        if wanted["role"] != "admin":
            await _keep_an_admin(connection, member)
        await change_member(connection, member.agent.id, **wanted)
        return {"role": wanted["role"], "role_before": member.agent.role}

    async def _do_disable(self, connection: Connection, member: StaffMember, _form: FormData) -> dict[str, Any]:
        await _keep_an_admin(connection, member)
        await change_member(connection, member.agent.id, active=False)
        return {"ended": await end_sessions(connection, member.agent.id, system_clock())}

    async def _do_step(self, request: Request, username: str, step: Step) -> Response:
        session, form = await self._guard.read_form(request)
        try:
            async with self._database.begin() as connection:
                member = await _access(connection, username)
                await self._trail.add(connection, request, **await step(connection, member, form))
        except Explain as error:
            return await self._show_member(request, username, session, error)
        return RedirectResponse(f"{STAFF}/{username}?done=1", 303, headers=HEADERS)

    async def _list(
        self,
        request: Request,
        session: StaffSession | None = None,
        error: Explain | None = None,
        filled: dict[str, str] | None = None,
    ) -> Response:
        session = session or await self._guard.read_session(request)
        async with self._database.read() as connection:
            members = await list_members(connection, system_clock())
        values = {"members": members, "roles": list(ROLES), "filled": filled or {}}
        notice = self._explain_refusal(request, session, error)
        return self._views.render_page(request, "staff.html", status=409 if error else 200, notice=notice, **values)

    async def _show_member(
        self, request: Request, username: str, session: StaffSession | None = None, error: Explain | None = None
    ) -> Response:
        session = session or await self._guard.read_session(request)
        async with self._database.read() as connection:
            member = await _access(connection, username)
            sessions = await list_sessions(connection, member.agent.id, system_clock())
            at_desk = await find_desk_agent(connection, username, system_clock())
        values = {"member": member, "sessions": sessions, "roles": list(ROLES)}
        values |= {"at_desk": at_desk, "skills": SKILLS, "most": MOST_CAPACITY}
        values |= {
            "notice": self._explain_refusal(request, session, error),
            "done": request.query_params.get("done") == "1",
        }
        return self._views.render_page(request, "staff_member.html", status=409 if error else 200, **values)

    def _explain_refusal(self, request: Request, session: StaffSession, error: Explain | None) -> str:
        if error is None:
            return ""
        note(request, reason=error.code)
        return self._views.render_refusal(error, session.language)


async def _access(connection: Connection, username: str) -> StaffMember:
    member = await find_member(connection, username, system_clock())
    if member is None:
        raise NotFound(username)
    return member


async def _keep_an_admin(connection: Connection, member: StaffMember) -> None:
    """Checks that another admin remains, who could undo the change.

    Raises:
        Explain: `last_admin`, because no other admin is active.
    """
    if await lock_admins(connection) <= {member.agent.id}:
        raise Explain("last_admin", "console.refused.last_admin")
