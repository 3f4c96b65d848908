"""Defines the commands `python -m bot staff …`, which invite the first admin of an installation,
and restore an admin's access when no admin can sign in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import typer

from bot.staff.invitations import INVITATION, do_invite
from bot.staff.store.accounts import change_member, find_member, list_members, set_invitation, set_totp
from bot.staff.store.audit import Entry, add_entry
from foundation.clock import system_clock
from foundation.commands import fail
from foundation.database.announcing import Connection, Database
from foundation.database.commands import OpenDatabase, run_with_database
from foundation.errors import Explain
from foundation.secrets import fingerprint, make_secret
from foundation.visible import visible


def staff_commands(
    open_database: OpenDatabase,
    migrate: Callable[[Database], Awaitable[None]],
    welcome_page: Callable[[], str],
    explain: Callable[[Explain], str],
) -> typer.Typer:
    """Returns the commands about staff accounts. Each command first migrates the database, which
    may be new. `welcome_page` returns the URL at which a member sets their password, and `explain`
    the text of an error."""
    app = typer.Typer(no_args_is_help=True, help="Staff: invite the first admin, let one back in.")

    def tell(username: str, code: str) -> None:
        print(f"{username} sets a password at {welcome_page()} with this code, within three days:\n{code}")  # noqa: T201

    def run(work: Callable[[Connection], Awaitable[None]]) -> None:
        async def migrate_and_work(database: Database) -> None:
            await migrate(database)
            async with database.begin() as connection:
                await work(connection)

        try:
            run_with_database(open_database, migrate_and_work)
        except Explain as error:
            fail(f"caravan: {explain(error)}", 2)

    @app.command()
    def invite(
        username: str,
        name: str,
        role: str = typer.Option("agent", help="agent, supervisor or admin"),
        languages: str = typer.Option("en", help="en, zh, or both with a comma, the preferred one first"),
        email: str = typer.Option("", help="by which the identity provider's account is recognised"),
    ) -> None:
        """Adds a member of the staff and prints the code that sets their password."""
        code = make_secret()
        fields = {"username": username, "name": name, "role": role, "languages": languages, "email": email}

        async def work(connection: Connection) -> None:
            added = await do_invite(connection, fields, code, system_clock())
            await _log(connection, "staff.invite", added, role=role)

        run(work)
        tell(username, code)

    @app.command()
    def reset(username: str) -> None:
        """Enables an account, removes its second sign-in step, and prints a code that sets a new
        password."""
        code = make_secret()

        async def work(connection: Connection) -> None:
            member = await find_member(connection, username, system_clock())
            if member is None:
                raise Explain("unknown", "console.refused.unknown_member", username=username)
            until = system_clock() + INVITATION
            await change_member(connection, member.agent.id, active=True)
            await set_totp(connection, member.agent.id, None, None)
            await set_invitation(connection, member.agent.id, fingerprint(code), until, forget_password=True)
            await _log(connection, "staff.reset_password", username)

        run(work)
        tell(username, code)

    @app.command("list")
    def list_all() -> None:
        """Lists all members with their role and state."""

        async def work(connection: Connection) -> None:
            for member in await list_members(connection, system_clock()):
                agent, name = member.agent, visible(member.agent.name)
                print(f"{agent.username:24} {agent.role:12} {member.state:10} {name}")  # noqa: T201

        run(work)

    return app


async def _log(connection: Connection, action: str, username: str, **details: Any) -> None:
    entry = Entry("command line", "system", action, target=f"staff:{username}", details=details)
    await add_entry(connection, entry, system_clock())
