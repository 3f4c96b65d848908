"""Invites people to the staff, and checks the details of their accounts."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from bot.staff.roles import ROLES
from bot.staff.store.accounts import add_member, find_member, is_email_taken, set_invitation
from foundation.database.announcing import Connection
from foundation.errors import Explain
from foundation.languages import LANGUAGES
from foundation.secrets import fingerprint

INVITATION = dt.timedelta(hours=72)
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+")


async def do_invite(connection: Connection, fields: dict[str, Any], code: str, now: dt.datetime) -> str:
    """Adds a staff account and returns its username. The new member sets their password with
    `code`, which is valid for three days.

    Raises:
        Explain: a field is wrong, or the username or e-mail address is taken.
    """
    username = str(fields.get("username", "")).strip().lower()
    if not _USERNAME.fullmatch(username):
        raise Explain("username", "console.refused.username")
    wanted = read_details(fields)
    if await find_member(connection, username, now):
        raise Explain("username_taken", "console.refused.username_taken")
    if wanted["email"] and await is_email_taken(connection, wanted["email"]):
        raise Explain("email_taken", "console.refused.email_taken")
    agent = await add_member(connection, username, now=now, **wanted)
    await set_invitation(connection, agent.id, fingerprint(code), now + INVITATION, forget_password=False)
    return username


def read_details(fields: dict[str, Any]) -> dict[str, Any]:
    """Returns `name`, `role`, `languages` (the preferred one first) and `email` (or None) from a
    form.

    Raises:
        Explain: one of the fields is wrong.
    """
    name, role = str(fields.get("name", "")).strip(), str(fields.get("role", ""))
    email = str(fields.get("email", "")).strip().lower()
    languages = tuple(dict.fromkeys(str(fields.get("languages", "")).split(",")))
    if not 0 < len(name) <= 80:
        raise Explain("name", "console.refused.name")
    if role not in ROLES or not languages or not set(languages) <= set(LANGUAGES):
        raise Explain("choice", "console.refused.choice")
    if email and (len(email) > 254 or not _EMAIL.fullmatch(email)):
        raise Explain("email", "console.refused.email")
    return {"name": name, "role": role, "languages": languages, "email": email or None}
