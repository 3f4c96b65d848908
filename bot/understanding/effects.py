"""Defines the effects by which the dialogue reports that it did not understand a message. The
message is stored, without personal data, in the transaction of the answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.contacts.store import Contact
from bot.conversation.answering.asked_effects import AskedEffect, NotUnderstoodEffect
from bot.conversation.answering.effects import Effect, Occasion
from bot.conversation.store.conversations import list_names
from bot.understanding.redaction import COMPANY, NAME, redact
from bot.understanding.store import Typed, find_typed_before, find_typed_for, keep_message, set_meant
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Connection


@dataclass(frozen=True)
class MeantEffect(AskedEffect):
    """Records the intent that the contact chose for the message that they had typed before."""

    kind: ClassVar[str] = "meant"
    intent: str


def understanding_effects(clock: Clock) -> tuple[Effect[Any], ...]:
    """Returns two effects: `not_understood` stores this message, or the one that was typed before it, and `meant`
    records the meaning that the contact chose for that message."""

    async def do_keep(occasion: Occasion, effect: NotUnderstoodEffect) -> None:
        typed = await _find_typed(occasion, effect)
        if typed is not None:
            await _do_keep(occasion.connection, typed, occasion.contact, effect.outcome, clock())

    return Effect(NotUnderstoodEffect, do_keep), Effect(MeantEffect, do_note_meant)


async def do_keep_unhelpful(
    connection: Connection, conversation_id: str, answer_id: int, contact: Contact, now: dt.datetime
) -> None:
    """Stores the message whose answer the contact marked as not helpful."""
    typed = await find_typed_for(connection, conversation_id, answer_id)
    if typed is not None:
        await _do_keep(connection, typed, contact, "unhelpful", now)


async def _do_keep(connection: Connection, typed: Typed, contact: Contact, outcome: str, now: dt.datetime) -> None:
    parsed = typed.understood or {}
    redacted = redact(typed.text.strip(), parsed.get("entities") or [], await _read_names(connection))
    await keep_message(
        connection,
        outcome,
        conversation_id=typed.conversation_id,
        message_id=typed.message_id,
        text=redacted.text,
        language=contact.language,
        role=contact.at(system_clock()).role,
        ranking=[[one["intent"], one["confidence"]] for one in parsed.get("ranking") or []],
        entities=redacted.entities,
        created_at=now,
    )


async def do_note_meant(occasion: Occasion, effect: MeantEffect) -> None:
    """Records the intent that the contact chose for the message that they had typed before."""
    before = await _find_before(occasion)
    if before:
        await set_meant(occasion.connection, before.conversation_id, before.message_id, effect.intent)


async def _find_typed(occasion: Occasion, effect: NotUnderstoodEffect) -> Typed | None:
    """Returns the typed message that the effect is about, or None when the contact pressed a button
    instead of typing."""
    if effect.message == "previous":
        return await _find_before(occasion)
    item = occasion.item
    if item.kind != "text":
        return None
    return Typed(item.conversation_id, item.message_id, occasion.text, occasion.understood)


async def _find_before(occasion: Occasion) -> Typed | None:
    """Returns the message that the contact typed before the present one. Returns None if no message
    was typed before, or if the present message is an internal one that nobody wrote."""
    item = occasion.item
    return await find_typed_before(occasion.connection, item.conversation_id, item.id) if item.message_id else None


async def _read_names(connection: Connection) -> dict[str, str]:
    """Returns the names of all contacts, companies and accounts, each with the placeholder that
    replaces it."""
    known: dict[str, str] = {}
    for name, company, account in await list_names(connection):
        known |= {word: COMPANY for word in (company, account, (account or "").replace("-", " ")) if word}
        if name and name not in known:
            known[name] = NAME
    return known
