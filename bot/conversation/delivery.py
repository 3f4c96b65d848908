"""Sends queued messages to the contacts of push channels such as Telegram, in the order of each
conversation, and retries after failures. A message that may or may not have arrived is sent once
more, and its delivery is marked as repeated."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass

import structlog
from prometheus_client import Counter, Histogram

from bot.contacts.store import Contact, set_unreachable
from bot.conversation.figures import SECONDS
from bot.conversation.sending import Sender, SendLater, SendRefused, SendUnknown, Sent
from bot.conversation.store.conversations import find_contact_of
from bot.conversation.store.deliveries import (
    Delivery,
    claim_delivery,
    find_next_delivery_due,
    refuse_waiting,
    settle_delivery,
)
from bot.conversation.store.messages import access_message
from bot.messages.outbound import OutboundMessage
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
"""The time-out for sending a message. After the time-out, the outcome is unknown, because the
message may have arrived."""
STOP_SECONDS = 3.0
LONGEST_PAUSE_SECONDS = 60.0
GONE = frozenset({"blocked", "chat_gone"})


def _name_outcome(delivery: Delivery, state: str, reason: str | None) -> str:
    """Returns the outcome of an attempt, as the metric `caravan_deliveries_total` names it."""
    if state == "queued":
        return "unknown_retried" if reason == "unknown" and not delivery.resent else "later"
    return "resent" if reason == "resent" else state


@dataclass(frozen=True)
class DeliveryWaits:
    """Holds a time in seconds: if a message is being sent and no outcome is recorded within `abandoned`, the process
    that was sending it is assumed to have died."""

    abandoned: float = 40.0


DEFAULT_WAITS = DeliveryWaits()


class DeliveryWorkers:
    """Sends messages to contacts through the channels' senders."""

    def __init__(
        self,
        database: Database,
        wakeups: Wakeups,
        renderer: Renderer,
        senders: dict[str, Sender],
        waits: DeliveryWaits = DEFAULT_WAITS,
    ) -> None:
        self._waits = waits
        self._database = database
        self._wakeups = wakeups
        self._renderer = renderer
        self._senders = senders
        self._tasks: list[asyncio.Task[None]] = []
        self._looking = asyncio.Lock()
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
        while not self._stopping:
            try:
                claimed = await self._await_next()
                if claimed is not None:
                    delivery = claimed[0]
                    message = f"{delivery.conversation_id}-{delivery.message_id}"
                    with bind_turn(delivery.conversation_id, message):
                        await self._deliver(*claimed)
            except DatabaseUnavailable:
                await asyncio.sleep(1)
            except Exception:
                log.exception("delivery worker failed")
                await asyncio.sleep(1)

    async def _await_next(self) -> tuple[Delivery, Contact, MessageRow] | None:
        """Waits until a message is due and claims it. Returns None if the workers stop.

        One worker at a time looks into the database, and the other idle workers wait for it.
        Otherwise each change would make all of them ask for the same message.
        """
        async with self._looking, self._wakeups.listen("delivery") as signal:
            while not self._stopping:
                claimed = await self._claim()
                if claimed is not None:
                    return claimed
                await signal.wait(await self._find_pause())
        return None

    async def _claim(self) -> tuple[Delivery, Contact, MessageRow] | None:
        """Claims the next message to send and reads everything that sending needs, in one
        transaction. Returns None if no message is due."""
        async with self._database.begin() as connection:
            delivery = await claim_delivery(connection, self._waits.abandoned)
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
                    sent = await self._send(sender, contact, message, delivery.external_id)
        except SendLater as error:
            pause = error.seconds or min(2.0**delivery.attempts, LONGEST_PAUSE_SECONDS)
            next_at = system_clock() + dt.timedelta(seconds=pause)
            await self._settle(delivery, "queued", reason="unknown" if delivery.resent else None, next_at=next_at)
        except (SendUnknown, TimeoutError):
            await self._settle_unknown(delivery)
        except SendRefused as error:
            gone = contact.id if error.reason in GONE else None
            why = error.reason if gone or delivery.external_id is None else "not_edited"
            await self._settle(delivery, "refused", reason=why, gone=gone)
        except Exception:
            log.exception("message could not be sent")
            await self._settle(delivery, "refused", reason="malformed")
        else:
            # An edit that is sent twice still leaves one message.
            reason = "resent" if delivery.resent and delivery.external_id is None else None
            await self._settle(delivery, "sent", external_id=sent.external_id, reason=reason)

    @staticmethod
    async def _send(sender: Sender, contact: Contact, message: OutboundMessage, external_id: str | None) -> Sent:
        """Sends a message, or shows the new words of one that the channel knows as `external_id`."""
        if external_id is None:
            return await sender.send(contact.key, message, contact.language)
        return await sender.edit(contact.key, external_id, message, contact.language)

    async def _settle_unknown(self, delivery: Delivery) -> None:
        """Records that a message may or may not have arrived. The message is queued once more;
        after a second such attempt its delivery stays `unknown`."""
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
        """Records the outcome of an attempt. Retries while the database cannot be reached, so that
        a message that was sent is not sent again.

        `gone` is the id of a contact who can no longer be reached. The contact is marked as
        unreachable, and the other messages that wait for them are refused, in the same transaction.
        With a separate transaction, the contact might be marked after they have become reachable
        again.
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
