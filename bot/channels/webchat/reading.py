"""Takes frames in: a client's messages, requests and sign-ins."""

from __future__ import annotations

from bot.channels.webchat.frames import (
    TEXT_LIMIT,
    Button,
    Command,
    FileLinks,
    Frame,
    Hello,
    IdentityFrame,
    Message,
    TelegramLink,
    build_file,
    read_frame,
)
from bot.channels.webchat.line import Line
from bot.channels.webchat.pace import Pace
from bot.channels.webchat.sessions import WebSession
from bot.channels.webchat.shared import WebChat
from bot.channels.webchat.visit import SessionEnded, Visit
from bot.contacts.identity import SESSION_ENDED
from bot.conversation.file_readers import list_readable
from bot.conversation.inbox import Receipt
from bot.messages.channels import WEBCHAT
from bot.messages.files import UploadedFile
from bot.messages.inbound import InboundMessage
from foundation.database.outages import DatabaseUnavailable
from foundation.errors import Explain
from foundation.secrets import fingerprint

UNAVAILABLE = Explain("unavailable", "gateway.unavailable")


class Reader:
    """Takes one client's frames, in the order in which they arrive."""

    def __init__(self, chat: WebChat, line: Line, visit: Visit, pace: Pace) -> None:
        self._chat, self._line, self._visit, self._pace = chat, line, visit, pace

    async def run(self) -> None:
        """Reads until the client leaves. If something is not possible the client is told, and
        reading continues.

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
            else:
                await self._store(frame)

    async def _store(self, frame: Message | Button | Command) -> None:
        """Stores a message, then acknowledges it. After that the client need not send it again."""
        if isinstance(frame, Message) and len(frame.text) > TEXT_LIMIT:
            raise Explain("too_large", "gateway.too_large", limit=TEXT_LIMIT)
        session = self._visit.session
        receipt = await self._chat.inbox.receive(
            self._build_message(frame, session),
            session.conversation_id,
            frame.client_id,
            # What the last answer changed was read when that was sent.
            contact=None if self._pace.is_waiting else session.contact,
            told=self._visit.signal,
        )
        self._visit.own.add(receipt.message_id)
        await self._line.send({"type": "ack", "client_id": frame.client_id, "id": receipt.message_id})
        await self._say_what_follows(frame.client_id, receipt)

    def _build_message(self, frame: Message | Button | Command, session: WebSession) -> InboundMessage:
        return InboundMessage(
            channel=WEBCHAT.name,
            external_id=f"{session.conversation_id}:{frame.client_id}",
            contact_key=session.contact.key,
            kind="button" if isinstance(frame, Button) else "command" if isinstance(frame, Command) else "text",
            text=self._find_words(frame),
            button_token=frame.token if isinstance(frame, Button) else None,
            command=frame.command if isinstance(frame, Command) else None,
            session=fingerprint(session.token),
            files=tuple(UploadedFile(each) for each in dict.fromkeys(frame.files))
            if isinstance(frame, Message)
            else (),
        )

    def _find_words(self, frame: Message | Button | Command) -> str:
        """Returns the text that the conversation shows as what the contact said."""
        if isinstance(frame, Command):
            return self._chat.renderer.term(f"button.{frame.command}", self._line.language, {})
        return frame.text if isinstance(frame, Message) else ""

    async def _say_what_follows(self, client_id: str, receipt: Receipt) -> None:
        """Tells the client that its message has its answer already, or that the bot is about to
        write one."""
        if receipt.handled and receipt.inbound_id <= self._visit.done_through:
            await self._line.send({"type": "turn_done", "client_id": client_id})
        elif receipt.fresh and receipt.bot_answers:
            await self._line.send({"type": "typing", "author": "bot"})
        if not receipt.handled:
            self._pace.note_question(client_id)

    async def _send_link(self, frame: TelegramLink) -> None:
        """Sends a one-time link. Only this client may see it, so it is no message and is not
        stored."""
        code = await self._chat.sessions.link_code(await self._visit.refresh())
        invitation = self._chat.invitation()
        if invitation is None:
            raise Explain("unavailable", "gateway.telegram_off")
        await self._line.send({"type": "telegram_link", "client_id": frame.client_id, **invitation.with_code(code)})

    async def _send_file_links(self, frame: FileLinks) -> None:
        """Sends the files of the conversation among those asked for, with new links. Those that it
        does not hold are left out."""
        session = await self._visit.refresh()
        async with self._chat.database.read() as connection:
            shown = [] if session.expired else await list_readable(connection, session.conversation_id, frame.ids)
        sign = self._chat.sign_for(session.token)
        files = [
            build_file(each.shown, self._chat.renderer.file(each.shown, self._line.language), sign) for each in shown
        ]
        await self._line.send({"type": "file_links", "client_id": frame.client_id, "files": files})

    async def _sign_in(self, token: str) -> None:
        before = await self._visit.refresh()
        session = await self._chat.sessions.sign_in(before, token)
        if session.conversation_id != before.conversation_id:
            await self._visit.note_progress()
            self._pace.forget_questions()
            await self._visit.enter(session, None, resumed=False)
            if self._visit.signal is not None:
                self._visit.signal.set()  # from now on the new conversation is pushed
        else:
            self._visit.session = session
            if (
                session.token != before.token
            ):  # the conversation continues, so what was acknowledged and sent stays valid
                await self._visit.send_welcome()
