"""Takes a contact's mark of one answer: helpful or not, with words if they like. The mark counts in the
reports; the words become an internal note beside the answer, which the staff read. The message whose
answer did not help is kept for labelling."""

from __future__ import annotations

import datetime as dt

from bot.contacts.store import Contact
from bot.conversation.store.conversations import lock_conversation
from bot.conversation.store.messages import add_message
from bot.support.satisfaction.asking import SCORES
from bot.support.satisfaction.store import mark_answer
from bot.understanding.effects import do_keep_unhelpful
from foundation.clock import system_clock
from foundation.database.announcing import Connection


async def do_mark_answer(
    connection: Connection,
    conversation_id: str,
    message_id: int,
    contact: Contact,
    now: dt.datetime,
    *,
    helpful: bool,
    words: str = "",
) -> None:
    """Stores the contact's mark of an answer that is in the conversation. `now` is the marketplace's
    time."""
    await lock_conversation(connection, conversation_id)
    score = SCORES["good" if helpful else "bad"]
    await mark_answer(connection, conversation_id, message_id, score, system_clock())
    if words:
        name = "rating.note_helpful" if helpful else "rating.note_not_helpful"
        note = {"response": name, "values": {"words": words}}
        await add_message(connection, conversation_id, "system", reply=note, internal=True)
    if not helpful:
        await do_keep_unhelpful(connection, conversation_id, message_id, contact, now)
