"""Tells accounts the news that actions have for them: a quotation, a confirmation, a shipment.

The news waits in the marketplace's outbox until somebody of the account can be told, because they
have linked Telegram or are signed in at the web chat now. One gateway at a time looks. A notice is
committed together with the messages that tell it, and marked as taken afterwards. After a crash the
messages are found in the conversation, and not sent twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog

from bot.conversation.saying import do_say
from bot.conversation.store.present import find_present_accounts, has_notice, list_account_conversations
from bot.jobs.periodic import Job
from bot.jobs.shared_lease import SharedLease
from bot.marketplace.client import SET_ASIDE, ActionServers
from bot.messages.reply import Reply, read_reply
from foundation.clock import system_clock
from foundation.database.announcing import Database
from foundation.errors import Retry, Unreadable

SECONDS = 2.0
"""Seconds between two looks at the outbox."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Notice:
    """Holds news for an account. `reply` is None when its subject no longer exists."""

    id: int
    account: str
    reply: Reply | None


def read_notice(given: Any) -> Notice:
    """Reads a notice from the action server's answer.

    Raises:
        Unreadable: it is no valid notice.
    """
    match given:
        case {"id": int(id_), "account": str(account), "reply": reply}:
            return Notice(id_, account, None if reply is None else read_reply(reply))
    raise Unreadable("notice")


class Notices:
    """Looks every few seconds for news for accounts that can be told now."""

    def __init__(self, database: Database, servers: ActionServers, lease: SharedLease) -> None:
        self._database = database
        self._servers = servers
        self._lease = lease

    @property
    def job(self) -> Job:
        """Declares the job that looks for news. The lease is borrowed only when there is something
        to tell."""
        return Job("notices", SECONDS, self.hand_on, first_after=SECONDS, away=(Retry,), takes_in=True)

    async def hand_on(self) -> int:
        """Tells the news of all accounts that can be told now. Returns the number of notices. It
        raises what `ActionServers.ask` raises.

        Raises:
            DatabaseUnavailable: some notices may have been told.
        """
        waiting = (await self._servers.ask("GET", "/outbox"))["accounts"]
        if not waiting:
            return 0
        async with self._database.read() as connection:
            present = await find_present_accounts(connection, waiting, system_clock())
        if not present:
            return 0
        async with self._lease.borrow() as is_ours:
            return await self._hand_on(present) if is_ours else 0

    async def _hand_on(self, accounts: list[str]) -> int:
        answer = await self._servers.ask("POST", "/outbox/notices", {"accounts": accounts})
        for given in answer["notices"]:
            await self._tell_or_report(given)
        if taken := [given["id"] for given in answer["notices"]]:
            await self._servers.ask("POST", "/outbox/taken", {"ids": taken})
        return len(taken)

    async def _tell_or_report(self, given: Any) -> None:
        """Tells one notice. If it cannot be told because of a fault of ours, it is logged and
        counts as taken, so that it does not hold up the others."""
        try:
            await self._tell(read_notice(given))
        except Retry:
            raise
        except Exception:
            SET_ASIDE.labels("notice").inc()
            log.exception("a notice cannot be handed on", notice=given["id"])

    async def _tell(self, notice: Notice) -> None:
        """Tells one notice in each of the account's conversations. If its subject no longer exists,
        it tells nobody."""
        if notice.reply is None:
            return
        async with self._database.begin() as connection:
            conversations = await list_account_conversations(connection, notice.account, system_clock())
            for conversation_id in conversations:
                if await has_notice(connection, conversation_id, notice.id):
                    continue
                await do_say(connection, conversation_id, "system", notice.reply, notice=notice.id)
