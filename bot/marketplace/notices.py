"""Hands on what an action has to tell other accounts: a quotation, a confirmation, a shipment.

The news wait in the marketplace's outbox until somebody of the account can be told: whoever has linked Telegram, or is signed
in at the web chat now. One gateway at a time looks. A notice is committed with the messages it becomes and marked as taken
afterwards; what was committed before a crash is found in the conversation, and not said twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from bot.clock import system_clock
from bot.conversation.saying import do_say
from bot.conversation.store.present import conversations_of, present_accounts, was_told
from bot.database.engine import Database
from bot.errors import DatabaseUnavailable
from bot.jobs.periodic import Job
from bot.jobs.shared_lease import SharedLease

SECONDS = 2.0
"""Between two looks."""


@dataclass(frozen=True)
class ActionServer:
    """Where the news are: any of the action servers, with the token that they know the gateway by."""

    client: httpx.AsyncClient
    urls: list[str]
    token: str

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Raises `httpx.HTTPError` when none of them answers."""
        failure: httpx.HTTPError | None = None
        for url in self.urls:
            try:
                answer = await self.client.request(
                    method, url + path, json=body, headers={"X-Caravan-Token": self.token}
                )
                answer.raise_for_status()
                return answer.json() if answer.content else None
            except httpx.HTTPError as error:
                failure = error
        raise failure or httpx.ConnectError("no action server")


class Notices:
    """Looks every few seconds whether there is news for somebody who is there."""

    def __init__(self, database: Database, actions: ActionServer, lease: SharedLease) -> None:
        self._database = database
        self._actions = actions
        self._lease = lease

    @property
    def job(self) -> Job:
        """Declares the looks. The lease is borrowed only once there is something to hand on."""
        away = (httpx.TransportError, DatabaseUnavailable)
        return Job("notices", SECONDS, self.hand_on, first_after=SECONDS, away=away, takes_in=True)

    async def hand_on(self) -> int:
        """Hands on what there is for those who are there; how many notices. Raises `httpx.HTTPError`, `DatabaseUnavailable`."""
        waiting = (await self._actions.ask("GET", "/outbox"))["accounts"]
        if not waiting:
            return 0
        async with self._database.read() as connection:
            present = await present_accounts(connection, waiting, system_clock())
        if not present:
            return 0
        async with self._lease.borrow() as is_ours:
            return await self._hand_on(present) if is_ours else 0

    async def _hand_on(self, accounts: list[str]) -> int:
        notices = (await self._actions.ask("POST", "/outbox/notices", {"accounts": accounts}))["notices"]
        for notice in notices:
            await self._tell(notice)
        if notices:
            await self._actions.ask("POST", "/outbox/taken", {"ids": [notice["id"] for notice in notices]})
        return len(notices)

    async def _tell(self, notice: dict[str, Any]) -> None:
        """One notice in each of the account's conversations. One whose subject is gone is taken without a word."""
        if notice["reply"] is None:
            return
        async with self._database.begin() as connection:
            conversations = await conversations_of(connection, notice["account"], system_clock())
            for conversation_id in conversations:
                if await was_told(connection, conversation_id, notice["id"]):
                    continue
                await do_say(connection, conversation_id, "system", notice["reply"], notice=notice["id"])
