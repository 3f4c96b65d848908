"""Opens, resumes and signs in web sessions. A session is 128 random bits, of which only the hash is
stored, and has one conversation."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.channels.webchat.frames import Hello
from bot.contacts.identity import IDENTITY_EXPIRED, SESSION_ENDED, Identity, verify_identity
from bot.contacts.store import Contact, claim_identity, ensure_contact, set_language
from bot.conversation.greetings import build_welcome
from bot.conversation.saying import do_say
from bot.conversation.store.conversations import add_conversation, find_contact_of, lock_conversation, set_address
from bot.conversation.store.web_sessions import (
    add_web_session,
    find_conversation,
    read_session_now,
    read_standing,
    renew_web_session,
)
from bot.linking.linking import do_answer_kept_question, do_sign_in, issue_link_code
from bot.messages.channels import WEBCHAT
from foundation.clock import system_clock
from foundation.database.announcing import Connection, Database
from foundation.errors import Explain
from foundation.languages import DEFAULT_LANGUAGE
from foundation.secrets import fingerprint, make_secret

REFUSED = Explain("identity_refused", "gateway.identity_refused")


@dataclass(frozen=True)
class WebSession:
    """Describes an open session. If it is `expired`, its account's identity has ended, and it may
    see and do nothing until it is renewed. If it is `ended`, it can never be used again: staff or
    another device ended it or, if it is `renewed` too, a sign-in replaced it by another session."""

    token: str
    conversation_id: str
    contact: Contact
    expired: bool = False
    ended: bool = False
    renewed: bool = False


@dataclass(frozen=True)
class Opened:
    """Describes the session that a `hello` opens. `resumed` says that the conversation existed
    before; `problem` is what is wrong with the identity."""

    session: WebSession
    resumed: bool
    problem: Explain | None


class WebSessions:
    """Opens, resumes and signs in web sessions."""

    def __init__(self, database: Database, identity_keys: dict[str, str]) -> None:
        self._database = database
        self._keys = identity_keys

    async def begins_as_visitor(self, hello: Hello) -> bool:
        """Returns whether a `hello` begins a conversation of somebody who does not prove who they
        are."""
        if self._read_identity(hello.identity)[0] is not None:
            return False
        if hello.session is None:
            return True
        async with self._database.read() as connection:
            return await find_conversation(connection, fingerprint(hello.session)) is None

    async def open(self, hello: Hello, address: str | None = None) -> Opened:
        """Opens the session for a `hello`. If there is a problem with its identity, the contact
        stays who they were, or is a visitor. `address` stands for the client's network.

        Raises:
            Explain: `identity_refused`, when a session from before a sign-in is presented with an
                identity that is bound to another session. A fresh identity opens the conversation.
        """
        identity, problem = self._read_identity(hello.identity)
        async with self._database.begin() as connection:
            session = await self._resume(connection, hello.session, identity)
            resumed = session is not None
            if session is None:
                session = await self._start(connection, hello.language)
            elif hello.language and hello.language != session.contact.language:
                await set_language(connection, session.contact.id, hello.language)
            if address is not None:
                await set_address(connection, session.conversation_id, address)
            if identity is not None:
                session, problem = await self._link(connection, session, identity, is_known=resumed)
            contact = await (_read_contact if resumed else self._greet)(connection, session)
        return Opened(
            self._build_current(session, contact), resumed, _explain_to(contact, problem) if problem else None
        )

    async def sign_in(self, session: WebSession, token: str) -> WebSession:
        """Signs in, or renews a sign-in. A visitor who signs in gets another session for the same
        conversation. The identity of somebody else gets a session and a conversation of its own.

        Raises:
            Explain: `identity_refused` or `identity_expired`, with the session unchanged; or
                `session_ended`.
        """
        try:
            return await self._sign_in(session, token)
        except Explain as problem:
            raise _explain_to(session.contact, problem) from problem

    async def _sign_in(self, session: WebSession, token: str) -> WebSession:
        identity = verify_identity(token, self._keys)
        async with self._database.begin() as connection:
            now = await self._enter(connection, session.conversation_id, session.token, identity)
            if now is not None:
                now, problem = await self._link(connection, now, identity, is_known=True)
                if problem is not None:
                    raise problem
                contact = await _read_contact(connection, now)
        return self._build_current(now, contact) if now else await self._begin_anew(identity, session.contact.language)

    async def _begin_anew(self, identity: Identity, language: str) -> WebSession:
        """Starts a new session for this person.

        Raises:
            Explain: the identity is bound to another session.
        """
        async with self._database.begin() as connection:
            session = await self._start(connection, language)
            session, problem = await self._link(connection, session, identity, is_known=False)
            if problem is not None:
                raise problem
            contact = await self._greet(connection, session)
        return self._build_current(session, contact)

    async def link_code(self, session: WebSession) -> str:
        """Returns a one-time code with which this conversation continues in another channel.

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

    async def access(self, token: str) -> WebSession:
        """Returns the open session that this token is the secret of.

        Raises:
            Explain: `session_ended`, also for an unknown token, or `identity_expired`.
        """
        async with self._database.read() as connection:
            conversation_id = await find_conversation(connection, fingerprint(token)) if token else None
            if conversation_id is None:
                raise SESSION_ENDED
            contact, ended = await read_session_now(connection, fingerprint(token), conversation_id)
        if ended:
            raise SESSION_ENDED
        if contact.has_expired(system_clock()):
            raise IDENTITY_EXPIRED
        return WebSession(token, conversation_id, contact)

    async def refresh(self, session: WebSession) -> WebSession:
        """Returns the session with its contact as it is now."""
        async with self._database.read() as connection:
            return await self.refresh_within(connection, session)

    async def refresh_within(self, connection: Connection, session: WebSession) -> WebSession:
        """Does the same beside what else the connection reads."""
        key = fingerprint(session.token)
        contact, ended = await read_session_now(connection, key, session.conversation_id)
        renewed = ended and await read_standing(connection, key) == "renewed"
        return replace(self._build_current(session, contact), ended=ended, renewed=renewed)

    @staticmethod
    def _build_current(session: WebSession, contact: Contact) -> WebSession:
        return WebSession(session.token, session.conversation_id, contact, contact.has_expired(system_clock()))

    def _read_identity(self, token: str | None) -> tuple[Identity | None, Explain | None]:
        if token is None:
            return None, None
        try:
            return verify_identity(token, self._keys), None
        except Explain as problem:
            return None, problem

    async def _resume(self, connection: Connection, token: str | None, identity: Identity | None) -> WebSession | None:
        """Returns the session that a `hello` presents. Returns None if it is unknown, ended, or
        somebody else's."""
        conversation_id = await find_conversation(connection, fingerprint(token)) if token else None
        if token is None or conversation_id is None:
            return None
        try:
            return await self._enter(connection, conversation_id, token, identity)
        except Explain:
            return None

    @staticmethod
    async def _enter(
        connection: Connection, conversation_id: str, token: str, identity: Identity | None
    ) -> WebSession | None:
        """Locks the conversation, and decides under the lock whether the session opens it, because
        somebody may have signed in from the same session meanwhile. Returns None when the identity
        is somebody else's.

        A session from before a sign-in opens nothing by itself. Together with an identity of the
        person who signed in, it gets a new session: another window of theirs may show it, or the
        `welcome` may have been lost. The new session is stored once the identity is accepted.

        Raises:
            Explain: `session_ended`.
        """
        await lock_conversation(connection, conversation_id)  # locked before its contact, as in a turn
        contact = await find_contact_of(connection, conversation_id)
        if identity is not None and _is_somebody_else(contact, identity):
            return None
        standing = await read_standing(connection, fingerprint(token))
        if standing == "open":
            return WebSession(token, conversation_id, contact)
        if standing == "ended" or identity is None:
            raise SESSION_ENDED
        return WebSession(make_secret(), conversation_id, contact, renewed=True)

    @staticmethod
    async def _start(connection: Connection, language: str | None) -> WebSession:
        token = make_secret()
        key = fingerprint(token)
        contact = await ensure_contact(connection, WEBCHAT.name, key, language or DEFAULT_LANGUAGE)
        conversation_id = await add_conversation(connection, contact.id, WEBCHAT.name)
        await add_web_session(connection, key, conversation_id, contact.id)
        return WebSession(token, conversation_id, contact)

    @staticmethod
    async def _greet(connection: Connection, session: WebSession) -> Contact:
        """Greets the contact of a new session, once it is known who they are, and returns it."""
        contact = await _read_contact(connection, session)
        await do_say(connection, session.conversation_id, "bot", build_welcome(contact))
        return contact

    @staticmethod
    async def _link(
        connection: Connection, session: WebSession, identity: Identity, *, is_known: bool
    ) -> tuple[WebSession, Explain | None]:
        """Signs in. Returns the session to use from then on, or what is wrong with the identity.
        The session of a visitor that existed before (`is_known`) is replaced, so that nobody else
        who knows the old one can use the account."""
        renews = is_known and session.contact.account is None
        now = replace(session, token=make_secret()) if renews else session
        key = fingerprint(now.token)
        if not await claim_identity(connection, identity, key):
            if session.renewed:
                raise Explain(REFUSED.code, "gateway.renewal_refused_late")
            return session, REFUSED
        if renews:
            await renew_web_session(connection, key, now.conversation_id, now.contact.id)
        elif now.renewed:
            await add_web_session(connection, key, now.conversation_id, now.contact.id)
        await do_sign_in(connection, now.conversation_id, now.contact, identity)
        await do_answer_kept_question(connection, now.conversation_id)
        return now, None


def _is_somebody_else(contact: Contact, identity: Identity) -> bool:
    """Returns whether the identity belongs to another account, or to another person of the same
    account. Each person has their own sessions."""
    return contact.account is not None and (contact.account, contact.person) != (identity.account, identity.person)


async def _read_contact(connection: Connection, session: WebSession) -> Contact:
    return await find_contact_of(connection, session.conversation_id)


_SAID = {
    # Each key names the problem with the identity, and the state of the session's contact.
    ("identity_refused", "visitor"): "gateway.identity_refused",
    ("identity_expired", "visitor"): "gateway.identity_late",
    ("identity_refused", "signed in"): "gateway.renewal_refused",
    ("identity_expired", "signed in"): "gateway.renewal_refused",
    ("identity_refused", "expired"): "gateway.renewal_refused_late",
    ("identity_expired", "expired"): "gateway.identity_expired",
}


def _explain_to(contact: Contact, problem: Explain) -> Explain:
    """Returns what a refused identity means for the person who presented it. They lose nothing, and
    nothing is opened for them."""
    signed_in = contact.at(system_clock()).account is not None
    now = "visitor" if contact.account is None else "signed in" if signed_in else "expired"
    return Explain(problem.code, _SAID.get((problem.code, now), problem.term))
