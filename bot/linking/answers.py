"""Answers messages about signing in and out, without the dialogue: asks for consent, lists the
devices that are signed in, and signs a device out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from bot.contacts.store import Contact
from bot.conversation.answering.answers import Answer, Answerer, Heard, Meaning, match_kind
from bot.conversation.replies.buttons import term_button
from bot.linking.effects import (
    DECLINE,
    DEVICES,
    END,
    LINK,
    AskToLinkEffect,
    DeclineLinkEffect,
    LinkEffect,
    UnlinkEffect,
)
from bot.linking.linking import SIGNED_IN, end_link, list_links_for
from bot.linking.notice import LINK_MADE, tell_devices
from bot.linking.store.links import Link
from foundation.database.announcing import Database

SHOWN = 10

Concerns = Callable[[Heard], bool]


def linking_answerers(database: Database) -> tuple[Answerer, ...]:
    """Returns the answerers of messages about signing in and out, and the one that answers an
    earlier question once its contact has signed in."""
    devices = Devices(database)
    return (
        Answerer(match_kind(LINK_MADE), devices.tell, beside_agent=True),
        Answerer(_has_code, read_code, beside_agent=True),
        Answerer(_is_command("unlink"), read_unlink, beside_agent=True),
        Answerer(_is_command("devices"), devices.list, beside_agent=True),
        Answerer(_is_button(DEVICES), devices.list, beside_agent=True),
        Answerer(_is_button(END), devices.end, beside_agent=True),
        Answerer(_is_button(LINK), read_consent, beside_agent=True),
        Answerer(_is_button(DECLINE), read_refusal, beside_agent=True),
        Answerer(match_kind(SIGNED_IN), read_kept_question),
    )


async def read_code(heard: Heard) -> Answer:
    """Returns the effect that asks the contact whether to sign this chat in with a one-time code."""
    return Answer(effects=[AskToLinkEffect(heard.item.payload["argument"])])


async def read_consent(heard: Heard) -> Answer:
    """Returns the effect that signs the chat in, because the contact agreed."""
    return Answer(effects=[LinkEffect(_read_entity(heard, "code"))])


async def read_refusal(heard: Heard) -> Answer:
    """Returns the effect that makes the one-time code useless, because the contact declined to sign
    in."""
    return Answer(effects=[DeclineLinkEffect(_read_entity(heard, "code"))])


async def read_unlink(_heard: Heard) -> Answer:
    """Returns the effect that signs the contact out."""
    return Answer(effects=[UnlinkEffect()])


async def read_kept_question(_heard: Heard) -> Meaning:
    """Returns the meaning with which the dialogue answers the question that the contact asked
    before signing in."""
    return Meaning("link_account", {"reason": SIGNED_IN})


class Devices:
    """Shows in the chat where people are signed in to the account, and lets a person sign out those
    devices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tell(self, heard: Heard) -> Answer:
        """Tells the other devices of the account that this chat was signed in. Adds no answer in
        this chat."""
        await tell_devices(self._database, heard.contact, heard.item, DEVICES)
        return Answer()

    async def list(self, heard: Heard) -> Answer:
        """Lists the devices of the account that the contact may see."""
        contact = heard.contact
        if contact.account is None:
            return Answer([{"response": "gateway.not_linked"}])
        async with self._database.read() as connection:
            links = await list_links_for(connection, contact.account, contact.person, contact.manages_links)
        values = {"company": contact.company or contact.account, "count": len(links)}
        cards = [_build_card(link, contact.id) for link in links[:SHOWN]]
        return Answer([{"response": "gateway.devices", "values": values, "cards": cards}])

    async def end(self, heard: Heard) -> Answer:
        """Signs a device out, in a transaction of its own, so that two people who sign each other
        out cannot deadlock."""
        link = await self._end(heard.contact, _read_entity(heard, "link"))
        again = [term_button("button.devices", DEVICES)]
        if link is None:
            return Answer([{"response": "gateway.link_not_found", "buttons": again}])
        values = {"name": link.name or link.account, "channel": _build_channel(link)}
        return Answer([{"response": "gateway.link_ended", "values": values, "buttons": again}])

    async def _end(self, contact: Contact, link_id: str) -> Link | None:
        if contact.account is None:
            return None
        by = contact.account, contact.person, contact.manages_links
        return await end_link(self._database, link_id, *by, name=contact.name)


def _has_code(heard: Heard) -> bool:
    return _is_command("start")(heard) and bool(heard.item.payload.get("argument"))


def _is_command(command: str) -> Concerns:
    return lambda heard: heard.item.kind == "command" and heard.item.payload["command"] == command


def _is_button(intent: str) -> Concerns:
    return lambda heard: heard.item.kind == "button" and heard.item.payload["intent"] == intent


def _read_entity(heard: Heard, name: str) -> str:
    return str(heard.item.payload["entities"].get(name))


def _build_card(link: Link, here: str) -> dict[str, Any]:
    """Returns a card that describes a signed-in device, with a button to sign it out. The card of
    the present chat has no button, because that chat is signed out with /unlink."""
    fields: list[tuple[str, Any]] = [
        ("field.person", link.name or "–"),
        ("field.since", _moment(link.since)),
        ("field.last_active", _moment(link.last_active)),
    ]
    end = {**term_button("button.end_link", END), "entities": {"link": link.id}, "single_use": True}
    title = {
        "type": "term",
        "name": "link.here" if link.id == here else "link.title",
        "values": {"channel": _build_channel(link)},
    }
    return {
        "kind": "device",
        "title": title,
        "fields": [{"label": {"type": "term", "name": name}, "value": value} for name, value in fields],
        "buttons": [] if link.id == here else [end],
    }


def _build_channel(link: Link) -> dict[str, Any]:
    return {"type": "term", "name": f"link.channel.{link.channel}"}


def _moment(time: dt.datetime) -> dict[str, Any]:
    return {"type": "datetime", "value": time.isoformat(timespec="minutes")}
