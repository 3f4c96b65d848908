"""Tells the people of an account that a chat was linked to it, so that a link that nobody of them wanted is seen and ended.

The link leaves a note for itself in the lane of its conversation, committed with it: what is told afterwards, in a transaction for
each conversation, is neither lost in a crash nor said twice, and no two links wait for each other.
"""

from __future__ import annotations

import uuid
from typing import Any

from bot.clock import system_clock
from bot.contacts.identity import Identity
from bot.contacts.store import Contact
from bot.conversation.buttons import term_button
from bot.conversation.saying import do_say
from bot.conversation.store.arrivals import add_inbound
from bot.conversation.store.present import conversations_beside, was_told
from bot.conversation.store.turns import Waiting
from bot.database.engine import Connection, Database

LINK_MADE = "link_made"
"""Kind of the message that nobody wrote: its contact was linked, and the account's other devices are to be told."""


async def note_link(connection: Connection, conversation_id: str, contact: Contact, identity: Identity) -> None:
    """Notes, under the conversation's lock, that its contact was linked as this person."""
    await add_inbound(
        connection,
        channel=contact.channel,
        external_id=f"{LINK_MADE}:{uuid.uuid4().hex}",
        conversation_id=conversation_id,
        message_id=0,
        kind=LINK_MADE,
        payload={
            "account": identity.account,
            "person": identity.person,
            "name": identity.name,
            "company": identity.company or identity.account,
        },
    )


async def tell_devices(database: Database, contact: Contact, item: Waiting, button: str) -> None:
    """Tells each device of the account that may end the new link, but for the new one. `button` is what lists the devices.

    Raises:
        DatabaseUnavailable: some may have been told; the same again tells the others.
    """
    who = item.payload
    async with database.read() as connection:
        told = await conversations_beside(connection, who["account"], who["person"], contact.id, system_clock())
    reply = _reply(who, contact.channel, button)
    for conversation_id in told:
        async with database.begin() as connection:
            if not await was_told(connection, conversation_id, item.external_id):
                await do_say(connection, conversation_id, "system", reply, notice=item.external_id)


def _reply(who: dict[str, Any], channel: str, button: str) -> dict[str, Any]:
    values = {
        "name": who["name"],
        "company": who["company"],
        "channel": {"type": "term", "name": f"link.channel.{channel}"},
    }
    return {"response": "gateway.link_made", "values": values, "buttons": [term_button("button.devices", button)]}
