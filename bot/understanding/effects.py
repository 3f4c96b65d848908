"""Keeps the messages that a turn reports as not understood, in the transaction that commits its
answer."""

from __future__ import annotations

from typing import Any

from bot.conversation.effects import Effect, Occasion
from bot.conversation.store.conversations import list_names
from bot.understanding.redaction import COMPANY, NAME, redact
from bot.understanding.store import Typed, find_typed_before, keep_message, set_meant
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Connection


def understanding_effects(clock: Clock) -> tuple[Effect, ...]:
    """Returns two effects: `not_understood` keeps this message or the one typed before it, and
    `meant` records what the contact meant by it."""

    async def do_keep(occasion: Occasion, effect: dict[str, Any]) -> None:
        typed = await _find_typed(occasion, effect)
        if typed is None:
            return
        parsed = typed.understood or {}
        names = await _read_names(occasion.connection)
        redacted = redact(typed.text.strip(), parsed.get("entities") or [], names)
        await keep_message(
            occasion.connection,
            effect["outcome"],
            conversation_id=typed.conversation_id,
            message_id=typed.message_id,
            text=redacted.text,
            language=occasion.contact.language,
            role=occasion.contact.at(system_clock()).role,
            ranking=[[one["intent"], one["confidence"]] for one in parsed.get("ranking") or []],
            entities=redacted.entities,
            created_at=clock(),
        )

    return Effect("not_understood", do_keep), Effect("meant", do_note_meant)


async def do_note_meant(occasion: Occasion, effect: dict[str, Any]) -> None:
    """Records the meaning that the contact chose for the message that they typed before."""
    before = await _find_before(occasion)
    if before:
        await set_meant(occasion.connection, before.conversation_id, before.message_id, effect["intent"])


async def _find_typed(occasion: Occasion, effect: dict[str, Any]) -> Typed | None:
    """Returns the typed message that the effect is about, or None when the contact pressed a button
    instead."""
    if effect.get("message") == "previous":
        return await _find_before(occasion)
    item = occasion.item
    if item.kind != "text":
        return None
    return Typed(item.conversation_id, item.message_id, occasion.text, occasion.understood)


async def _find_before(occasion: Occasion) -> Typed | None:
    """Returns what the contact typed before the turn's message, or None when the gateway started
    the turn itself."""
    item = occasion.item
    return await find_typed_before(occasion.connection, item.conversation_id, item.id) if item.message_id else None


async def _read_names(connection: Connection) -> dict[str, str]:
    """Returns a map from the names of all contacts, companies and accounts to the placeholder that
    replaces each."""
    known: dict[str, str] = {}
    for name, company, account in await list_names(connection):
        known |= {word: COMPANY for word in (company, account, (account or "").replace("-", " ")) if word}
        if name and name not in known:
            known[name] = NAME
    return known
