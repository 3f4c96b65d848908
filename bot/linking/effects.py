"""Defines the effects of answers about signing in: asking for consent, signing in, declining, and
signing out. The gateway's own answers use these effects. Only the effect `question_kept` is for the
dialogue, which uses it when a visitor asks something that can be answered only after they sign in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.contacts.identity import Identity
from bot.contacts.store import Contact, set_language
from bot.conversation.answering.asked_effects import AskedEffect
from bot.conversation.answering.drafts import do_tell_moved
from bot.conversation.answering.effects import Effect, Occasion
from bot.conversation.answering.own_answers import OURS
from bot.conversation.replies.buttons import term_button
from bot.conversation.replies.greetings import build_role_buttons
from bot.conversation.replies.saying import do_say
from bot.conversation.store.conversations import find_contact_of, lock_conversation, set_state
from bot.conversation.store.drafts import DRAFTS
from bot.linking.linking import do_answer_kept_question, do_keep_question, do_sign_in, do_sign_out
from bot.linking.notice import note_link
from bot.linking.store.links import (
    LinkCode,
    count_link_failure,
    forget_link_failures,
    is_link_throttled,
    present_link_code,
    take_link_code,
)
from foundation.database.announcing import Connection

MOST_REFUSED = 5
REFUSED_WITHIN = dt.timedelta(minutes=10)
LINK, DECLINE, DEVICES, END = (f"{OURS}{name}" for name in ("link", "decline_link", "devices", "end_link"))
"""The intents of buttons that the gateway answers itself."""


@dataclass(frozen=True)
class AskToLinkEffect(AskedEffect):
    """Asks the contact whether to sign this chat in. `code` is the hash of a one-time code."""

    kind: ClassVar[str] = "ask_to_link"
    code: str


@dataclass(frozen=True)
class LinkEffect(AskedEffect):
    """Signs the contact in with the one-time code that has this hash."""

    kind: ClassVar[str] = "link"
    code: str


@dataclass(frozen=True)
class DeclineLinkEffect(AskedEffect):
    """Makes the one-time code that has this hash useless."""

    kind: ClassVar[str] = "decline_link"
    code: str


@dataclass(frozen=True)
class UnlinkEffect(AskedEffect):
    """Signs the contact out."""

    kind: ClassVar[str] = "unlink"


@dataclass(frozen=True)
class QuestionKeptEffect(AskedEffect):
    """Remembers the question that the contact is to sign in for."""

    kind: ClassVar[str] = "question_kept"


async def do_ask_to_link(occasion: Occasion, effect: AskToLinkEffect) -> None:
    """Asks the contact whether to sign this chat in, with the account's name and in the language of
    the person who made the code."""
    await _say(occasion, await _ask_to_link(occasion.connection, occasion.contact, effect.code))


async def do_link(occasion: Occasion, effect: LinkEffect) -> None:
    """Signs the contact in with a one-time code, after they consented. A question that the contact
    asked before signing in is answered next."""
    conversation_id = occasion.item.conversation_id
    code = await take_link_code(occasion.connection, effect.code, occasion.contact.id)
    if code is None:
        await _say(occasion, {"response": "gateway.link_refused"})
        return
    await do_sign_in(occasion.connection, conversation_id, occasion.contact, code.identity)
    await note_link(occasion.connection, conversation_id, occasion.contact, code.identity)
    await _carry_over(occasion.connection, conversation_id, code)
    buttons = [*build_role_buttons(code.identity.role), term_button("button.devices", DEVICES)]
    await _say(occasion, {"response": "gateway.linked", "values": _describe(code.identity), "buttons": buttons})
    await do_answer_kept_question(occasion.connection, conversation_id)


async def do_decline(occasion: Occasion, effect: DeclineLinkEffect) -> None:
    """Makes a one-time code useless, without signing in."""
    await take_link_code(occasion.connection, effect.code, occasion.contact.id)
    await _say(occasion, {"response": "gateway.link_declined"})


async def do_unlink(occasion: Occasion, _effect: UnlinkEffect) -> None:
    """Signs the contact out, because they asked for it."""
    response = "gateway.unlinked" if occasion.contact.account else "gateway.not_linked"
    await do_sign_out(occasion.connection, occasion.item.conversation_id, occasion.contact.id)
    await _say(occasion, {"response": response})


async def do_keep(occasion: Occasion, _effect: QuestionKeptEffect) -> None:
    """Remembers that the contact's question is to be answered once they have signed in."""
    await do_keep_question(occasion.connection, occasion.item.conversation_id, occasion.contact)


LINKING_EFFECTS = (
    Effect(AskToLinkEffect, do_ask_to_link, ours=True),
    Effect(LinkEffect, do_link, ours=True),
    Effect(DeclineLinkEffect, do_decline, ours=True),
    Effect(UnlinkEffect, do_unlink, ours=True),
    Effect(QuestionKeptEffect, do_keep),
)


async def _say(occasion: Occasion, reply: dict[str, Any]) -> None:
    await do_say(occasion.connection, occasion.item.conversation_id, "bot", reply)


async def _ask_to_link(connection: Connection, contact: Contact, code_hash: str) -> dict[str, Any]:
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
        return {"response": "gateway.link_already", "values": _describe(identity)}
    instead = contact.account is not None and contact.account != identity.account
    values = {**_describe(identity), "before": contact.company or contact.account}
    return {
        "response": "gateway.ask_to_link_instead" if instead else "gateway.ask_to_link",
        "values": values,
        "buttons": [
            _build_code_button("button.link", LINK, code_hash),
            _build_code_button("button.decline", DECLINE, code_hash),
        ],
    }


async def _carry_over(connection: Connection, conversation_id: str, code: LinkCode) -> None:
    """Copies the dialogue's state from the web chat that the code continues; what is unfinished in it goes on here alone.
    Copies nothing if this conversation has a dialogue of its own, or if another person is signed in to the web chat
    now."""
    here = await lock_conversation(connection, conversation_id)
    if code.from_conversation is None or here.state is not None:
        return
    there = await find_contact_of(connection, code.from_conversation)
    if (there.account, there.person) == (code.identity.account, code.identity.person):
        state = (await lock_conversation(connection, code.from_conversation)).state
        await set_state(connection, conversation_id, state)
        if (state or {}).get(DRAFTS):
            await do_tell_moved(connection, code.from_conversation)


def _describe(identity: Identity) -> dict[str, Any]:
    return {"name": identity.name, "company": identity.company or identity.name, "account": identity.account}


def _build_code_button(term: str, intent: str, code_hash: str) -> dict[str, Any]:
    return {**term_button(term, intent), "entities": {"code": code_hash}, "single_use": True}
