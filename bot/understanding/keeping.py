"""Keeps the messages that a turn tells to be not understood, in the transaction that commits its answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.contacts.store import Contact
from bot.conversation.store.conversations import known_names
from bot.conversation.store.messages import access_message
from bot.conversation.store.turns import Waiting
from bot.database.engine import Connection
from bot.understanding.redaction import COMPANY, NAME, redact
from bot.understanding.store import OUTCOMES, Typed, keep_message, set_meant, typed_before


async def keep_not_understood(
    connection: Connection,
    item: Waiting,
    contact: Contact,
    effects: list[dict[str, Any]],
    understood: dict[str, Any] | None,
    now: dt.datetime,
) -> None:
    """Follows the effects `not_understood` (about this message or the one typed before it) and `meant`."""
    for effect in effects:
        if effect["kind"] == "meant":
            before = await typed_before(connection, item.conversation_id, item.id)
            if before:
                await set_meant(connection, item.conversation_id, before.message_id, effect["intent"])
        elif effect["kind"] == "not_understood" and effect["outcome"] in OUTCOMES:
            await _keep(connection, item, contact, effect, understood, now)


async def _keep(
    connection: Connection,
    item: Waiting,
    contact: Contact,
    effect: dict[str, Any],
    understood: dict[str, Any] | None,
    now: dt.datetime,
) -> None:
    if effect.get("message") == "previous":
        typed = await typed_before(connection, item.conversation_id, item.id)
    elif item.kind == "text":
        message = await access_message(connection, item.conversation_id, item.message_id)
        typed = Typed(item.conversation_id, item.message_id, message.text or "", understood)
    else:
        return
    if typed is None:
        return
    parsed = typed.understood or {}
    redacted = redact(typed.text.strip(), parsed.get("entities") or [], await _names(connection))
    await keep_message(
        connection,
        effect["outcome"],
        conversation_id=typed.conversation_id,
        message_id=typed.message_id,
        text=redacted.text,
        language=contact.language,
        role=contact.role,
        ranking=[[one["intent"], one["confidence"]] for one in parsed.get("ranking") or []],
        entities=redacted.entities,
        created_at=now,
    )


async def _names(connection: Connection) -> dict[str, str]:
    """The names of the contacts, and what their companies and accounts are called."""
    known: dict[str, str] = {}
    for name, company, account in await known_names(connection):
        known |= {said: COMPANY for said in (company, account, (account or "").replace("-", " ")) if said}
        if name and name not in known:
            known[name] = NAME
    return known
