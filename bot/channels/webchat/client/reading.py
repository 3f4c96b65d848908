"""Reads the frames of a client of the web chat: its messages, requests and sign-ins."""

from __future__ import annotations

from bot.channels.webchat.client.line import Line
from bot.channels.webchat.client.pace import Pace
from bot.channels.webchat.client.visit import SessionEnded, Visit
from bot.channels.webchat.frames import (
    TEXT_LIMIT,
    Button,
    Command,
    Feedback,
    FileLinks,
    FormFrame,
    Frame,
    Hello,
    IdentityFrame,
    Message,
    Read,
    TelegramLink,
    build_file,
    read_frame,
)
from bot.channels.webchat.sessions import WebSession
from bot.channels.webchat.shared import WebChat
from bot.contacts.identity import SESSION_ENDED
from bot.conversation.files.readers import list_readable
from bot.conversation.inbox import Receipt
from bot.conversation.store.contact_reads import note_contact_read
from bot.conversation.store.messages import list_messages
from bot.messages.channels import WEBCHAT
from bot.messages.files import UploadedFile
from bot.messages.inbound import InboundMessage, Kind
from bot.support.satisfaction.rating import do_mark_answer
from foundation.clock import system_clock
from foundation.database.outages import DatabaseUnavailable
from foundation.errors import Explain
from foundation.secrets import fingerprint

KINDS: dict[type[Frame], Kind] = {Message: "text", Button: "button", Command: "command", FormFrame: "form"}
UNAVAILABLE = Explain("unavailable", "gateway.unavailable")


class Reader:
    """Reads and handles the frames of one client, in the order in which they arrive."""

    def __init__(self, chat: WebChat, line: Line, visit: Visit, pace: Pace) -> None:
        self._chat, self._line, self._visit, self._pace = chat, line, visit, pace

    async def run(self) -> None:
        """Reads until the client leaves. If a frame cannot be handled, the client gets an error,
        and reading continues.

        Raises:
            WebSocketDisconnect: the client left.
            SessionEnded: the session has ended.
        """
        while True:
            client_id = None
            try:
                raw = await self._line.receive()
                too_fast = await self._pace.hold()
                frame = read_frame(raw)
                client_id = getattr(frame, "client_id", None)
                if too_fast:
                    raise too_fast
                await self._take(frame)
            except Explain as problem:
                if problem.code == SESSION_ENDED.code:
                    raise SessionEnded from problem
                await self._line.send_error(problem, client_id)
            except DatabaseUnavailable:
                await self._line.send_error(UNAVAILABLE, client_id)

    async def _take(self, frame: Frame) -> None:
        if isinstance(frame, Hello):
            raise Explain("bad_frame", "gateway.bad_frame")
        if self._chat.draining.is_set():
            raise UNAVAILABLE
        async with self._visit.order:
            if isinstance(frame, IdentityFrame):
                await self._sign_in(frame.token)
            elif isinstance(frame, TelegramLink):
                await self._send_link(frame)
            elif isinstance(frame, FileLinks):
                await self._send_file_links(frame)
            elif isinstance(frame, Feedback):
                await self._take_feedback(frame)
            elif isinstance(frame, Read):
                await self._note_read(frame)
            else:
                await self._store(frame)

    async def _store(self, frame: Message | Button | Command | FormFrame) -> None:
        """Stores a message, then acknowledges it to the client, which sends a message again until
        it is acknowledged."""
        if isinstance(frame, Message | FormFrame) and len(frame.text) > TEXT_LIMIT:
            raise Explain("too_large", "gateway.too_large", limit=TEXT_LIMIT)
        session = self._visit.session
        receipt = await self._chat.inbox.receive(
            self._build_message(frame, session),
            session.conversation_id,
            frame.client_id,
            # If no answer is due, the contact as it was read with the last answer is
            # still up to date.
            contact=None if self._pace.is_waiting else session.contact,
            told=self._visit.signal,
        )
        self._visit.own.add(receipt.message_id)
        await self._line.send({"type": "ack", "client_id": frame.client_id, "id": receipt.message_id})
        await self._say_what_follows(frame.client_id, receipt)

    def _build_message(self, frame: Message | Button | Command | FormFrame, session: WebSession) -> InboundMessage:
        return InboundMessage(
            channel=WEBCHAT.name,
            external_id=f"{session.conversation_id}:{frame.client_id}",
            contact_key=session.contact.key,
            kind=KINDS[type(frame)],
            text=self._find_words(frame),
            button_token=frame.token if isinstance(frame, Button) else None,
            form=frame.values.read() if isinstance(frame, FormFrame) else None,
            command=frame.command if isinstance(frame, Command) else None,
            session=fingerprint(session.token),
            files=tuple(UploadedFile(each) for each in dict.fromkeys(frame.files))
            if isinstance(frame, Message)
            else (),
        )

    def _find_words(self, frame: Message | Button | Command | FormFrame) -> str:
        """Returns the text of the contact's message, as the conversation shows it."""
        if isinstance(frame, Command):
            return self._chat.renderer.term(f"button.{frame.command}", self._line.language, {})
        return frame.text if isinstance(frame, Message | FormFrame) else ""

    async def _say_what_follows(self, client_id: str, receipt: Receipt) -> None:
        """Tells the client whether its message has been answered already, or that the bot is about
        to answer."""
        if receipt.handled and receipt.inbound_id <= self._visit.done_through:
            await self._line.send({"type": "turn_done", "client_id": client_id})
        elif receipt.fresh and receipt.bot_answers:
            await self._line.send({"type": "typing", "author": "bot"})
        if not receipt.handled:
            self._pace.note_question(client_id)

    async def _note_read(self, frame: Read) -> None:
        """Stores how far the contact has read, of what this client was sent."""
        session = await self._visit.refresh()
        through = min(frame.through, self._visit.last_id)
        if not session.expired and through > 0:
            async with self._chat.database.begin() as connection:
                await note_contact_read(connection, session.conversation_id, through, system_clock())

    async def _send_link(self, frame: TelegramLink) -> None:
        """Sends the client a one-time link with which the person can sign in on Telegram. The link
        is a secret, so it is not stored as a message."""
        code = await self._chat.sessions.link_code(await self._visit.refresh())
        invitation = self._chat.invitation()
        if invitation is None:
            raise Explain("unavailable", "gateway.telegram_off")
        await self._line.send({"type": "telegram_link", "client_id": frame.client_id, **invitation.with_code(code)})

    async def _send_file_links(self, frame: FileLinks) -> None:
        """Sends new links to the requested files. Files that are not in the conversation are left
        out."""
        session = await self._visit.refresh()
        async with self._chat.database.read() as connection:
            shown = [] if session.expired else await list_readable(connection, session.conversation_id, frame.ids)
        sign = self._chat.sign_for(session.token)
        files = [
            build_file(each.shown, self._chat.renderer.file(each.shown, self._line.language), sign) for each in shown
        ]
        await self._line.send({"type": "file_links", "client_id": frame.client_id, "files": files})

    async def _take_feedback(self, frame: Feedback) -> None:
        """Stores whether an answer helped, and tells the client that it is stored."""
        session = await self._visit.refresh()
        where = session.conversation_id
        async with self._chat.database.begin() as connection:
            found = await list_messages(connection, where, after=frame.message_id - 1, limit=1)
            if session.expired or not any(each.id == frame.message_id and each.author == "bot" for each in found):
                raise Explain("bad_frame", "gateway.bad_frame")
            words = frame.words.replace("\x00", "").strip()
            by, now = session.contact, self._chat.clock()
            await do_mark_answer(connection, where, frame.message_id, by, now, helpful=frame.helpful, words=words)
        await self._line.send({"type": "feedback", "client_id": frame.client_id, "message_id": frame.message_id})

    async def _sign_in(self, token: str) -> None:
        before = await self._visit.refresh()
        session = await self._chat.sessions.sign_in(before, token)
        if session.conversation_id != before.conversation_id:
            await self._visit.note_progress()
            self._pace.forget_questions()
            await self._visit.enter(session, None, resumed=False)
            if self._visit.signal is not None:
                self._visit.signal.set()  # makes the `Pusher` move to the new conversation
        else:
            self._visit.session = session
            if session.token != before.token:  # the conversation is the same, so the frames sent before stay valid
                await self._visit.send_welcome()
