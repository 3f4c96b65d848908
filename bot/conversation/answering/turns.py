"""Answers the next message of a conversation, and commits the answer in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.contacts.identity import sign_context
from bot.contacts.language import hear_language
from bot.conversation.answering.answer_language import follow_language
from bot.conversation.answering.answers import Answer, Answerer, Heard, Meaning, find_answerer
from bot.conversation.answering.asked_effects import WroteEffect
from bot.conversation.answering.effects import Effects, Occasion
from bot.conversation.answering.file_answers import SENT, FilesAnsweredEffect, say_refused
from bot.conversation.dialogue import Dialogue, DialogueUnavailable, TurnFailed
from bot.conversation.figures import STARTED_ANEW, measure_part
from bot.conversation.replies.documents import Documents, do_add_made
from bot.conversation.replies.saying import do_say, make_stored
from bot.conversation.store.at_once import store_answer_at_once
from bot.conversation.store.drafts import DRAFTS, Elsewhere, find_drafts_elsewhere
from bot.conversation.store.leases import Lease, LeaseLost
from bot.conversation.store.messages import has_system_message_after
from bot.conversation.store.turns import Opening, Waiting, find_next_opening, lock_turn, mark_handled
from bot.messages.channels import PUSH_CHANNELS
from bot.messages.turn import TurnRequest
from foundation.clock import system_clock
from foundation.database.announcing import Database
from foundation.errors import Retry
from telemetry.turn import keep_private

LEASE_SECONDS = 12.0
"""How long a gateway reserves a conversation. The lease is prolonged while an answer takes longer.
If the gateway is killed, another gateway takes the conversation over after this time."""
TRIES = 3


class Turns:
    """Answers waiting messages. While a human agent has the conversation, messages are recorded as
    handled by the agent and the bot is silent. Only an answer that has changed something in the marketplace is sent
    even if an agent takes over before it is stored."""

    def __init__(
        self,
        database: Database,
        dialogue: Dialogue,
        answerers: Sequence[Answerer],
        effects: Effects,
        context_secret: str,
        documents: Documents,
        stamp: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda reply: reply,
        has_written: Callable[[str, str], Awaitable[bool]] | None = None,
    ) -> None:
        """Takes two optional functions. `has_written` tells whether a given message of an account has changed anything
        in the marketplace. `stamp` is applied to each reply before it is stored: it returns the reply with the wordings
        that the company that runs Caravan has set for the placeholders in it."""
        self._database = database
        self._dialogue = dialogue
        self._answerers = answerers
        self._effects = effects
        self._context_secret = context_secret
        self._documents = documents
        self._stamp = stamp
        self._has_written = has_written

    async def handle(self, lease: Lease, opening: Opening) -> bool:
        """Answers one message and commits the answer. Returns whether another message waits. If one
        does, the lease of the conversation continues, else it has ended.

        Raises:
            DialogueUnavailable: nothing was changed; the caller should try again later.
            TurnFailed: nothing was changed; this message could not be answered.
            LeaseLost: another worker has the conversation now.
        """
        for _ in range(TRIES):
            more = await self._try(lease, opening)
            if more is not None:
                return more
            async with self._database.read() as connection:
                again = await find_next_opening(connection, lease)
            if again is None:
                raise LeaseLost(lease.conversation_id)
            opening = again
        raise TurnFailed("who the contact is, or who answers them, changes all the time")

    async def _try(self, lease: Lease, opening: Opening) -> bool | None:
        """Answers the message. Returns None when the message must be answered again because of a
        change in between. Either the contact signed in or out, so that the answer may contain the
        data of another account, or the agent for whom the bot was silent handed the conversation
        back."""
        heard = await self._hear(opening)
        keep_private(heard.text, heard.contact.name)
        answerer = find_answerer(self._answerers, heard)
        answer = None
        if opening.status != "open" or answerer.beside_agent or await self._has_begun(heard):
            answer = await self._answer(answerer, heard, opening.state)
        return await self._commit(lease, opening, heard, answer, beside_agent=answerer.beside_agent)

    async def _has_begun(self, heard: Heard) -> bool:
        """Returns whether the message has to be answered although an agent has joined since it came: an earlier attempt
        to answer it has changed something, but ended before its answer was stored, so the contact was not told."""
        item, account = heard.item, heard.contact.account
        if account is None or self._has_written is None:
            return False
        async with self._database.read() as connection:
            if not await has_system_message_after(connection, item.conversation_id, item.message_id):
                return False
        try:
            return await self._has_written(account, _identify(item))
        except Retry as error:
            raise DialogueUnavailable("actions") from error

    async def _hear(self, opening: Opening) -> Heard:
        item, contact = opening.item, opening.contact.at(system_clock())
        language = hear_language(opening.text) if item.kind in ("text", "file") else None
        contact = await follow_language(self._database, contact, item.conversation_id, language)
        return Heard(item, opening.text, contact, language, opening.in_queue)

    async def _answer(self, answerer: Answerer, heard: Heard, state: dict[str, Any] | None) -> Answer:
        answer = await answerer.answer(heard)
        if not isinstance(answer, Meaning):
            return answer
        said = await self._ask(heard, state, answer)
        if heard.files and not any(isinstance(effect, FilesAnsweredEffect) for effect in said.effects):
            said = _join(said, await self._ask(heard, said.state, Meaning(SENT), part="-files"))
        return replace(said, replies=await self._documents.make(said.replies, heard.contact.language))

    async def _ask(self, heard: Heard, state: dict[str, Any] | None, meaning: Meaning, part: str = "") -> Answer:
        """Asks the dialogue (Rasa) for an answer. `part` is appended to the message's id when one
        message leads to a second request, for its files.

        Raises:
            UnknownEffect: the dialogue asks for an effect that is not declared.
            TurnFailed: the dialogue cannot answer, or a field of an effect is missing.
        """
        item, contact = heard.item, heard.contact
        message_id = f"{_identify(item)}{part}"
        request = TurnRequest(
            message_id=message_id,
            conversation=item.conversation_id,
            text="" if meaning.intent == SENT else heard.text,
            intent=meaning.intent,
            entities=meaning.entities,
            language=contact.language,
            role=contact.role,
            context=self._sign_context(heard, message_id),
            state=state,
            files=heard.files,
            elsewhere=await self._find_elsewhere(heard, state, meaning),
        )
        turn = await self._dialogue.turn(request, canary=_harmless(request) if item.outages else None)
        effects = self._effects.read(turn.effects)
        if turn.started_anew:
            STARTED_ANEW.inc()
        return Answer(turn.replies, effects, turn.state, turn.understood)

    async def _find_elsewhere(
        self, heard: Heard, state: dict[str, Any] | None, meaning: Meaning
    ) -> dict[str, Any] | None:
        """Returns what the contact has left unfinished in another conversation, if this one holds nothing unfinished and
        the message could ask for it."""
        could_ask = meaning.intent is None or (meaning.intent == "resume_task" and heard.item.kind == "button")
        if heard.contact.account is None or (state or {}).get(DRAFTS) or not could_ask:
            return None
        async with self._database.read() as connection:
            found: Elsewhere | None = await find_drafts_elsewhere(connection, heard.contact, heard.item.conversation_id)
        return found.as_json() if found else None

    def _sign_context(self, heard: Heard, message_id: str) -> str:
        contact = heard.contact
        claims = {
            "contact": contact.id,
            "account": contact.account,
            "role": contact.role,
            "name": contact.name,
            "conversation": heard.item.conversation_id,
            "message_id": message_id,
            "language": contact.language,
            "channel": contact.channel,
            **({"waits_for_person": True} if heard.in_queue else {}),
        }
        return sign_context(self._context_secret, claims)

    @measure_part("commit")
    async def _commit(
        self, lease: Lease, opening: Opening, heard: Heard, answer: Answer | None, *, beside_agent: bool
    ) -> bool | None:
        """Stores the answer, and returns the same values as `_try`. `answer` is None if an agent had the conversation
        when the message was read."""
        more = None if answer is None else await self._commit_at_once(lease, opening, heard, answer)
        return await self._commit_locked(lease, heard, answer, beside_agent=beside_agent) if more is None else more

    async def _commit_at_once(self, lease: Lease, opening: Opening, heard: Heard, answer: Answer) -> bool | None:
        """Stores the answer in one statement, if it is one reply without files and has no effects. Returns whether
        another message waits. Returns None if nothing was stored, so that `_commit_locked` has to decide."""
        is_plain = len(answer.replies) == 1 and not answer.effects and not heard.item.payload.get("refused")
        if self._database.is_sqlite or not is_plain or answer.replies[0].get("files") or answer.replies[0].get("made"):
            return None
        if heard.contact.channel in PUSH_CHANNELS or opening.contact.at(system_clock()).who != heard.contact.who:
            return None
        async with self._database.step() as connection:
            reply, rows = await make_stored(connection, heard.item.conversation_id, self._stamp(answer.replies[0]))
            stored = lease, heard.item, opening.contact, reply, rows, answer.understood, answer.state
            return await store_answer_at_once(connection, *stored, LEASE_SECONDS)

    async def _commit_locked(
        self, lease: Lease, heard: Heard, answer: Answer | None, *, beside_agent: bool
    ) -> bool | None:
        """Stores the answer in a transaction that holds the conversation's lock."""
        item = heard.item
        async with self._database.begin() as connection:
            status, contact = await lock_turn(connection, lease)
            is_overtaken = status == "open" and not beside_agent
            has_written = answer is not None and any(isinstance(effect, WroteEffect) for effect in answer.effects)
            by_agent = is_overtaken and not has_written
            if not by_agent and (answer is None or contact.at(system_clock()).who != heard.contact.who):
                return None
            for reply in say_refused(item.payload.get("refused") or ()):
                await do_say(connection, item.conversation_id, "bot", reply)
            understood = answer.understood if answer else None
            if by_agent or answer is None:
                return await mark_handled(connection, item, "agent", understood, lease_seconds=LEASE_SECONDS)
            if is_overtaken and answer.replies:
                await do_say(connection, item.conversation_id, "bot", {"response": "gateway.done_before_agent"})
            await self._store(Occasion(connection, item, heard.text, contact, understood), answer)
            return await mark_handled(connection, item, "bot", understood, answer.state, lease_seconds=LEASE_SECONDS)

    async def _store(self, occasion: Occasion, answer: Answer) -> None:
        conversation_id = occasion.item.conversation_id
        for said in answer.replies:
            reply = await do_add_made(occasion.connection, said, occasion.contact.id, conversation_id)
            await do_say(occasion.connection, conversation_id, "bot", self._stamp(reply))
        await self._effects.carry_out(occasion, answer.effects)


def _identify(item: Waiting) -> str:
    """Returns the id by which the dialogue and the marketplace know the message."""
    return f"{item.conversation_id}-{item.message_id or f'in{item.id}'}"


def _join(first: Answer, second: Answer) -> Answer:
    """Returns one answer that combines two answers to the same message."""
    return Answer([*first.replies, *second.replies], [*first.effects, *second.effects], second.state, first.understood)


def _harmless(request: TurnRequest) -> TurnRequest:
    """Returns a request for the same contact with the text "help", which passes through the whole
    dialogue and changes nothing."""
    return replace(request, text="help", intent=None, entities={}, state=None, files=[])
