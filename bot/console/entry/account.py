"""Serves the page of a staff member's own account: password, second sign-in step, and open sessions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.trail import note
from bot.staff.passwords import Passwords, check_new_password
from bot.staff.roles import Permission
from bot.staff.second_step import Codes, make_recovery_codes
from bot.staff.store.accounts import confirm_totp, count_recovery_codes_left, find_totp, set_recovery_codes, set_totp
from bot.staff.store.agents import StaffSession, end_sessions, find_credentials, list_sessions, set_own_password
from bot.staff.telegram import do_make_link_code
from bot.staff.throttle import build_confirm_keys
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import Explain

ACCOUNT = f"{PREFIX}/account"
TWO_STEP = f"{ACCOUNT}/two-step"


class Account(Page):
    """Serves the pages of one's own account, and the forms on them. Changes to the password or the
    second sign-in step require the current password again."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        self._passwords = Passwords()
        self._codes = Codes(parts.deps.secret_key)

    @page("GET", "/account", "account", Permission.WORK)
    async def show(self, request: Request) -> Response:
        return await self._show_page(request, await self._guard.read_session(request))

    @page("POST", "/account/password", "account_password", Permission.WORK, "password.change")
    async def change_password(self, request: Request) -> Response:
        session, form = await self._guard.read_form(request)
        new = str(form.get("new", ""))
        try:
            await self._confirm(session, str(form.get("current", "")))
            check_new_password(new, str(form.get("again", "")), session.agent.username)
        except Explain as error:
            return await self._show_page(request, session, error, "password")
        hashed = await self._passwords.hash(new)
        async with self._database.begin() as connection:
            await set_own_password(connection, session, hashed)
            await self._trail.add(connection, request)
        return await self._redirect_done("password")

    @page("POST", "/account/sessions/end", "account_sessions_end", Permission.WORK, "session.revoke")
    async def end_sessions(self, request: Request) -> Response:
        """Ends the session that the form names or, if it names none, all sessions except this one."""
        session, form = await self._guard.read_form(request)
        handle = str(form.get("session", ""))
        async with self._database.begin() as connection:
            which = {"but": session.token_hash} if not handle else {"handle": handle}
            ended = await end_sessions(connection, session.agent.id, system_clock(), **which)
            await self._trail.add(connection, request, ended=ended, which=handle or "others")
        return await self._redirect_done("sessions")

    @page("POST", "/account/telegram", "account_telegram", Permission.WORK, "telegram.code")
    async def link_telegram(self, request: Request) -> Response:
        """Shows a code once with which the member links their account on Telegram, for the staff's group."""
        session, _ = await self._guard.read_form(request)
        async with self._database.begin() as connection:
            code = await do_make_link_code(connection, session.agent)
            await self._trail.add(connection, request)
        return await self._show_page(request, session, telegram_code=code)

    @page("GET", "/account/two-step", "two_step", Permission.WORK)
    async def show_two_step(self, request: Request) -> Response:
        return await self._show_two_step(request, await self._guard.read_session(request))

    @page("POST", "/account/two-step/begin", "two_step_begin", Permission.WORK, "two_step.begin")
    async def begin_two_step(self, request: Request) -> Response:
        session, form = await self._guard.read_form(request)
        try:
            await self._confirm(session, str(form.get("current", "")))
        except Explain as error:
            return await self._show_two_step(request, session, error)
        async with self._database.begin() as connection:
            if not (await find_totp(connection, session.agent.id))[1]:
                await set_totp(connection, session.agent.id, self._codes.make_secret(), None)
            await self._trail.add(connection, request)
        return RedirectResponse(TWO_STEP, 303, headers=HEADERS)

    @page("POST", "/account/two-step/confirm", "two_step_confirm", Permission.WORK, "two_step.confirm")
    async def confirm_two_step(self, request: Request) -> Response:
        """Turns the second sign-in step on, after the first correct code from the member's app, and
        shows recovery codes once."""
        session, form = await self._guard.read_form(request)
        agent = session.agent
        try:
            await self._admit(session)
            async with self._database.begin() as connection:
                sealed, confirmed = await find_totp(connection, agent.id)
                if sealed is None or confirmed:
                    raise Explain("not_begun", "console.refused.not_begun")
                if await self._codes.accept(connection, agent.id, sealed, str(form.get("code", ""))) != "totp":
                    raise Explain("wrong_code", "console.refused.wrong_code")
                await confirm_totp(connection, agent.id, system_clock())
                shown = await _make_codes(connection, agent.id)
                await self._trail.add(connection, request)
        except Explain as error:
            return await self._show_two_step(request, session, error)
        await self._throttle.forgive(build_confirm_keys(session.token_hash))
        return self._views.render_page(request, "recovery_codes.html", codes=shown)

    @page("POST", "/account/two-step/codes", "two_step_codes", Permission.WORK, "two_step.codes")
    async def new_codes(self, request: Request) -> Response:
        session, form = await self._guard.read_form(request)
        try:
            await self._confirm(session, str(form.get("current", "")))
            async with self._database.begin() as connection:
                if not (await find_totp(connection, session.agent.id))[1]:
                    raise Explain("not_begun", "console.refused.not_begun")
                shown = await _make_codes(connection, session.agent.id)
                await self._trail.add(connection, request)
        except Explain as error:
            return await self._show_two_step(request, session, error)
        return self._views.render_page(request, "recovery_codes.html", codes=shown)

    @page("POST", "/account/two-step/end", "two_step_end", Permission.WORK, "two_step.end")
    async def end_two_step(self, request: Request) -> Response:
        session, form = await self._guard.read_form(request)
        try:
            await self._confirm(session, str(form.get("current", "")))
        except Explain as error:
            return await self._show_two_step(request, session, error)
        async with self._database.begin() as connection:
            await set_totp(connection, session.agent.id, None, None)
            await self._trail.add(connection, request)
        return await self._redirect_done("two_step_off")

    async def _redirect_done(self, what: str) -> Response:
        return RedirectResponse(f"{ACCOUNT}?done={what}", 303, headers=HEADERS)

    async def _admit(self, session: StaffSession) -> None:
        if wait := await self._throttle.admit(build_confirm_keys(session.token_hash)):
            raise Explain("too_many", "console.refused.too_many", minutes=math.ceil(wait / 60))

    async def _confirm(self, session: StaffSession, password: str) -> None:
        """Checks that the person who sent the form knows the account's password.

        Raises:
            Explain: the password is wrong, or was wrong too often.
        """
        await self._admit(session)
        async with self._database.read() as connection:
            known = await find_credentials(connection, session.agent.username)
        if not await self._passwords.verify(known.password_hash if known else None, password):
            raise Explain("wrong_password", "console.refused.wrong_password")
        await self._throttle.forgive(build_confirm_keys(session.token_hash))

    async def _show_page(
        self,
        request: Request,
        session: StaffSession,
        error: Explain | None = None,
        where: str = "",
        telegram_code: str = "",
    ) -> Response:
        async with self._database.read() as connection:
            known = await find_credentials(connection, session.agent.username)
            sessions = await list_sessions(connection, session.agent.id, system_clock())
        values: dict[str, Any] = {
            "sessions": sessions,
            "has_password": bool(known and known.password_hash),
            "second_step": bool(known and known.totp_secret),
            "done": request.query_params.get("done", ""),
            "where": where,
            "notice": self._explain_refusal(request, session, error),
            "has_group": self._deps.invite_staff is not None,
            "telegram": self._find_way(telegram_code) if telegram_code else None,
        }
        return self._views.render_page(request, "account.html", status=409 if error else 200, **values)

    def _find_way(self, code: str) -> Mapping[str, str]:
        """Returns the link and the command with which the member sends the code to the bot."""
        invite = self._deps.invite_staff
        return (invite(code) if invite else None) or {"url": "", "command": f"/start {code}"}

    async def _show_two_step(self, request: Request, session: StaffSession, error: Explain | None = None) -> Response:
        async with self._database.read() as connection:
            sealed, confirmed = await find_totp(connection, session.agent.id)
            left = await count_recovery_codes_left(connection, session.agent.id)
        secret, image = ("", "")
        if sealed and not confirmed:
            secret, image = self._codes.describe(
                sealed, session.agent.username, self._deps.catalogues.brand(session.language)
            )
        values = {"confirmed": confirmed, "secret": secret, "image": image, "left": left}
        notice = self._explain_refusal(request, session, error)
        return self._views.render_page(request, "two_step.html", status=409 if error else 200, notice=notice, **values)

    def _explain_refusal(self, request: Request, session: StaffSession, error: Explain | None) -> str:
        if error is None:
            return ""
        note(request, reason=error.code)
        return self._views.render_refusal(error, session.language)


async def _make_codes(connection: Connection, agent_id: int) -> list[str]:
    shown, hashes = make_recovery_codes()
    await set_recovery_codes(connection, agent_id, hashes)
    return shown
