"""Tells the people of an account that another chat was signed in to it, so that they can sign out
an unwanted one.

The transaction that signs a chat in also adds an internal message to that chat's conversation. When
this message is handled, each of the other conversations is told in a transaction of its own. With
separate transactions, no notification is lost or sent twice after a crash, and two sign-ins cannot
deadlock.
"""

from __future__ import annotations

import uuid
from typing import Any

from bot.contacts.identity import Identity
from bot.contacts.store import Contact
from bot.conversation.replies.buttons import term_button
from bot.conversation.replies.saying import do_say
from bot.conversation.store.arrivals import add_inbound
from bot.conversation.store.present import has_notice, list_conversations_beside
from bot.conversation.store.turns import Waiting
from foundation.clock import system_clock
from foundation.database.announcing import Connection, Database

LINK_MADE = "link_made"
"""The kind of an internal message, which no person wrote. Such a message says that the contact was
signed in and that the other devices of the account must be told."""


async def note_link(connection: Connection, conversation_id: str, contact: Contact, identity: Identity) -> None:
    """Adds the internal message that the contact was signed in as this person. The caller must have
    locked the conversation."""
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
    """Tells each device of the account that may sign the new device out, except the new device.
    `button` is the intent that lists the devices.

    Raises:
        DatabaseUnavailable: some devices may have been told; calling again tells the others.
    """
    who = item.payload
    async with database.read() as connection:
        devices = await list_conversations_beside(connection, who["account"], who["person"], contact.id, system_clock())
    reply = _build_reply(who, contact.channel, button)
    for conversation_id in devices:
        async with database.begin() as connection:
            if not await has_notice(connection, conversation_id, item.external_id):
                await do_say(connection, conversation_id, "system", reply, notice=item.external_id)


def _build_reply(who: dict[str, Any], channel: str, button: str) -> dict[str, Any]:
    values = {
        "name": who["name"],
        "company": who["company"],
        "channel": {"type": "term", "name": f"link.channel.{channel}"},
    }
    return {"response": "gateway.link_made", "values": values, "buttons": [term_button("button.devices", button)]}
