"""Web sessions: opening one, resuming one, signing in. A session is 128 random bits, hashed at rest, and has one conversation."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers import welcome
from bot.buttons import issue_buttons
from bot.channels.webchat.frames import Hello
from bot.clock import system_clock
from bot.errors import Explain
from bot.i18n import DEFAULT_LANGUAGE
from bot.identity import Identity, fingerprint, new_secret, verify_identity
from bot.linking import do_answer_kept_question, do_sign_in, issue_link_code
from bot.storage.contacts import (
    Contact,
    add_web_session,
    claim_identity,
    contact_of,
    ensure_contact,
    find_web_session,
    set_language,
)
from bot.storage.conversations import add_conversation, lock_conversation
from bot.storage.database import Connection, Database
from bot.storage.links import is_ended, session_now
from bot.storage.messages import add_message
from bot.storage.waiting_visitors import set_address

SESSION_ENDED = Explain("session_ended", "gateway.session_ended")


@dataclass(frozen=True)
class WebSession:
    """An open session. `expired`: its account's identity has ended, so it may see and do nothing until renewed.
    `ended`: from another device or by staff, for good."""

    token: str
    conversation_id: str
    contact: Contact
    expired: bool = False
    ended: bool = False


class WebSessions:
    """Opens, resumes and signs in web sessions."""

    def __init__(self, database: Database, identity_keys: dict[str, str]) -> None:
        self._database = database
        self._keys = identity_keys

    async def begins_as_visitor(self, hello: Hello) -> bool:
        """Whether a `hello` begins a conversation of somebody who does not prove who they are."""
        if self._identity(hello.identity)[0] is not None:
            return False
        if hello.session is None:
            return True
        async with self._database.read() as connection:
            return await find_web_session(connection, fingerprint(hello.session)) is None

    async def open(self, hello: Hello, address: str | None = None) -> tuple[WebSession, Explain | None]:
        """The session for a `hello`, and what went wrong with its identity (then the contact is a visitor).
        `address` stands for where it comes from."""
        identity, problem = self._identity(hello.identity)
        async with self._database.begin() as connection:
            session = await self._resume(connection, hello.session)
            if session is not None and identity is not None and _somebody_else(session.contact, identity):
                session = None
            if session is None:
                session = await self._start(connection, hello.language)
                fresh = True
            else:
                fresh = False
                if hello.language and hello.language != session.contact.language:
                    await set_language(connection, session.contact.id, hello.language)
            if address is not None:
                await set_address(connection, session.conversation_id, address)
            if identity is not None:
                problem = await self._link(connection, session, identity)
            contact = await self._greeted(connection, session) if fresh else await _contact_of(connection, session)
        return self._seen(session, contact), _said_to(contact, problem) if problem else None

    async def sign_in(self, session: WebSession, token: str) -> WebSession:
        """Signs in, or renews, in place; somebody else's identity gets a session of its own.

        Raises:
            Explain: `identity_refused` or `identity_expired`; the session stays as it was.
        """
        try:
            return await self._sign_in(session, token)
        except Explain as problem:
            raise _said_to(session.contact, problem) from problem

    async def _sign_in(self, session: WebSession, token: str) -> WebSession:
        identity = verify_identity(token, self._keys)
        if _somebody_else(session.contact, identity):
            return await self._begin_anew(identity, session.contact.language)
        async with self._database.begin() as connection:
            await lock_conversation(connection, session.conversation_id)
            if await is_ended(connection, fingerprint(session.token)):
                raise SESSION_ENDED
            problem = await self._link(connection, session, identity)
            if problem is not None:
                raise problem
            contact = await _contact_of(connection, session)
        return self._seen(session, contact)

    async def _begin_anew(self, identity: Identity, language: str) -> WebSession:
        """A session of this person's own; none, when the identity is another session's."""
        async with self._database.begin() as connection:
            session = await self._start(connection, language)
            problem = await self._link(connection, session, identity)
            if problem is not None:
                raise problem
            contact = await self._greeted(connection, session)
        return self._seen(session, contact)

    async def telegram_code(self, session: WebSession) -> str:
        """A one-time code with which this conversation goes on in Telegram.

        Raises:
            Explain: `not_signed_in`.
        """
        contact = session.contact.at(system_clock())
        if contact.account is None:
            raise Explain("not_signed_in", "gateway.not_signed_in")
        who = contact.account, contact.role, contact.person or contact.account, contact.name or contact.account
        identity = Identity(*who, "", None, contact.company, contact.manages_links)
        async with self._database.begin() as connection:
            return await issue_link_code(connection, identity, contact.language, session.conversation_id)

    async def refresh(self, session: WebSession) -> WebSession:
        """The same session with its contact as it is now."""
        async with self._database.read() as connection:
            contact, ended = await session_now(connection, fingerprint(session.token), session.conversation_id)
        return self._seen(session, contact, ended=ended)

    def _seen(self, session: WebSession, contact: Contact, *, ended: bool = False) -> WebSession:
        expired = contact.account is not None and contact.at(system_clock()).account is None
        return WebSession(session.token, session.conversation_id, contact, expired, ended)

    def _identity(self, token: str | None) -> tuple[Identity | None, Explain | None]:
        if token is None:
            return None, None
        try:
            return verify_identity(token, self._keys), None
        except Explain as problem:
            return None, problem

    @staticmethod
    async def _resume(connection: Connection, token: str | None) -> WebSession | None:
        conversation_id = await find_web_session(connection, fingerprint(token)) if token else None
        if token is None or conversation_id is None:
            return None
        await lock_conversation(connection, conversation_id)  # before its contact, as in a turn
        return WebSession(token, conversation_id, await contact_of(connection, conversation_id))

    @staticmethod
    async def _start(connection: Connection, language: str | None) -> WebSession:
        token = new_secret()
        key = fingerprint(token)
        contact = await ensure_contact(connection, "webchat", key, language or DEFAULT_LANGUAGE)
        conversation_id = await add_conversation(connection, contact.id, "webchat")
        await add_web_session(connection, key, conversation_id, contact.id)
        return WebSession(token, conversation_id, contact)

    @staticmethod
    async def _greeted(connection: Connection, session: WebSession) -> Contact:
        """The contact of a new session, once it is known who it is."""
        contact = await _contact_of(connection, session)
        greeting = await issue_buttons(connection, session.conversation_id, welcome(contact))
        await add_message(connection, session.conversation_id, "bot", reply=greeting)
        return contact

    @staticmethod
    async def _link(connection: Connection, session: WebSession, identity: Identity) -> Explain | None:
        if not await claim_identity(connection, identity, fingerprint(session.token)):
            return Explain("identity_refused", "gateway.identity_refused")
        await do_sign_in(connection, session.conversation_id, session.contact, identity)
        await do_answer_kept_question(connection, session.conversation_id)
        return None


def _somebody_else(contact: Contact, identity: Identity) -> bool:
    """Another account's, or another person of the same: each has sessions of their own."""
    return contact.account is not None and (contact.account, contact.person) != (identity.account, identity.person)


async def _contact_of(connection: Connection, session: WebSession) -> Contact:
    return await contact_of(connection, session.conversation_id)


_SAID = {
    # What was wrong with the identity, and who its session's contact is all the same.
    ("identity_refused", "visitor"): "gateway.identity_refused",
    ("identity_expired", "visitor"): "gateway.identity_late",
    ("identity_refused", "signed in"): "gateway.renewal_refused",
    ("identity_expired", "signed in"): "gateway.renewal_refused",
    ("identity_refused", "expired"): "gateway.renewal_refused_late",
    ("identity_expired", "expired"): "gateway.identity_expired",
}


def _said_to(contact: Contact, problem: Explain) -> Explain:
    """What an identity that is not good means for who showed it: nothing is taken from them, and nothing opened."""
    signed_in = contact.at(system_clock()).account is not None
    now = "visitor" if contact.account is None else "signed in" if signed_in else "expired"
    return Explain(problem.code, _SAID.get((problem.code, now), problem.term))
