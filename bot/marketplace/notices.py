"""Sends accounts the notifications of the marketplace, such as about a quotation, a confirmation or
a shipment.

A notification waits in the marketplace's outbox until a person of the account is signed in on
Telegram or in the web chat. One gateway at a time reads the outbox. The notification's messages are
committed first, and then the notification is marked as taken in the outbox. If the gateway crashes
in between, it finds the messages in the conversation afterwards and does not send them twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import structlog

from bot.conversation.replies.saying import do_say
from bot.conversation.store.conversations import find_contact_of
from bot.conversation.store.present import find_present_accounts, has_notice, list_account_conversations
from bot.files.store import list_files, share_file
from bot.marketplace.client import SET_ASIDE, ActionServers
from bot.messages.files import FileRef
from bot.messages.reply import Reply, read_reply
from foundation.clock import system_clock
from foundation.database.announcing import Connection, Database
from foundation.errors import Retry, Unreadable
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

SECONDS = 2.0
"""How many seconds pass between two requests for the outbox."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Notice:
    """Holds a notification for an account. `reply` is the message to send, or None when the
    notification is no longer relevant, for example because its order was deleted."""

    id: int
    account: str
    reply: Reply | None


def read_notice(given: Any) -> Notice:
    """Parses a notification from the JSON of an action server.

    Raises:
        Unreadable: the JSON is not a valid notification.
    """
    match given:
        case {"id": int(id_), "account": str(account), "reply": reply}:
            return Notice(id_, account, None if reply is None else read_reply(reply))
    raise Unreadable("notice")


class Notices:
    """Reads the outbox every two seconds, and sends the notifications for accounts with a person
    who can be reached."""

    def __init__(self, database: Database, servers: ActionServers, lease: SharedLease) -> None:
        self._database = database
        self._servers = servers
        self._lease = lease

    @property
    def job(self) -> Job:
        """Returns the periodic job. The job takes the lease, a lock between gateways, only when
        there is something to send."""
        return Job("notices", SECONDS, self.hand_on, first_after=SECONDS, away=(Retry,), takes_in=True)

    async def hand_on(self) -> int:
        """Sends the notifications of all accounts that can be reached now, and returns their
        number. Also raises the errors of `ActionServers.ask`.

        Raises:
            DatabaseUnavailable: some notifications may have been sent.
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
        """Sends one notification. On an unexpected error, the error is logged and the notification
        counts as taken, so that it does not block the others."""
        try:
            await self._tell(read_notice(given))
        except Retry:
            raise
        except Exception:
            SET_ASIDE.labels("notice").inc()
            log.exception("a notice cannot be handed on", notice=given["id"])

    async def _tell(self, notice: Notice) -> None:
        """Adds one notification to the latest conversation of each reachable contact of its
        account, unless it is there already, with a copy of each file that it names. A notification
        without a reply is skipped, and so is one whose file no longer exists."""
        if notice.reply is None:
            return
        async with self._database.begin() as connection:
            conversations = await list_account_conversations(connection, notice.account, system_clock())
            for conversation_id in conversations:
                if await has_notice(connection, conversation_id, notice.id):
                    continue
                reply = await _do_share(connection, conversation_id, notice.reply)
                if reply is not None:
                    await do_say(connection, conversation_id, "system", reply, notice=notice.id)


async def _do_share(connection: Connection, conversation_id: str, reply: Reply) -> Reply | None:
    """Returns the reply with copies of its files, which belong to another conversation, or None if one of them is not
    kept any more."""
    shared: list[FileRef] = []
    for file in cast(Sequence[FileRef], reply.get("files") or ()):
        found = await list_files(connection, file.get("of", ""), [file.get("id", "")])
        if not found or found[0].direction != "in":
            return None
        contact = await find_contact_of(connection, conversation_id)
        shared.append({"id": (await share_file(connection, found[0], contact.id, conversation_id)).id})
    return {**reply, "files": shared} if shared else reply
