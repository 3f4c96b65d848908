"""Delivers queued messages on push channels, in the order of each conversation, and retries them. A
message with an unknown outcome is sent again only once, and marked."""

from __future__ import annotations

import asyncio
import datetime as dt

import structlog
from prometheus_client import Counter, Histogram

from bot.contacts.store import Contact, set_unreachable
from bot.conversation.figures import SECONDS
from bot.conversation.sending import Sender, SendLater, SendRefused, SendUnknown
from bot.conversation.store.conversations import find_contact_of
from bot.conversation.store.deliveries import (
    Delivery,
    claim_delivery,
    find_next_delivery_due,
    refuse_waiting,
    settle_delivery,
)
from bot.conversation.store.messages import access_message
from bot.messages.stored import MessageRow
from bot.rendering.renderer import Renderer
from bot.wakeups import Wakeups
from foundation.clock import system_clock
from foundation.database.announcing import Database
from foundation.database.outages import DatabaseUnavailable
from telemetry import bind_turn

DELIVERIES = Counter(
    "caravan_deliveries_total",
    "Attempts to send: sent, resent (an earlier outcome was unknown), later, unknown_retried, unknown, refused",
    ["channel", "outcome"],
)
SENDING_SECONDS = Histogram(
    "caravan_send_seconds", "How long a channel took to take a message", ["channel"], buckets=SECONDS
)

log = structlog.get_logger()

WORKERS = 8
IDLE_SECONDS = 2.0
SEND_SECONDS = 25.0
"""If sending takes longer, its outcome is unknown: the message may have arrived."""
ABANDONED_SECONDS = 40.0
"""A sender that has recorded no outcome for so many seconds is taken for dead."""
STOP_SECONDS = 3.0
LONGEST_PAUSE_SECONDS = 60.0
GONE = frozenset({"blocked", "chat_gone"})


def _name_outcome(delivery: Delivery, state: str, reason: str | None) -> str:
    """Returns the outcome of an attempt in the words of `caravan_deliveries_total`."""
    if state == "queued":
        return "unknown_retried" if reason == "unknown" and not delivery.resent else "later"
    return "resent" if reason == "resent" else state


class DeliveryWorkers:
    """Sends messages to contacts through the channels' senders."""

    def __init__(self, database: Database, wakeups: Wakeups, renderer: Renderer, senders: dict[str, Sender]) -> None:
        self._database = database
        self._wakeups = wakeups
        self._renderer = renderer
        self._senders = senders
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    async def start(self) -> None:
        if self._senders:
            self._tasks = [asyncio.create_task(self._work(), name=f"delivery-{number}") for number in range(WORKERS)]

    async def stop(self) -> None:
        self._stopping = True
        await self._wakeups.notify("delivery")
        _, unfinished = await asyncio.wait(self._tasks, timeout=STOP_SECONDS) if self._tasks else ((), ())
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self) -> None:
        async with self._wakeups.listen("delivery") as signal:
            while not self._stopping:
                try:
                    claimed = await self._claim()
                    if claimed is not None:
                        delivery = claimed[0]
                        message = f"{delivery.conversation_id}-{delivery.message_id}"
                        with bind_turn(delivery.conversation_id, message):
                            await self._deliver(*claimed)
                        continue
                    await signal.wait(await self._find_pause())
                except DatabaseUnavailable:
                    await asyncio.sleep(1)
                except Exception:
                    log.exception("delivery worker failed")
                    await asyncio.sleep(1)

    async def _claim(self) -> tuple[Delivery, Contact, MessageRow] | None:
        """Claims a delivery and reads all that sending needs, in one transaction. After it, only
        the outcome must be written."""
        async with self._database.begin() as connection:
            delivery = await claim_delivery(connection, ABANDONED_SECONDS)
            if delivery is None:
                return None
            contact = await find_contact_of(connection, delivery.conversation_id)
            return delivery, contact, await access_message(connection, delivery.conversation_id, delivery.message_id)

    async def _find_pause(self) -> float:
        async with self._database.read() as connection:
            due = await find_next_delivery_due(connection)
        seconds = IDLE_SECONDS if due is None else (due - system_clock()).total_seconds()
        return min(max(seconds, 0.05), IDLE_SECONDS)

    async def _deliver(self, delivery: Delivery, contact: Contact, row: MessageRow) -> None:
        sender = self._senders.get(delivery.channel)
        if sender is None:
            await self._settle(delivery, "refused", reason="channel_off")
            return
        try:
            message = self._renderer.message(row, contact.language)
            async with asyncio.timeout(SEND_SECONDS):
                with SENDING_SECONDS.labels(delivery.channel).time():
                    sent = await sender.send(contact.key, message, contact.language)
        except SendLater as error:
            pause = error.seconds or min(2.0**delivery.attempts, LONGEST_PAUSE_SECONDS)
            next_at = system_clock() + dt.timedelta(seconds=pause)
            await self._settle(delivery, "queued", reason="unknown" if delivery.resent else None, next_at=next_at)
        except (SendUnknown, TimeoutError):
            await self._settle_unknown(delivery)
        except SendRefused as error:
            gone = contact.id if error.reason in GONE else None
            await self._settle(delivery, "refused", reason=error.reason, gone=gone)
        except Exception:
            log.exception("message could not be sent")
            await self._settle(delivery, "refused", reason="malformed")
        else:
            reason = "resent" if delivery.resent else None
            await self._settle(delivery, "sent", external_id=sent.external_id, reason=reason)

    async def _settle_unknown(self, delivery: Delivery) -> None:
        """Handles a message that may have arrived: it is sent once more, and then left as unknown."""
        if delivery.resent:
            await self._settle(delivery, "unknown", reason="unknown")
        else:
            soon = system_clock() + dt.timedelta(seconds=2)
            await self._settle(delivery, "queued", reason="unknown", next_at=soon)

    async def _settle(
        self,
        delivery: Delivery,
        state: str,
        *,
        reason: str | None = None,
        external_id: str | None = None,
        next_at: dt.datetime | None = None,
        gone: str | None = None,
    ) -> None:
        """Records the outcome, and waits for the database as long as it is away, so that a sent
        message is not sent again.

        `gone` is the id of a contact that cannot be reached any more. The same transaction marks
        the contact and refuses everything else that waits for it. A later transaction could run
        after the contact has come back, and would mark it wrongly.
        """
        while True:
            try:
                async with self._database.begin() as connection:
                    await settle_delivery(
                        connection, delivery, state, reason=reason, external_id=external_id, next_at=next_at
                    )
                    if gone is not None and reason is not None:
                        await set_unreachable(connection, gone, reason)
                        await refuse_waiting(connection, delivery.conversation_id, reason)
                break
            except DatabaseUnavailable:
                if self._stopping:
                    raise
                await asyncio.sleep(1)
        DELIVERIES.labels(delivery.channel, _name_outcome(delivery, state, reason)).inc()
        if state != "sent":
            log.warning("message not sent", state=state, reason=reason, attempt=delivery.attempts)
