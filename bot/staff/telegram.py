"""Links members of the staff to people on Telegram, by one-time codes that the console shows."""

from __future__ import annotations

import datetime as dt

from bot.staff.store.agents import Agent, make_handle
from bot.staff.store.audit import Entry, add_entry
from bot.staff.store.telegram import add_telegram_session, set_link_code, take_link_code
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.secrets import fingerprint, make_secret

PREFIX = "staff_"
"""The beginning of each code. By this beginning, the handler of `/start` on Telegram recognises that a code is not a
customer's."""
CODE_LIFETIME = dt.timedelta(minutes=10)
LINK_LIFETIME = dt.timedelta(days=90)
"""How long a link lasts. A new code prolongs it."""


async def do_make_link_code(connection: Connection, agent: Agent) -> str:
    """Returns a new code with which the member links their Telegram account. It is good once, for
    ten minutes."""
    code = PREFIX + make_secret()
    await set_link_code(connection, agent.id, fingerprint(code), system_clock() + CODE_LIFETIME)
    return code


async def do_link_telegram(connection: Connection, code: str, telegram_id: int, name: str) -> Agent | None:
    """Links a person on Telegram to the member who made the code. Returns the member, or None if
    the code is not valid."""
    now = system_clock()
    agent = await take_link_code(connection, fingerprint(code), now)
    if agent is not None:
        secrets = fingerprint(make_secret()), make_secret()
        await add_telegram_session(connection, agent, telegram_id, name, secrets, now, LINK_LIFETIME)
        entry = Entry(agent.username, agent.role, "telegram.link", actor_id=agent.id, session=make_handle(secrets[0]))
        await add_entry(connection, entry, now)
    return agent
