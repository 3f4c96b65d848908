"""Brings matters to the staff that the marketplace leaves to them after a time limit, such as a claim that nobody has
answered. Such a matter is a *call* for the staff.

The account's latest conversation goes into the queue at once, whether a person of the account is there or not, with an
internal note that says what the staff must decide. The note and the handoff are stored in one transaction. The note
contains the id of the call, so that after a crash the same call is not brought twice.
"""

from __future__ import annotations

import structlog

from bot.conversation.store.messages import add_message
from bot.conversation.store.present import find_latest_conversation, has_notice
from bot.marketplace.client import SET_ASIDE, ActionServers
from bot.marketplace.notices import Notice, read_notice
from bot.support.effects import RequestHandoff
from foundation.database.announcing import Database
from foundation.errors import Retry
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

SECONDS = 10.0
REASON = "claim"

log = structlog.get_logger()


class StaffCalls:
    """Asks the marketplace every ten seconds for matters that the staff must decide."""

    def __init__(self, database: Database, servers: ActionServers, lease: SharedLease, request: RequestHandoff) -> None:
        self._database = database
        self._servers = servers
        self._lease = lease
        self._request = request

    @property
    def job(self) -> Job:
        return Job("staff calls", SECONDS, self.hand_on, first_after=SECONDS, away=(Retry,), takes_in=True)

    async def hand_on(self) -> int:
        """Brings all waiting calls to the staff, and returns their number. Also raises the errors of
        `ActionServers.ask`.

        Raises:
            DatabaseUnavailable: some calls may have been brought; the next round brings the others.
        """
        calls = (await self._servers.ask("GET", "/outbox/calls"))["calls"]
        if not calls:
            return 0
        async with self._lease.borrow() as is_ours:
            if not is_ours:
                return 0
            for given in calls:
                try:
                    await self._call(read_notice(given))
                except Retry:
                    raise
                except Exception:
                    SET_ASIDE.labels("staff call").inc()
                    log.exception("a call for the staff cannot be handed on", call=given["id"])
            await self._servers.ask("POST", "/outbox/taken", {"ids": [given["id"] for given in calls]})
        return len(calls)

    async def _call(self, call: Notice) -> None:
        if call.reply is None:
            return
        async with self._database.begin() as connection:
            conversation_id = await find_latest_conversation(connection, call.account)
            if conversation_id is None or await has_notice(connection, conversation_id, call.id):
                return
            await self._request(connection, conversation_id, REASON)
            note = {**call.reply, "notice": call.id}
            await add_message(connection, conversation_id, "system", reply=note, internal=True)
