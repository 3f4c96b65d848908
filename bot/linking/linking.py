"""Signs contacts in to accounts and out again. On Telegram, signing in needs a one-time code and
the contact's consent; in the web chat, the page presents a signed identity. In this package, a
contact that is signed in is called a link.

The functions whose names begin with `do_` run in the caller's transaction, which must hold the lock
of the contact's conversation. All code locks the conversation before the contact.
"""

from __future__ import annotations

import datetime as dt
import uuid

from bot.contacts.identity import Identity
from bot.contacts.store import Contact, do_link
from bot.conversation.store.arrivals import add_inbound
from bot.conversation.store.conversations import lock_conversation, set_state
from bot.conversation.store.deliveries import refuse_waiting
from bot.conversation.store.messages import add_message
from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.web_sessions import end_web_sessions
from bot.linking.store.links import (
    Link,
    add_link_code,
    find_link,
    keep_question,
    list_links,
    lock_conversations_of,
    take_kept_question,
    void_link_codes,
)
from bot.messages.channels import PUSH_CHANNELS
from foundation.clock import system_clock
from foundation.database.announcements import announce
from foundation.database.announcing import Connection, Database
from foundation.secrets import fingerprint, make_secret

CODE_LIFETIME = dt.timedelta(minutes=10)

SIGNED_IN = "signed_in"
"""The kind of an internal message, which no person wrote. Such a message says that the contact has
signed in and that an earlier question of theirs can be answered now."""


async def issue_link_code(
    connection: Connection, identity: Identity, language: str, from_conversation: str | None = None
) -> str:
    """Returns a new one-time code with which this person signs in on Telegram. The code has 128
    random bits, and only its hash is stored. `from_conversation` is the id of the web conversation
    that continues on Telegram, if any."""
    code = make_secret()
    await add_link_code(connection, fingerprint(code), identity, language, CODE_LIFETIME, from_conversation)
    return code


async def do_sign_in(connection: Connection, conversation_id: str, contact: Contact, identity: Identity) -> None:
    """Signs the contact in to the account of this identity. If the contact was signed in to another
    account, the dialogue starts anew."""
    if contact.account is not None and contact.account != identity.account:
        await set_state(connection, conversation_id, None)
        await take_kept_question(connection, conversation_id)
    await do_link(connection, contact.id, identity)
    announce_conversation(connection, conversation_id)
    if (contact.account, contact.person) != (identity.account, identity.person):
        announce(connection, "staff")


async def do_sign_out(connection: Connection, conversation_id: str, contact_id: str) -> None:
    """Signs the contact out. The contact becomes a visitor, with a new dialogue that knows nothing
    about the account."""
    await do_link(connection, contact_id, None)
    await set_state(connection, conversation_id, None)
    await take_kept_question(connection, conversation_id)
    announce_conversation(connection, conversation_id)  # wakes the open connections, which then close
    announce(connection, "staff")


async def do_answer_kept_question(connection: Connection, conversation_id: str) -> bool:
    """Queues the question that the contact asked before signing in, so that it is answered next.
    Returns False when there is no such question, or the question was queued before."""
    if not await take_kept_question(connection, conversation_id):
        return False
    conversation = await lock_conversation(connection, conversation_id)
    await add_inbound(
        connection,
        channel=conversation.channel,
        external_id=f"{SIGNED_IN}:{uuid.uuid4().hex}",
        conversation_id=conversation_id,
        message_id=0,
        kind=SIGNED_IN,
        payload={},
    )
    return True


async def do_keep_question(connection: Connection, conversation_id: str, contact: Contact) -> None:
    """Remembers that a visitor who was asked to sign in has a question. If the contact has signed
    in meanwhile, the question is answered at once."""
    await keep_question(connection, conversation_id)
    if contact.at(system_clock()).account is not None:
        await do_answer_kept_question(connection, conversation_id)


async def list_links_for(connection: Connection, account: str, person: str | None, manages_links: bool) -> list[Link]:
    """Returns the signed-in contacts that this person may see and sign out: all of the account if
    `manages_links`, else only their own."""
    return await list_links(connection, account, None if manages_links else person or "")


async def end_link(
    database: Database,
    link_id: str,
    account: str,
    person: str | None = None,
    manages_links: bool = True,
    *,
    name: str | None = None,
) -> Link | None:
    """Signs a contact of the account out at once, and closes its open web chats. Returns the ended
    link, or None if there is no such link or this person may not end it.

    `name` is the person who ended the link, which the signed-out contact is told. If `name` is
    None, the support team ended the link.
    """
    async with database.begin() as connection:
        return await do_end_link(connection, link_id, account, person, manages_links, name=name)


async def do_end_link(
    connection: Connection,
    link_id: str,
    account: str,
    person: str | None = None,
    manages_links: bool = True,
    *,
    name: str | None = None,
) -> Link | None:
    """Ends a link as `end_link` does, within the caller's transaction."""
    conversation_ids = await lock_conversations_of(connection, link_id)
    link = await find_link(connection, link_id)
    if link is None or link.account != account or not (manages_links or link.person == person):
        return None
    await end_web_sessions(connection, link_id)
    await void_link_codes(
        connection, link.account, link.person
    )  # so that the person cannot sign in again with an older code
    for conversation_id in conversation_ids:
        await do_sign_out(connection, conversation_id, link_id)
        if link.channel in PUSH_CHANNELS:
            await refuse_waiting(connection, conversation_id, "unlinked")
            await _say_ended(connection, conversation_id, link, name)
    return link


async def _say_ended(connection: Connection, conversation_id: str, link: Link, name: str | None) -> None:
    values = {"company": link.company or link.account, "name": name}
    response = "gateway.ended_by" if name else "gateway.ended_by_staff"
    await add_message(connection, conversation_id, "system", reply={"response": response, "values": values})
