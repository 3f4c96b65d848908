"""Opens and resumes the sessions of the web chat, and signs people in. A session is identified by a
secret of 128 random bits, of which only the hash is stored, and has one conversation."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.channels.channel import FindLanguage, know_no_language
from bot.channels.webchat.frames import Hello
from bot.contacts.identity import IDENTITY_EXPIRED, SESSION_ENDED, Identity, verify_identity
from bot.contacts.store import Contact, claim_identity, ensure_contact, set_language, set_zone
from bot.conversation.replies.greetings import build_welcome
from bot.conversation.replies.saying import do_say
from bot.conversation.store.conversations import add_conversation, find_contact_of, lock_conversation, set_address
from bot.conversation.store.news import News, read_news
from bot.conversation.store.web_sessions import (
    SessionNow,
    add_web_session,
    find_conversation,
    find_conversation_of,
    read_session_now,
    read_standing,
    renew_web_session,
    set_signed_in_until,
)
from bot.linking.linking import do_answer_kept_question, do_sign_in, issue_link_code
from bot.messages.channels import WEBCHAT
from foundation.clock import system_clock
from foundation.database.announcing import Connection, Database
from foundation.errors import Explain
from foundation.languages import DEFAULT_LANGUAGE
from foundation.secrets import fingerprint, make_secret
from foundation.zones import list_zones

REFUSED = Explain("identity_refused", "gateway.identity_refused")


@dataclass(frozen=True)
class WebSession:
    """Describes a session of the web chat; `token` is its secret. An `expired` session may see and do nothing until the
    person presents a new identity, because the last one has expired. An `ended` session can never be used again: staff
    or another device ended it. If the session is also `renewed`, a sign-in replaced it by another session. `in_queue`
    says whether the contact waits for an agent, `agent_id` who has the conversation, and `edits` how often messages in
    the conversation were edited."""

    token: str
    conversation_id: str
    contact: Contact
    expired: bool = False
    ended: bool = False
    renewed: bool = False
    in_queue: bool = False
    agent_id: int | None = None
    edits: int = 0


@dataclass(frozen=True)
class Opened:
    """Describes the session that a client's first frame, `hello`, opens. `resumed` says that the conversation existed
    before, and `goes_on` that it comes from another device, so that this client has none of its messages yet. `problem`
    says what is wrong with the identity in the frame, or is None."""

    session: WebSession
    resumed: bool
    goes_on: bool
    problem: Explain | None


class WebSessions:
    """Opens and resumes the sessions of the web chat, and signs people in. `identity_keys` are the
    keys of the marketplace that verify identities, by key id. `find_language` returns the language of an account,
    in which a new conversation begins if the client names none."""

    def __init__(
        self, database: Database, identity_keys: dict[str, str], find_language: FindLanguage = know_no_language
    ) -> None:
        self._database = database
        self._keys, self._find_language = identity_keys, find_language

    async def begins_as_visitor(self, hello: Hello) -> bool:
        """Returns whether a frame `hello` begins a new conversation without a valid identity."""
        if self._read_identity(hello.identity)[0] is not None:
            return False
        if hello.session is None:
            return True
        async with self._database.read() as connection:
            return await find_conversation(connection, fingerprint(hello.session)) is None

    async def open(self, hello: Hello, address: str | None = None) -> Opened:
        """Opens the session for a frame `hello`. If the identity in the frame has a problem, the
        contact stays signed in as before, or stays a visitor. `address` is a keyed hash of the
        client's address.

        Raises:
            Explain: `identity_refused`, when a session that a sign-in has replaced is presented
                with an identity that is bound to another session, or when such an identity is to go
                on with a conversation. A fresh identity opens the session.
        """
        identity, problem = self._read_identity(hello.identity)
        language: str | None = hello.language
        if language is None and identity is not None and hello.session is None:
            language = await self._find_language(identity.account)
        async with self._database.begin() as connection:
            session = await self._resume(connection, hello.session, identity)
            goes_on = session is None and hello.goes_on and identity is not None
            if goes_on and identity is not None:
                session = await self._go_on(connection, identity)
            resumed = session is not None
            if session is None:
                session = await self._start(connection, language)
            elif hello.language and hello.language != session.contact.language:
                await set_language(connection, session.contact.id, hello.language)
            if hello.zone is not None and hello.zone in list_zones():
                await set_zone(connection, session.contact.id, hello.zone)
            if address is not None:
                await set_address(connection, session.conversation_id, address)
            if identity is not None:
                session, problem = await self._link(connection, session, identity, is_known=resumed)
            contact = await (_read_contact if resumed else self._greet)(connection, session)
        return Opened(
            self._build_current(session, contact),
            resumed,
            resumed and goes_on,
            _explain_to(contact, problem) if problem else None,
        )

    async def sign_in(self, session: WebSession, token: str) -> WebSession:
        """Signs a person in by the identity in `token`, or renews their sign-in. A visitor who
        signs in gets a new session for the same conversation. The identity of another person gets a
        new session and a new conversation.

        Raises:
            Explain: `identity_refused`, `identity_expired` or `session_ended`. The session is
                unchanged.
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
        """Starts a new session and conversation for the person of this identity.

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
            Explain: `not_signed_in`, because the session has no account.
        """
        contact = session.contact.at(system_clock())
        if contact.account is None:
            raise Explain("not_signed_in", "gateway.not_signed_in")
        who = contact.account, contact.role, contact.person or contact.account, contact.name or contact.account
        identity = Identity(*who, "", None, contact.company, contact.manages_links)
        async with self._database.begin() as connection:
            return await issue_link_code(connection, identity, contact.language, session.conversation_id)

    async def access(self, token: str) -> WebSession:
        """Returns the open session whose secret is `token`.

        Raises:
            Explain: the session has ended or is unknown (`session_ended`), or its sign-in has
                expired (`identity_expired`).
        """
        async with self._database.read() as connection:
            conversation_id = await find_conversation(connection, fingerprint(token)) if token else None
            if conversation_id is None:
                raise SESSION_ENDED
            now = await read_session_now(connection, fingerprint(token), conversation_id)
        if now.ended:
            raise SESSION_ENDED
        if now.contact.has_expired(system_clock()):
            raise IDENTITY_EXPIRED
        return WebSession(token, conversation_id, now.contact)

    async def refresh(self, session: WebSession) -> WebSession:
        """Reads the session and its contact again from the database, and returns them."""
        async with self._database.read() as connection:
            return await self.refresh_within(connection, session)

    async def refresh_within(self, connection: Connection, session: WebSession) -> WebSession:
        """Does the same as `refresh`, on the caller's connection."""
        now = await read_session_now(connection, fingerprint(session.token), session.conversation_id)
        return await self._follow(connection, session, now)

    async def read_news(
        self, connection: Connection, session: WebSession, done_through: int, last_id: int, limit: int
    ) -> tuple[WebSession, News]:
        """Returns the session as it is now, and what its client does not know yet (`read_news`)."""
        key = fingerprint(session.token)
        news = await read_news(connection, key, session.conversation_id, done_through, last_id, limit)
        return await self._follow(connection, session, news.session), news

    async def _follow(self, connection: Connection, session: WebSession, now: SessionNow) -> WebSession:
        key = fingerprint(session.token)
        renewed = now.ended and await read_standing(connection, key) == "renewed"
        current = self._build_current(session, now.contact)
        return replace(
            current,
            ended=now.ended,
            renewed=renewed,
            in_queue=now.in_queue,
            agent_id=now.agent_id,
            edits=now.edits,
        )

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
        """Returns the session whose secret a frame `hello` contains. Returns None if the session is
        unknown or ended, or if the identity is that of another person."""
        conversation_id = await find_conversation(connection, fingerprint(token)) if token else None
        if token is None or conversation_id is None:
            return None
        try:
            return await self._enter(connection, conversation_id, token, identity)
        except Explain:
            return None

    @staticmethod
    async def _go_on(connection: Connection, identity: Identity) -> WebSession | None:
        """Returns a new session for the conversation that the person has on another device, or None
        if there is none. The caller stores the session once it has accepted the identity."""
        conversation_id = await find_conversation_of(connection, identity.account, identity.person)
        if conversation_id is None:
            return None
        await lock_conversation(connection, conversation_id)
        contact = await find_contact_of(connection, conversation_id)
        if contact.account is None or _is_somebody_else(contact, identity):
            return None  # they were signed out meanwhile
        return WebSession(make_secret(), conversation_id, contact, renewed=True)

    @staticmethod
    async def _enter(
        connection: Connection, conversation_id: str, token: str, identity: Identity | None
    ) -> WebSession | None:
        """Locks the conversation and returns the session to use for it, or None when the identity
        is that of another person. The lock is needed because somebody may sign in from the same
        session at the same time.

        A session that a sign-in has replaced is refused, unless an identity of the same person
        comes with it. With such an identity, a new session is returned, because another browser
        window may still show the replaced session, or the frame that named its successor may have
        been lost. The caller stores the new session once it has accepted the identity.

        Raises:
            Explain: `session_ended`, because the session is ended or replaced.
        """
        # the conversation is always locked before its contact, so that transactions cannot deadlock
        await lock_conversation(connection, conversation_id)
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
        """Adds the bot's greeting to the conversation of a new session, and returns the session's
        contact."""
        contact = await _read_contact(connection, session)
        await do_say(connection, session.conversation_id, "bot", build_welcome(contact))
        return contact

    @staticmethod
    async def _link(
        connection: Connection, session: WebSession, identity: Identity, *, is_known: bool
    ) -> tuple[WebSession, Explain | None]:
        """Signs the contact in by this identity. Returns the session to use from now on, and what
        is wrong with the identity, if anything. A visitor's session that existed before
        (`is_known`) is replaced, so that nobody else who knows its secret can use the account."""
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
        await set_signed_in_until(connection, key, identity.until)
        await do_sign_in(connection, now.conversation_id, now.contact, identity)
        await do_answer_kept_question(connection, now.conversation_id)
        return now, None


def _is_somebody_else(contact: Contact, identity: Identity) -> bool:
    """Returns whether the identity belongs to another account, or to another person of the same
    account. Each person has their own sessions."""
    return contact.account is not None and (contact.account, contact.person) != (identity.account, identity.person)


async def _read_contact(connection: Connection, session: WebSession) -> Contact:
    return (await read_session_now(connection, fingerprint(session.token), session.conversation_id)).contact


_SAID = {
    # Maps the problem with an identity, and the state of the session's contact, to the text to
    # show.
    ("identity_refused", "visitor"): "gateway.identity_refused",
    ("identity_expired", "visitor"): "gateway.identity_late",
    ("identity_refused", "signed in"): "gateway.renewal_refused",
    ("identity_expired", "signed in"): "gateway.renewal_refused",
    ("identity_refused", "expired"): "gateway.renewal_refused_late",
    ("identity_expired", "expired"): "gateway.identity_expired",
}


def _explain_to(contact: Contact, problem: Explain) -> Explain:
    """Returns the problem with the text that fits the person's state: visitor, signed in, or with
    an expired sign-in."""
    signed_in = contact.at(system_clock()).account is not None
    now = "visitor" if contact.account is None else "signed in" if signed_in else "expired"
    return Explain(problem.code, _SAID.get((problem.code, now), problem.term))
