"""Web sessions: opening one, resuming one, signing in. A session is 128 random bits, hashed at rest, and has one conversation."""

from __future__ import annotations

from dataclasses import dataclass

from bot.buttons import issue_buttons
from bot.channels.webchat.frames import Hello
from bot.clock import system_clock
from bot.errors import Explain
from bot.i18n import DEFAULT_LANGUAGE
from bot.identity import Identity, fingerprint, new_secret, verify_identity
from bot.storage.contacts import (
    Contact,
    add_web_session,
    claim_identity,
    contact_of,
    do_link,
    ensure_contact,
    find_web_session,
    set_language,
)
from bot.storage.conversations import add_conversation
from bot.storage.database import Connection, Database
from bot.storage.messages import add_message
from bot.turns import welcome


@dataclass(frozen=True)
class WebSession:
    """An open session. `expired`: its account's identity has ended, so it may see and do nothing until renewed."""

    token: str
    conversation_id: str
    contact: Contact
    expired: bool = False


class WebSessions:
    """Opens, resumes and signs in web sessions."""

    def __init__(self, database: Database, identity_keys: dict[str, str]) -> None:
        self._database = database
        self._keys = identity_keys

    async def open(self, hello: Hello) -> tuple[WebSession, Explain | None]:
        """The session for a `hello`, and what went wrong with its identity (then the contact is a visitor)."""
        identity, problem = self._identity(hello.identity)
        async with self._database.begin() as connection:
            session = await self._resume(connection, hello.session)
            if session is not None and identity is not None and _other_account(session.contact, identity):
                session = None
            if session is None:
                session = await self._start(connection, hello.language)
                fresh = True
            else:
                fresh = False
                if hello.language and hello.language != session.contact.language:
                    await set_language(connection, session.contact.id, hello.language)
            if identity is not None:
                problem = await self._link(connection, session, identity)
            contact = await contact_of(connection, session.conversation_id)
            if fresh:
                greeting = await issue_buttons(connection, session.conversation_id, welcome(contact))
                await add_message(connection, session.conversation_id, "bot", reply=greeting)
        return self._seen(session, contact), problem

    async def sign_in(self, session: WebSession, token: str) -> WebSession:
        """Signs in, or renews, in place; another account's identity gets a session of its own.

        Raises:
            Explain: `identity_refused` or `identity_expired`.
        """
        identity = verify_identity(token, self._keys)
        if _other_account(session.contact, identity):
            hello = Hello(
                type="hello",
                session=None,
                last_id=None,
                identity=token,
                language="zh" if session.contact.language == "zh" else "en",
            )
            opened, problem = await self.open(hello)
            if problem is not None:
                raise problem
            return opened
        async with self._database.begin() as connection:
            problem = await self._link(connection, session, identity)
            if problem is not None:
                raise problem
            contact = await contact_of(connection, session.conversation_id)
        return self._seen(session, contact)

    async def refresh(self, session: WebSession) -> WebSession:
        """The same session with its contact as it is now."""
        async with self._database.read() as connection:
            return self._seen(session, await contact_of(connection, session.conversation_id))

    def _seen(self, session: WebSession, contact: Contact) -> WebSession:
        expired = contact.account is not None and contact.at(system_clock()).account is None
        return WebSession(session.token, session.conversation_id, contact, expired)

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
    async def _link(connection: Connection, session: WebSession, identity: Identity) -> Explain | None:
        if not await claim_identity(connection, identity, fingerprint(session.token)):
            return Explain("identity_refused", "gateway.identity_refused")
        await do_link(connection, session.contact.id, identity)
        return None


def _other_account(contact: Contact, identity: Identity) -> bool:
    return contact.account is not None and contact.account != identity.account
