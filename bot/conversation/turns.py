"""What one waiting message is answered with, and the one transaction that commits the answer."""

from __future__ import annotations

import unicodedata
from typing import Any

from bot.clock import Clock, system_clock
from bot.contacts.identity import sign_context
from bot.contacts.language import heard_language
from bot.contacts.other_language import is_other_language
from bot.contacts.store import Contact, set_language
from bot.conversation.answers import Answer
from bot.conversation.buttons import issue_buttons, term_button
from bot.conversation.dialogue import Dialogue, TurnFailed
from bot.conversation.greetings import welcome
from bot.conversation.limits import WAITING_PER_ADDRESS
from bot.conversation.store.conversations import contact_of
from bot.conversation.store.leases import Lease
from bot.conversation.store.messages import add_message
from bot.conversation.store.turns import Opening, Waiting, lock_turn, mark_handled, next_opening
from bot.database.engine import Connection, Database
from bot.errors import LeaseLost
from bot.linking.answers import Linking
from bot.linking.linking import SIGNED_IN, do_keep_question
from bot.metrics import turn_part
from bot.support.handoff import do_request_handoff, do_withdraw_handoff
from bot.understanding.keeping import keep_not_understood
from bot.wakeups import Wakeups
from telemetry.turn import keep_private

LEASE_SECONDS = 12.0
"""Prolonged while a turn takes longer; what a killed gateway was at is taken over after it."""
COMMAND_INTENTS = {
    "help": "help",
    "orders": "list_orders",
    "agent": "human_handoff",
    "language": "change_language",
}
TRIES = 3
_MEANINGFUL_EMOJI = frozenset("👍👌✅🙏👎❌👋")


class Turns:
    """Answers waiting messages. Until an agent owns the conversation the bot answers; from then on it is silent."""

    def __init__(
        self,
        database: Database,
        dialogue: Dialogue,
        wakeups: Wakeups,
        context_secret: str,
        clock: Clock,
        waiting_per_address: int = WAITING_PER_ADDRESS,
    ) -> None:
        self._database = database
        self._dialogue = dialogue
        self._wakeups = wakeups
        self._context_secret = context_secret
        self._clock = clock
        self._waiting_per_address = waiting_per_address
        self._linking = Linking(database, wakeups)

    async def handle(self, lease: Lease, opening: Opening) -> bool:
        """Answers one message and commits. Whether another waits: the lease goes on then, else it has ended.

        Raises:
            DialogueUnavailable: nothing changed, try again later.
            TurnFailed: nothing changed, this message could not be worked.
            LeaseLost: somebody else is at it.
        """
        for _ in range(TRIES):
            more = await self._try(lease, opening)
            if more is not None:
                return more
            async with self._database.read() as connection:
                again = await next_opening(connection, lease)
            if again is None:
                raise LeaseLost(lease.conversation_id)
            opening = again
        raise TurnFailed("the contact signs in and out all the time")

    async def _try(self, lease: Lease, opening: Opening) -> bool | None:
        """None when the contact signed in or out meanwhile: what was found out for somebody else is not told."""
        item, text, contact = opening.item, opening.text, opening.contact.at(system_clock())
        contact = await self._listen(contact, item, text)
        keep_private(text, contact.name)
        answer = Answer()
        if Linking.concerns(item):
            answer = await self._linking.answer(contact, item)
        elif opening.status != "open":
            answer = await self._answer(contact, opening.state, item, text)
        return await self._commit(lease, item, contact, answer)

    async def _listen(self, contact: Contact, item: Waiting, text: str) -> Contact:
        """Follows a contact who clearly writes the other language."""
        heard = heard_language(text) if item.kind == "text" else None
        if heard is None or (heard == contact.language and contact.language_known):
            return contact
        async with self._database.begin() as connection:
            await set_language(connection, contact.id, heard)
            return (await contact_of(connection, item.conversation_id)).at(system_clock())

    async def _answer(self, contact: Contact, state: dict[str, Any] | None, item: Waiting, text: str) -> Answer:
        if item.kind == "notice":
            return Answer([{"response": item.payload["response"], "values": item.payload.get("values", {})}])
        if item.kind == "flood":
            return Answer([{"response": "gateway.flood"}] if item.payload["tell"] else [])
        if item.kind == "media":
            return Answer([{"response": "gateway.media", "buttons": [term_button("button.agent", "human_handoff")]}])
        if item.kind == "text" and (wordless := _wordless(text)):
            return Answer([{"response": wordless}])
        if item.kind == "text" and is_other_language(text):
            return _other_language()
        if item.kind == SIGNED_IN:
            return await self._turn(contact, state, item, text, "link_account", {"reason": SIGNED_IN})
        if item.kind == "command":
            return await self._command(contact, state, item, text)
        return await self._turn(contact, state, item, text, item.payload.get("intent"), item.payload.get("entities"))

    async def _command(self, contact: Contact, state: dict[str, Any] | None, item: Waiting, text: str) -> Answer:
        command = item.payload["command"]
        if command == "start":
            return Answer([welcome(contact)])
        return await self._turn(contact, state, item, text, COMMAND_INTENTS[command], {})

    async def _turn(
        self,
        contact: Contact,
        state: dict[str, Any] | None,
        item: Waiting,
        text: str,
        intent: str | None,
        entities: dict[str, Any] | None,
    ) -> Answer:
        message_id = f"{item.conversation_id}-{item.message_id or f'in{item.id}'}"
        turn = await self._dialogue.turn(
            {
                "message_id": message_id,
                "conversation": item.conversation_id,
                "text": text,
                "intent": intent,
                "entities": entities or {},
                "language": contact.language,
                "role": contact.role,
                "context": self._context(contact, item, message_id),
                "state": state,
            },
            is_suspect=item.outages > 0,
        )
        return Answer(turn.replies, turn.effects, turn.state, turn.understood)

    def _context(self, contact: Contact, item: Waiting, message_id: str) -> str:
        claims = {
            "contact": contact.id,
            "account": contact.account,
            "role": contact.role,
            "name": contact.name,
            "conversation": item.conversation_id,
            "message_id": message_id,
            "language": contact.language,
            "channel": contact.channel,
        }
        return sign_context(self._context_secret, claims)

    @turn_part("commit")
    async def _commit(self, lease: Lease, item: Waiting, contact: Contact, answer: Answer) -> bool | None:
        async with self._database.begin() as connection:
            status, now = await lock_turn(connection, lease)
            by_agent = status == "open" and not answer.is_ours
            if now.at(system_clock()).who != contact.who and not by_agent:
                return None
            if not by_agent:
                await self._store(connection, item, contact, answer)
            by, state = ("agent", None) if by_agent else ("bot", answer.state)
            more = await mark_handled(connection, item, by, answer.understood, state, lease_seconds=LEASE_SECONDS)
        await self._wakeups.notify(f"conversation:{item.conversation_id}")
        await self._wakeups.notify("delivery")
        if by_agent or answer.effects:
            await self._wakeups.notify("staff")
        return more

    async def _store(self, connection: Connection, item: Waiting, contact: Contact, answer: Answer) -> None:
        for reply in answer.replies:
            stored = await issue_buttons(connection, item.conversation_id, reply)
            await add_message(connection, item.conversation_id, "bot", reply=stored)
        for effect in answer.effects:
            if answer.is_ours:
                await self._linking.apply(connection, item.conversation_id, effect)
            else:
                await self._apply(connection, item, contact, effect)
        if item.kind != SIGNED_IN:
            await keep_not_understood(connection, item, contact, answer.effects, answer.understood, self._clock())

    async def _request_handoff(self, connection: Connection, item: Waiting, reason: str) -> None:
        most = self._waiting_per_address
        await do_request_handoff(connection, item.conversation_id, reason, self._clock(), waiting_per_address=most)

    async def _apply(self, connection: Connection, item: Waiting, contact: Contact, effect: dict[str, Any]) -> None:
        match effect["kind"]:
            case "handoff":
                await self._request_handoff(connection, item, effect["reason"])
            case "withdraw_handoff":
                await do_withdraw_handoff(connection, item.conversation_id)
            case "words_held":
                said = {"response": "held.yours", "values": {"number": effect["number"]}}
                await add_message(connection, item.conversation_id, "system", reply=said)
                await self._request_handoff(connection, item, "held")
            case "words_refused":
                await add_message(connection, item.conversation_id, "system", reply={"response": "held.not_taken"})
                await self._request_handoff(connection, item, "held")
            case "language":
                await set_language(connection, contact.id, effect["language"])
            case "question_kept":
                await do_keep_question(connection, item.conversation_id)


def _other_language() -> Answer:
    """Neither English nor Chinese: says so and leaves the dialogue, and a form in it, as it is."""
    reply = {"response": "gateway.other_language", "buttons": [term_button("button.agent", "human_handoff")]}
    return Answer([reply], effects=[{"kind": "not_understood", "outcome": "other_language"}])


def _wordless(text: str) -> str | None:
    """The response to a message without a letter, digit or telling emoji."""
    if any(unicodedata.category(character)[0] in "LN" or character in _MEANINGFUL_EMOJI for character in text):
        return None
    return "gateway.emoji" if any(unicodedata.category(character) == "So" for character in text) else "gateway.empty"
