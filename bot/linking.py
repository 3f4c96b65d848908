"""Who a contact is signed in as: by a one-time code and the contact's consent on Telegram, in place on the web; and how it ends.

Functions named `do_` work within the caller's transaction, under the lock of the contact's conversation (conversation before
contact, as in a turn). Their caller notifies `lane` and the conversations after the commit.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from bot.answers import Answer, role_buttons
from bot.buttons import issue_buttons, term_button
from bot.clock import system_clock
from bot.identity import Identity, fingerprint, new_secret
from bot.link_notice import LINK_MADE, note_link, tell_devices
from bot.storage.contacts import Contact, contact_of, do_link, set_language
from bot.storage.conversations import Waiting, add_inbound, lock_conversation, read_state, set_state
from bot.storage.database import Connection, Database
from bot.storage.deliveries import refuse_waiting
from bot.storage.links import (
    Link,
    LinkCode,
    add_link_code,
    conversations_of,
    count_link_failure,
    end_web_sessions,
    find_link,
    forget_link_failures,
    is_link_throttled,
    keep_question,
    list_links,
    present_link_code,
    take_kept_question,
    take_link_code,
    void_link_codes,
)
from bot.storage.messages import PUSH_CHANNELS, add_message
from bot.wakeups import Wakeups

CODE_LIFETIME = dt.timedelta(minutes=10)
MOST_REFUSED = 5
REFUSED_WITHIN = dt.timedelta(minutes=10)
SHOWN = 10

LINK, DECLINE, DEVICES, END = "gateway:link", "gateway:decline_link", "gateway:devices", "gateway:end_link"
"""What the gateway's own buttons mean; Rasa never sees them."""
COMMANDS = frozenset({"unlink", "devices"})
SIGNED_IN = "signed_in"
"""Kind of the message that nobody wrote: its contact has signed in, and a question waits for that."""


class Linking:
    """Answers what a contact says about its own links. It is nobody else's business, so an agent who has the conversation is not asked."""

    def __init__(self, database: Database, wakeups: Wakeups) -> None:
        self._database = database
        self._wakeups = wakeups

    @staticmethod
    def concerns(item: Waiting) -> bool:
        command, intent = item.payload.get("command"), item.payload.get("intent") or ""
        is_code = command == "start" and bool(item.payload.get("argument"))
        return item.kind == LINK_MADE or is_code or command in COMMANDS or intent.startswith("gateway:")

    async def answer(self, contact: Contact, item: Waiting) -> Answer:
        """The answer to a message that `concerns` links; `apply` does its effects."""
        payload = item.payload
        if item.kind == LINK_MADE:
            await tell_devices(self._database, self._wakeups, contact, item, DEVICES)
            return Answer(is_ours=True)
        entities = payload.get("entities") or {}
        if payload.get("command") == "start":
            return _ours([{"kind": "ask_to_link", "code": payload["argument"]}])
        if payload.get("command") == "unlink":
            return _ours([{"kind": "unlink"}])
        if payload.get("command") == "devices" or payload.get("intent") == DEVICES:
            return Answer([await self._devices(contact)], is_ours=True)
        if payload.get("intent") == END:
            return Answer([await self._end(contact, str(entities.get("link")))], is_ours=True)
        kind = "link" if payload.get("intent") == LINK else "decline_link"
        return _ours([{"kind": kind, "code": str(entities.get("code"))}])

    async def apply(self, connection: Connection, conversation_id: str, effect: dict[str, Any]) -> None:
        """One effect of `answer`, with the contact as it is now."""
        contact = await contact_of(connection, conversation_id)
        match effect["kind"]:
            case "ask_to_link":
                reply = await _ask_to_link(connection, contact, effect["code"])
            case "link":
                reply = await _link(connection, conversation_id, contact, effect["code"])
            case "decline_link":
                await take_link_code(connection, effect["code"], contact.id)
                reply = {"response": "gateway.link_declined"}
            case _:
                reply = {"response": "gateway.unlinked" if contact.account else "gateway.not_linked"}
                await do_sign_out(connection, conversation_id, contact.id)
        await add_message(
            connection, conversation_id, "bot", reply=await issue_buttons(connection, conversation_id, reply)
        )
        if effect["kind"] == "link" and reply["response"] == "gateway.linked":
            await do_answer_kept_question(connection, conversation_id)

    async def _devices(self, contact: Contact) -> dict[str, Any]:
        if contact.account is None:
            return {"response": "gateway.not_linked"}
        async with self._database.read() as connection:
            links = await links_for(connection, contact.account, contact.person, contact.manages_links)
        values = {"company": contact.company or contact.account, "count": len(links)}
        cards = [_card(link, contact.id) for link in links[:SHOWN]]
        return {"response": "gateway.devices", "values": values, "cards": cards}

    async def _end(self, contact: Contact, link_id: str) -> dict[str, Any]:
        """Ends a link in a transaction of its own: two that end each other's must not wait for each other."""
        link = None
        if contact.account is not None:
            by = contact.account, contact.person, contact.manages_links
            link = await end_link(self._database, self._wakeups, link_id, *by, name=contact.name)
        if link is None:
            return {"response": "gateway.link_not_found", "buttons": [term_button("button.devices", DEVICES)]}
        return {
            "response": "gateway.link_ended",
            "values": {"name": link.name or link.account, "channel": _channel(link)},
            "buttons": [term_button("button.devices", DEVICES)],
        }


async def issue_link_code(
    connection: Connection, identity: Identity, language: str, from_conversation: str | None = None
) -> str:
    """A new code for a deep link to Telegram: 128 random bits, of which only the hash is kept."""
    code = new_secret()
    await add_link_code(connection, fingerprint(code), identity, language, CODE_LIFETIME, from_conversation)
    return code


async def do_sign_in(connection: Connection, conversation_id: str, contact: Contact, identity: Identity) -> None:
    """Connects the contact to the account. The dialogue of another account, if there was one, ends."""
    if contact.account is not None and contact.account != identity.account:
        await set_state(connection, conversation_id, None)
        await take_kept_question(connection, conversation_id)
    await do_link(connection, contact.id, identity)


async def do_sign_out(connection: Connection, conversation_id: str, contact_id: str) -> None:
    """Makes the contact a visitor, with a dialogue that knows nothing of the account."""
    await do_link(connection, contact_id, None)
    await set_state(connection, conversation_id, None)
    await take_kept_question(connection, conversation_id)


async def do_answer_kept_question(connection: Connection, conversation_id: str) -> bool:
    """Lets the question that waited for the sign-in be answered next, once; False when there is none."""
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


async def do_keep_question(connection: Connection, conversation_id: str) -> None:
    """A visitor was asked to sign in. Who has in the meantime gets the answer at once."""
    await keep_question(connection, conversation_id)
    if (await contact_of(connection, conversation_id)).at(system_clock()).account is not None:
        await do_answer_kept_question(connection, conversation_id)


async def links_for(connection: Connection, account: str, person: str | None, manages_links: bool) -> list[Link]:
    """The links that this person of the account may see and end: the account's, or only their own."""
    return await list_links(connection, account, None if manages_links else person or "")


async def end_link(
    database: Database,
    wakeups: Wakeups,
    link_id: str,
    account: str,
    person: str | None = None,
    manages_links: bool = True,
    *,
    name: str | None = None,
) -> Link | None:
    """Ends a link of the account at once, also on open sockets; None for absent and forbidden alike.

    `name` is who did it, which the person on the other side is told (None: our team).
    """
    async with database.begin() as connection:
        ended = await do_end_link(connection, link_id, account, person, manages_links, name=name)
    if ended is None:
        return None
    link, conversation_ids = ended
    await tell_ended(wakeups, conversation_ids)
    return link


async def do_end_link(
    connection: Connection,
    link_id: str,
    account: str,
    person: str | None = None,
    manages_links: bool = True,
    *,
    name: str | None = None,
) -> tuple[Link, list[str]] | None:
    """The link that was ended and its conversations, which `tell_ended` wakes after the commit."""
    conversation_ids = await conversations_of(connection, link_id)
    link = await find_link(connection, link_id)
    if link is None or link.account != account or not (manages_links or link.person == person):
        return None
    await end_web_sessions(connection, link_id)
    await void_link_codes(connection, link.account, link.person)  # or whoever was sent away comes back by one
    for conversation_id in conversation_ids:
        await do_sign_out(connection, conversation_id, link_id)
        if link.channel in PUSH_CHANNELS:
            await refuse_waiting(connection, conversation_id, "unlinked")
            await _say_ended(connection, conversation_id, link, name)
    return link, conversation_ids


async def tell_ended(wakeups: Wakeups, conversation_ids: list[str]) -> None:
    """Open sockets look, and end; what has to be sent is sent."""
    for topic in (*(f"conversation:{conversation_id}" for conversation_id in conversation_ids), "delivery", "staff"):
        await wakeups.notify(topic)


async def _say_ended(connection: Connection, conversation_id: str, link: Link, name: str | None) -> None:
    values = {"company": link.company or link.account, "name": name}
    response = "gateway.ended_by" if name else "gateway.ended_by_staff"
    await add_message(connection, conversation_id, "system", reply={"response": response, "values": values})


async def _ask_to_link(connection: Connection, contact: Contact, code_hash: str) -> dict[str, Any]:
    """The question whether this chat shall be signed in, in the person's language, with the account's name."""
    if await is_link_throttled(connection, contact.id, MOST_REFUSED, REFUSED_WITHIN):
        return {"response": "gateway.link_throttled"}
    code = await present_link_code(connection, code_hash, contact.id)
    if code is None:
        await count_link_failure(connection, contact.id, REFUSED_WITHIN)
        return {"response": "gateway.link_refused"}
    await forget_link_failures(connection, contact.id)
    if not contact.language_known:
        await set_language(connection, contact.id, code.language)
    identity = code.identity
    if (contact.account, contact.person) == (identity.account, identity.person):
        await take_link_code(connection, code_hash, contact.id)
        return {"response": "gateway.link_already", "values": _who(identity)}
    instead = contact.account is not None and contact.account != identity.account
    values = {**_who(identity), "before": contact.company or contact.account}
    return {
        "response": "gateway.ask_to_link_instead" if instead else "gateway.ask_to_link",
        "values": values,
        "buttons": [_code_button("button.link", LINK, code_hash), _code_button("button.decline", DECLINE, code_hash)],
    }


async def _link(connection: Connection, conversation_id: str, contact: Contact, code_hash: str) -> dict[str, Any]:
    code = await take_link_code(connection, code_hash, contact.id)
    if code is None:
        return {"response": "gateway.link_refused"}
    await do_sign_in(connection, conversation_id, contact, code.identity)
    await note_link(connection, conversation_id, contact, code.identity)
    await _carry_over(connection, conversation_id, code)
    buttons = [*role_buttons(code.identity.role), term_button("button.devices", DEVICES)]
    return {"response": "gateway.linked", "values": _who(code.identity), "buttons": buttons}


async def _carry_over(connection: Connection, conversation_id: str, code: LinkCode) -> None:
    """A web chat that goes on here brings its dialogue, unless one has begun here or it is no longer the same person's."""
    here = await lock_conversation(connection, conversation_id)
    if code.from_conversation is None or here.state is not None:
        return
    there = await contact_of(connection, code.from_conversation)
    if (there.account, there.person) == (code.identity.account, code.identity.person):
        await set_state(connection, conversation_id, await read_state(connection, code.from_conversation))


def _who(identity: Identity) -> dict[str, Any]:
    return {"name": identity.name, "company": identity.company or identity.name, "account": identity.account}


def _code_button(term: str, intent: str, code_hash: str) -> dict[str, Any]:
    return {**term_button(term, intent), "entities": {"code": code_hash}, "single_use": True}


def _card(link: Link, here: str) -> dict[str, Any]:
    """A link as a card; the one that asks is left with /unlink, not with a button."""
    fields: list[tuple[str, Any]] = [
        ("field.person", link.name or "–"),
        ("field.since", _moment(link.since)),
        ("field.last_active", _moment(link.last_active)),
    ]
    end = {**term_button("button.end_link", END), "entities": {"link": link.id}, "single_use": True}
    title = {
        "type": "term",
        "name": "link.here" if link.id == here else "link.title",
        "values": {"channel": _channel(link)},
    }
    return {
        "kind": "device",
        "title": title,
        "fields": [{"label": {"type": "term", "name": name}, "value": value} for name, value in fields],
        "buttons": [] if link.id == here else [end],
    }


def _channel(link: Link) -> dict[str, Any]:
    return {"type": "term", "name": f"link.channel.{link.channel}"}


def _moment(time: dt.datetime) -> dict[str, Any]:
    return {"type": "datetime", "value": time.isoformat(timespec="minutes")}


def _ours(effects: list[dict[str, Any]]) -> Answer:
    return Answer(effects=effects, is_ours=True)
