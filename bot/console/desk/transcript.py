"""Prints a conversation as PDF. The print for the contact is in the contact's language and leaves out notes; the print
for the staff is in the reader's language and includes them."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Request, Response

from bot.console.desk.conversation import TALK
from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS
from bot.console.queries import LARGEST_ROW
from bot.console.trail import note
from bot.conversation.store.conversations import find_contact_of
from bot.conversation.store.messages import list_messages
from bot.files.papers.printer import Printer
from bot.staff.roles import Permission
from bot.support.handoff.access import access_conversation
from bot.support.store.calendars import find_calendar
from bot.support.store.lines import read_conversation
from bot.support.transcript import MOST, Heading, build_transcript
from foundation.clock import system_clock
from foundation.errors import Explain


class TranscriptPage(Page):
    """Serves the transcript of a conversation."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        self._printer = Printer()

    @page(
        "GET",
        "/conversations/{conversation_id}/transcript",
        "conversation_transcript",
        Permission.WORK,
        "conversation.transcript",
        TALK,
    )
    async def show(self, request: Request, conversation_id: str) -> Response:
        session = await self._guard.read_session(request)
        with_notes = request.query_params.get("notes") == "1"
        note(request, internal=with_notes)
        async with self._database.read() as connection:
            await access_conversation(connection, conversation_id, session.agent)
            line = await read_conversation(connection, conversation_id)
            rows = await list_messages(
                connection, conversation_id, before=LARGEST_ROW, limit=MOST + 1, internal=with_notes
            )
            contact = await find_contact_of(connection, conversation_id)
            zone = contact.zone or (await find_calendar(connection)).zone
        language = session.language if with_notes else line.language
        number = line.reference or conversation_id[:8].upper()
        heading = Heading(number, self._views.who(line, language), line.account or "", line.channel)
        transcript = build_transcript(
            self._deps.renderer, heading, rows[-MOST:], language, zone, system_clock(), is_whole=len(rows) <= MOST
        )
        content = await self._printer.print(transcript)
        if content is None:
            raise Explain("not_printed", "transcript.refused")
        name = self._deps.renderer.term("transcript.file", language, {"number": number})
        disposition = f"attachment; filename=\"transcript.pdf\"; filename*=UTF-8''{quote(name)}"
        return Response(content, media_type="application/pdf", headers={**HEADERS, "Content-Disposition": disposition})
