"""Decides whether a member of the staff may open a file that waits for a decision."""

from __future__ import annotations

from bot.files.links import Reader
from bot.files.store import FileRow
from bot.marketplace.store import is_held
from bot.staff.roles import Permission
from bot.staff.store.agents import find_session
from foundation.clock import system_clock
from foundation.database.announcing import Connection


async def may_reviewer_read(connection: Connection, reader: Reader, file: FileRow) -> bool:
    """Returns whether the session of the staff is valid, and the file waits for a decision. Everybody on the desk may
    decide about files, even if another agent has the conversation."""
    session = await find_session(connection, reader.id, system_clock())
    if session is None or not session.agent.may(Permission.WORK):
        return False
    return await is_held(connection, file.id)
