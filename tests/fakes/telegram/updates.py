"""Queues updates for the bot, and delivers them by long polling or to a webhook."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.fakes.telegram.errors import conflict

Json = dict[str, Any]
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


class Signal:
    """Wakes all tasks that wait for a change."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._event.wait(), max(0.0, seconds))
        except TimeoutError:
            return


@dataclass
class Webhook:
    url: str = ""
    secret_token: str = ""
    last_error_message: str = ""
    last_error_date: int = 0
    lose_answers: int = 0
    """This many of the next good answers of the bot are treated as lost, so that their updates are sent again, as
    Telegram does."""
    deliveries: list[Json] = field(default_factory=list)
    """Every attempt to deliver an update, as `{"update_id", "status"}`. The status is None if nobody answered."""


class UpdateQueue:
    def __init__(self, changed: Signal, resend_after: float = 0.2) -> None:
        self.pending: list[Json] = []
        self.allowed: list[str] = []
        self.webhook = Webhook()
        self._changed, self._resend_after = changed, resend_after
        self._next_id = 700_001
        self.polls = 0

    def add(self, kind: str, payload: Json) -> int:
        """Queues an update and returns its id. An update of a kind for which the bot has not asked gets an id but is
        not queued."""
        update_id = self._next_id
        self._next_id += 1
        wanted = kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT
        if wanted:
            self.pending.append({"update_id": update_id, kind: payload})
            self._changed.notify()
        return update_id

    def redeliver(self, update: Json) -> None:
        """Queues an update again, with the same id."""
        self.pending.append(update)
        self._changed.notify()

    async def poll(self, offset: int | None, limit: int, timeout: float, closing: asyncio.Event) -> list[Json]:  # noqa: ASYNC109
        """Answers `getUpdates`: removes the updates below `offset`, waits up to `timeout` seconds for new ones, and
        returns at most `limit` of them.

        Raises:
            ApiError: 409, a webhook is set, or another call of `getUpdates` has begun.
        """
        if self.webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self.polls += 1
        mine = self.polls
        self._changed.notify()
        self._confirm(offset)
        ends = time.monotonic() + timeout
        while not self.pending and time.monotonic() < ends and not closing.is_set():
            await self._changed.wait(min(1.0, ends - time.monotonic()))
            if mine != self.polls:
                raise conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
        return self.pending[:limit]

    def _confirm(self, offset: int | None) -> None:
        if offset is None:
            return
        if offset < 0:
            self.pending = self.pending[offset:]
        else:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]

    async def deliver_forever(self, closing: asyncio.Event) -> None:
        """Sends updates to the webhook in order, until `closing` is set. An update that is not answered with 2xx is
        sent again."""
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            while not closing.is_set():
                if not (self.webhook.url and self.pending):
                    await self._changed.wait(1.0)
                    continue
                update = self.pending[0]
                if await self._deliver(client, update):
                    self.pending = [waiting for waiting in self.pending if waiting is not update]
                else:
                    await asyncio.sleep(self._resend_after)

    async def _deliver(self, client: httpx.AsyncClient, update: Json) -> bool:
        webhook, headers = self.webhook, {}
        if webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret_token
        status = None
        try:
            status = (await client.post(webhook.url, json=update, headers=headers)).status_code
        except httpx.HTTPError as error:
            self._failed(f"Connection failed: {type(error).__name__}")
        webhook.deliveries.append({"update_id": update["update_id"], "status": status})
        self._changed.notify()
        if status is None or not 200 <= status < 300:
            if status is not None:
                self._failed(f"Wrong response from the webhook: {status}")
            return False
        if webhook.lose_answers:
            webhook.lose_answers -= 1
            return False
        return True

    def _failed(self, why: str) -> None:
        self.webhook.last_error_message, self.webhook.last_error_date = why, int(time.time())
