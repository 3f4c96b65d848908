"""Stores the messages that channels receive, each of them once, before the channel acknowledges it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from prometheus_client import Counter

from bot.contacts.identity import IDENTITY_EXPIRED, SESSION_ENDED
from bot.contacts.language import guess_language
from bot.contacts.store import Contact, ensure_contact, set_unreachable
from bot.conversation.answering.turns import LEASE_SECONDS
from bot.conversation.files.attaching import Attached, do_attach
from bot.conversation.lanes import Lanes
from bot.conversation.limits import Limits
from bot.conversation.replies.buttons import find_typed_button
from bot.conversation.store.arrivals import (
    NO_MESSAGE,
    Arrived,
    Part,
    Place,
    add_arrival,
    add_part,
    list_waiting_albums,
    lock_place,
    look_at_place,
    take_parts,
)
from bot.conversation.store.at_once import add_arrival_at_once
from bot.conversation.store.buttons import take_button
from bot.conversation.store.conversations import find_latest_conversation
from bot.files.limits import FileLimits
from bot.files.store import list_files, put_into_message
from bot.messages.files import for_turn
from bot.messages.inbound import InboundMessage
from bot.rendering.renderer import Renderer
from bot.wakeups import Signal
from foundation.clock import system_clock
from foundation.database.announcing import Connection, Database
from foundation.errors import Explain
from foundation.jobs import shared_lease
from foundation.jobs.periodic import Job
from foundation.languages import DEFAULT_LANGUAGE
from foundation.secrets import fingerprint

RECEIVED = Counter("caravan_messages_received_total", "Messages taken in; again: redelivered", ["channel", "again"])

TEXT_LIMIT = 4096
FORGOTTEN_SECONDS = 2 * shared_lease.SECONDS
"""If the last part of an album is older than this and the parts are not joined, the gateway that
received them has stopped. Another gateway polls only when the lease of that one has expired, and then
gets the parts that had not come yet: they must not come to an album that is joined already."""
NEVER_TOO_MUCH = ("unlink",)
"""Commands that work even when the contact has sent too many messages."""


@dataclass(frozen=True)
class Receipt:
    """Says where a message was stored. `fresh` is False for a message that was stored before.
    `handled` is True if the message has been answered. `bot_answers` is False while an agent has
    the conversation."""

    conversation_id: str
    message_id: int
    inbound_id: int
    fresh: bool
    handled: bool
    bot_answers: bool


class Inbox:
    """Receives messages from the channels. When `receive` returns, the message is committed and
    will be answered."""

    def __init__(
        self,
        database: Database,
        lanes: Lanes,
        renderer: Renderer,
        limits: Limits,
        file_limits: FileLimits,
    ) -> None:
        self._database = database
        self._lanes = lanes
        self._renderer = renderer
        self._limits = limits
        self._file_limits = file_limits

    async def receive(
        self,
        message: InboundMessage,
        conversation_id: str | None = None,
        client_id: str | None = None,
        *,
        contact: Contact | None = None,
        told: Signal | None = None,
    ) -> Receipt:
        """Stores a message, and starts to answer it if this gateway has a free lane (a task that
        answers one conversation). A message that is delivered again gets the receipt of the first
        delivery. The caller's signal `told` is not woken for this change. A `contact` that the
        caller has just read is not read again; a sign-in or sign-out meanwhile is noticed when the
        answer is committed.

        Raises:
            DatabaseUnavailable: the message is not stored, and the channel must not acknowledge it.
            Explain: the web session may no longer be used (`session_ended`, `identity_expired`), or
                the button is unknown (`bad_button`, only with a `client_id`, because such a channel
                shows errors itself).
        """
        stored: tuple[Receipt, Arrived | None] | None = None
        if conversation_id is not None and client_id is not None and contact is not None:
            stored = await self._store_at_once(message, conversation_id, client_id, contact, told)
        if stored is None:
            async with self._database.begin(but=told) as connection:
                stored = await self._store(connection, message, conversation_id, client_id, contact)
        receipt, arrived = stored
        RECEIVED.labels(message.channel, "no" if receipt.fresh else "yes").inc()
        self._hand_on(arrived)
        return receipt

    async def _store_at_once(
        self, message: InboundMessage, conversation_id: str, client_id: str, contact: Contact, told: Signal | None
    ) -> tuple[Receipt, Arrived | None] | None:
        """Stores a plain text in one statement after one look, and reserves the conversation for this gateway. Returns None if
        nothing was stored, so that `_store` has to decide."""
        text = message.text.replace("\x00", "")
        is_plain = message.kind == "text" and not (message.files or message.refused or message.album or message.edited)
        if self._database.is_sqlite or not is_plain or message.session is None or len(text) > TEXT_LIMIT:
            return None
        key = message.channel, message.external_id, message.session
        async with self._database.step(but=told) as connection:
            place = await look_at_place(connection, conversation_id, *key, contact)
            is_open = not (place.session_ended or place.session_expired or contact.has_expired(system_clock()))
            if place.known or not is_open or not place.is_free or not self._lanes.has_room:
                return None
            if place.status != "open" and self._find_typed(place, text):
                return None
            arrived = await add_arrival_at_once(
                connection,
                place,
                text,
                LEASE_SECONDS,
                message.session,
                channel=message.channel,
                external_id=message.external_id,
                client_id=client_id,
                kind="text",
                payload={},
            )
        return None if arrived is None else (self._build_receipt(place, arrived), arrived)

    async def _store(
        self,
        connection: Connection,
        message: InboundMessage,
        conversation_id: str | None,
        client_id: str | None,
        contact: Contact | None,
    ) -> tuple[Receipt, Arrived | None]:
        place = await self._lock_place(connection, message, conversation_id, contact)
        conversation_id, contact, bot_answers = place.conversation_id, place.contact, place.status != "open"
        known = place.known
        if known is not None:
            seen = Receipt(known.conversation_id, known.message_id, known.inbound_id, False, known.handled, bot_answers)
            return seen, None
        attached = await do_attach(connection, place, message, self._file_limits)
        if message.album is not None:
            return await self._store_part(connection, message, place, attached), None
        kind, payload, text = await self._build_payload(connection, message, contact, conversation_id, client_id)
        if attached:
            kind, payload = "file", attached.as_payload()
        if kind == "text" and bot_answers:
            kind, payload = await self._read_typed_label(connection, place, text)
        if client_id is None and message.command not in NEVER_TOO_MUCH and await self._is_flood(contact):
            kind, payload = await self._as_flood(contact, payload)
        return await self._add(
            connection,
            place,
            text,
            files=attached.files,
            channel=message.channel,
            external_id=message.external_id,
            client_id=client_id,
            kind=kind,
            payload=payload,
        )

    async def _add(self, connection: Connection, place: Place, text: str, **values: Any) -> tuple[Receipt, Arrived]:
        """Adds the message to the conversation. If this gateway has a free lane, also reserves the
        conversation for it by a lease. `values` are those of `add_arrival`."""
        lease_seconds = LEASE_SECONDS if self._lanes.has_room else None
        arrived = await add_arrival(connection, place, text, lease_seconds, **values)
        return self._build_receipt(place, arrived), arrived

    @staticmethod
    def _build_receipt(place: Place, arrived: Arrived) -> Receipt:
        """Returns the receipt of a message that was stored just now."""
        bot_answers = place.status != "open"
        return Receipt(place.conversation_id, arrived.message_id, arrived.inbound_id, True, False, bot_answers)

    def _hand_on(self, arrived: Arrived | None) -> None:
        """Starts to answer the conversation if it was leased for this gateway."""
        if arrived is not None and arrived.lease is not None:
            self._lanes.take(arrived.lease, arrived.opening)

    @staticmethod
    async def _store_part(connection: Connection, message: InboundMessage, place: Place, attached: Attached) -> Receipt:
        """Stores one part of an album, which waits until it is joined with the other parts."""
        payload = {
            "album": message.album,
            "order": message.details.get("message_id", 0),
            "text": message.text.replace("\x00", ""),
            "file": attached.files[0]["id"] if attached.files else None,
            "refused": [file.as_json() for file in attached.refused],
        }
        inbound_id = await add_part(connection, place, message.channel, message.external_id, payload)
        return Receipt(place.conversation_id, NO_MESSAGE, inbound_id, True, False, place.status != "open")

    async def join_album(self, channel: str, contact_key: str, album: str) -> Receipt | None:
        """Makes one message of the waiting parts of an album. Returns None if no part waits,
        because another gateway or an earlier call has joined them.

        Raises:
            DatabaseUnavailable: the parts still wait.
        """
        whole = InboundMessage(channel, f"album:{album}", contact_key, "text")
        async with self._database.begin() as connection:
            place = await self._lock_place(connection, whole, None, None)
            parts = await take_parts(connection, place, album)
            if not parts:
                return None
            receipt, arrived = await self._store_whole(connection, whole, place, parts)
        RECEIVED.labels(channel, "no").inc()
        self._hand_on(arrived)
        return receipt

    async def _store_whole(
        self, connection: Connection, whole: InboundMessage, place: Place, parts: Sequence[Part]
    ) -> tuple[Receipt, Arrived]:
        rows = await list_files(connection, place.conversation_id, [part.file_id for part in parts if part.file_id])
        refused = [each for part in parts for each in part.refused]
        most = self._file_limits.per_message
        refused += [self._file_limits.refuse(row.name, "too_many").as_json() for row in rows[most:]]
        files = [row.shown for row in rows[:most]]
        await put_into_message(connection, [file["id"] for file in files], place.next_message_id)
        payload: dict[str, Any] = {"files": [for_turn(file) for file in files], "refused": refused}
        kind = "file"
        if await self._is_flood(place.contact):
            kind, payload = await self._as_flood(place.contact, payload)
        return await self._add(
            connection,
            place,
            "\n".join(part.text for part in parts if part.text)[:TEXT_LIMIT],
            files=files,
            channel=whole.channel,
            # another id for a part of the album that comes late and becomes a message of its own
            external_id=f"{whole.external_id}:{parts[0].id}",
            client_id=None,
            kind=kind,
            payload=payload,
        )

    async def join_forgotten(self, older_than: float = FORGOTTEN_SECONDS) -> None:
        """Joins the parts of albums whose gateway stopped before it joined them."""
        before = system_clock() - dt.timedelta(seconds=older_than)
        async with self._database.read() as connection:
            waiting = await list_waiting_albums(connection, before)
        for album in waiting:
            await self.join_album(*album)

    @property
    def job(self) -> Job:
        """Returns the periodic job that joins the parts of albums whose gateway stopped."""
        return Job("albums", FORGOTTEN_SECONDS, self.join_forgotten, takes_in=True)

    async def _lock_place(
        self, connection: Connection, message: InboundMessage, conversation_id: str | None, contact: Contact | None
    ) -> Place:
        """Locks the conversation in which the message arrives, and returns what is known about it.

        Raises:
            Explain: the message's web session may no longer be used (`session_ended`,
                `identity_expired`).
        """
        where = conversation_id or await self._find_conversation(connection, message)
        place = await lock_place(connection, where, message.channel, message.external_id, message.session, contact)
        # A person who signed in meanwhile must not get messages from an earlier session.
        if place.session_ended:
            raise SESSION_ENDED
        if message.session is not None and (place.session_expired or place.contact.has_expired(system_clock())):
            raise IDENTITY_EXPIRED
        if conversation_id is None:
            await set_unreachable(connection, place.contact.id, None)
        return place

    async def _is_flood(self, contact: Contact) -> bool:
        """Returns whether a contact sends more messages than allowed on a channel that cannot be
        slowed down, such as Telegram. Messages over the limit are stored, but not answered one by
        one."""
        return bool(await self._limits.message(contact.id, contact.account))

    async def _as_flood(self, contact: Contact, payload: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Returns the kind and payload of a message over the limit. `tell` says whether the answer
        should ask the contact to write more slowly."""
        return "flood", {**payload, "tell": await self._limits.may_tell(contact.id)}

    @staticmethod
    async def _find_conversation(connection: Connection, message: InboundMessage) -> str:
        """Returns the id of the contact's conversation on a channel without sessions, such as
        Telegram. Adds the contact and the conversation if they are new."""
        first = guess_language(message.text, message.language_hint) or DEFAULT_LANGUAGE
        contact = await ensure_contact(connection, message.channel, message.contact_key, first)
        return await find_latest_conversation(connection, contact.id, message.channel)

    async def _build_payload(
        self,
        connection: Connection,
        message: InboundMessage,
        contact: Contact,
        conversation_id: str,
        client_id: str | None,
    ) -> tuple[str, dict[str, Any], str]:
        """Returns the kind, the payload and the visible text under which to store the message. For a sign-in code, only
        its hash is stored."""
        written = message.text.replace("\x00", "")  # databases cannot store this character
        if message.kind == "button":
            return await self._take_button(connection, message, contact, conversation_id, client_id)
        if message.kind == "command":
            argument = fingerprint(message.command_argument) if message.command_argument else None
            # A typed command may contain a sign-in code, so only its name is shown. The label of a
            # menu entry has no slash and is shown as it is.
            shown = f"/{message.command}" if message.text.startswith("/") or not message.text else message.text
            return "command", {"command": message.command, "argument": argument}, shown
        if message.kind == "form" and message.form is not None:
            return "button", dict(message.form), written
        if message.kind == "media":
            return "media", {"media": message.media}, written or f"[{message.media}]"
        if message.edited:
            return "notice", {"response": "gateway.edited"}, written
        if len(written) > TEXT_LIMIT:
            values = {"limit": TEXT_LIMIT}
            return "notice", {"response": "gateway.too_large", "values": values}, written[:TEXT_LIMIT]
        return "text", {}, written

    async def _take_button(
        self,
        connection: Connection,
        message: InboundMessage,
        contact: Contact,
        conversation_id: str,
        client_id: str | None,
    ) -> tuple[str, dict[str, Any], str]:
        button = await take_button(connection, conversation_id, message.button_token or "", system_clock())
        if button is None:
            if client_id is not None:
                raise Explain("bad_button", "gateway.bad_button")
            return "notice", {"response": "gateway.bad_button"}, message.text or "…"
        label = self._renderer.value(button.label, contact.language)
        return "button", {"intent": button.intent, "entities": button.entities}, label

    async def _read_typed_label(self, connection: Connection, place: Place, text: str) -> tuple[str, dict[str, Any]]:
        """Returns the kind and payload of the button whose label the contact typed, among the
        buttons of the latest message that has any. If no label matches, returns the kind and
        payload of a plain text."""
        token = self._find_typed(place, text)
        button = await take_button(connection, place.conversation_id, token, system_clock()) if token else None
        return ("button", {"intent": button.intent, "entities": button.entities}) if button else ("text", {})

    def _find_typed(self, place: Place, text: str) -> str | None:
        """Returns the token of the button whose label the contact typed, or None."""
        language = place.contact.language
        shown = [(self._renderer.value(button["label"], language), button["token"]) for button in place.buttons]
        return find_typed_button(text, shown)
