"""The gateway's own answers about links: asking for consent, listing devices, ending one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.contacts.identity import Identity
from bot.contacts.store import Contact, set_language
from bot.conversation.answers import Answer
from bot.conversation.buttons import issue_buttons, term_button
from bot.conversation.greetings import role_buttons
from bot.conversation.store.conversations import contact_of, lock_conversation, read_state, set_state
from bot.conversation.store.messages import add_message
from bot.conversation.store.turns import Waiting
from bot.database.engine import Connection, Database
from bot.linking.linking import do_answer_kept_question, do_sign_in, do_sign_out, end_link, links_for
from bot.linking.notice import LINK_MADE, note_link, tell_devices
from bot.linking.store.links import (
    Link,
    LinkCode,
    count_link_failure,
    forget_link_failures,
    is_link_throttled,
    present_link_code,
    take_link_code,
)
from bot.wakeups import Wakeups

MOST_REFUSED = 5
REFUSED_WITHIN = dt.timedelta(minutes=10)
SHOWN = 10

LINK, DECLINE, DEVICES, END = "gateway:link", "gateway:decline_link", "gateway:devices", "gateway:end_link"
"""What the gateway's own buttons mean; Rasa never sees them."""
COMMANDS = frozenset({"unlink", "devices"})


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
