"""Sends accounts the notifications of the marketplace, such as about a quotation, a confirmation or
a shipment.

A notification waits in the marketplace's outbox until a person of the account is signed in on
Telegram or in the web chat. One gateway at a time reads the outbox. The notification's messages are
committed first, and then the notification is marked as taken in the outbox. If the gateway crashes
in between, it finds the messages in the conversation afterwards and does not send them twice.

A contact gets the first notification at once. Those that follow within a minute, while the contact says nothing, are
gathered, and sent as one message at the end of the minute (docs/decisions/0013-outbox.md).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import structlog

from bot.conversation.replies.saying import do_say
from bot.conversation.store.conversations import find_contact_of
from bot.conversation.store.present import (
    find_present_accounts,
    list_account_conversations,
    list_notices,
    set_noticed,
)
from bot.files.store import list_files, share_file
from bot.marketplace.client import SET_ASIDE, ActionServers
from bot.marketplace.gathering import MOST_TOGETHER, gather
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


@dataclass(frozen=True)
class NoticeWaits:
    """Holds for how many seconds after a notification the further ones for a silent contact are gathered."""

    gather: float = 60.0


DEFAULT_WAITS = NoticeWaits()


class Notices:
    """Reads the outbox every two seconds, and sends the notifications for accounts with a person
    who can be reached."""

    def __init__(
        self, database: Database, servers: ActionServers, lease: SharedLease, waits: NoticeWaits = DEFAULT_WAITS
    ) -> None:
        self._database = database
        self._servers = servers
        self._lease = lease
        self._waits = waits

    @property
    def job(self) -> Job:
        """Returns the periodic job. The job takes the lease, a lock between gateways, only when
        there is something to send."""
        return Job("notices", SECONDS, self.hand_on, first_after=SECONDS, away=(Retry,), takes_in=True)

    async def hand_on(self) -> int:
        """Sends the notifications of all accounts that can be told something now, and returns the number of those that
        everybody of their account has got. Also raises the errors of `ActionServers.ask`.

        Raises:
            DatabaseUnavailable: some notifications may have been sent.
        """
        waiting = (await self._servers.ask("GET", "/outbox"))["accounts"]
        if not waiting:
            return 0
        async with self._database.read() as connection:
            present = await find_present_accounts(connection, waiting, system_clock(), self._begin_of_gathering)
        if not present:
            return 0
        async with self._lease.borrow() as is_ours:
            return await self._hand_on(present) if is_ours else 0

    @property
    def _begin_of_gathering(self) -> dt.datetime:
        return system_clock() - dt.timedelta(seconds=self._waits.gather)

    async def _hand_on(self, accounts: list[str]) -> int:
        answer = await self._servers.ask("POST", "/outbox/notices", {"accounts": accounts})
        notices, taken = _read_all(answer["notices"])
        for account in dict.fromkeys(notice.account for notice in notices):
            async with self._database.read() as connection:
                ready = await list_account_conversations(connection, account, system_clock(), self._begin_of_gathering)
            of_account = [notice for notice in notices if notice.account == account]
            for start in range(0, len(of_account), MOST_TOGETHER):
                taken += await self._tell_or_report(of_account[start : start + MOST_TOGETHER], ready)
        if taken:
            await self._servers.ask("POST", "/outbox/taken", {"ids": taken})
        return len(taken)

    async def _tell_or_report(self, notices: Sequence[Notice], ready: Mapping[str, bool]) -> list[int]:
        """Sends some notifications of one account, and returns the ids of those that need not be sent again. On an
        unexpected error each is sent by itself; one that causes an error even so is logged and counts as taken, so that
        it does not block the others."""
        try:
            return await self._tell(notices, ready)
        except Retry:
            raise
        except Exception:
            if len(notices) == 1:
                _report(notices[0].id)
                return [notices[0].id]
        told = [await self._tell_or_report([notice], ready) for notice in notices]
        return [id_ for ids in told for id_ in ids]

    async def _tell(self, notices: Sequence[Notice], ready: Mapping[str, bool]) -> list[int]:
        """Adds the notifications, as one message, to the latest conversation of each contact of their account, except
        those whose notifications are still gathered (`ready` is false), with copies of the files that they name. What a
        conversation has already is left out, and so are notifications without a reply and those whose file no longer
        exists. Returns the ids of the notifications, or no ids if they wait for some contact."""
        now = system_clock()
        async with self._database.begin() as connection:
            there = await list_account_conversations(connection, notices[0].account, now, now)
            told = [conversation_id for conversation_id in there if ready.get(conversation_id, True)]
            for conversation_id in told:
                await _do_tell(connection, conversation_id, notices)
        return [notice.id for notice in notices] if told and len(told) == len(there) else []


async def _do_tell(connection: Connection, conversation_id: str, notices: Sequence[Notice]) -> None:
    known = await list_notices(connection, conversation_id)
    said: dict[int, Reply] = {}
    for notice in notices:
        if notice.reply is None or notice.id in known:
            continue
        reply = await _do_share(connection, conversation_id, notice.reply)
        if reply is not None:
            said[notice.id] = reply
    if said:
        ids = list(said)
        several: dict[str, Any] = {"notices": ids} if len(ids) > 1 else {}
        reply = gather(list(said.values()))
        await do_say(connection, conversation_id, "system", reply, notice=ids[0], **several)
        await set_noticed(connection, conversation_id, system_clock())


def _read_all(given: Sequence[Any]) -> tuple[list[Notice], list[int]]:
    """Returns the notifications of an answer, and the ids of those that cannot be read, which are logged."""
    notices: list[Notice] = []
    unreadable: list[int] = []
    for each in given:
        try:
            notices.append(read_notice(each))
        except Unreadable:
            _report(each["id"])
            unreadable.append(each["id"])
    return notices, unreadable


def _report(notice: int) -> None:
    SET_ASIDE.labels("notice").inc()
    log.exception("a notice cannot be handed on", notice=notice)


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
