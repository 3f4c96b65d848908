"""Attaches files to an arriving message, within the limits on the files of one message and of one
day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.conversation.store.arrivals import Place
from bot.files.limits import FileLimits, RoomOfDay
from bot.files.store import add_file, count_sent, take_uploads
from bot.messages.files import CheckedFile, RefusedFile, StoredFile, UploadedFile, for_turn
from bot.messages.inbound import InboundMessage
from foundation.database.announcing import Connection


@dataclass
class Attached:
    """Holds the files of a message: those that were accepted, and those that were refused."""

    files: list[StoredFile] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.files or self.refused)

    def as_payload(self) -> dict[str, Any]:
        """Returns the files as JSON for the column `payload` of the arriving message's row. The
        message is answered from that column."""
        return {
            **({"files": [for_turn(file) for file in self.files]} if self.files else {}),
            **({"refused": [file.as_json() for file in self.refused]} if self.refused else {}),
        }


async def do_attach(connection: Connection, place: Place, message: InboundMessage, limits: FileLimits) -> Attached:
    """Adds the rows of the message's files. The caller must hold the conversation's lock and store
    the message afterwards. The files of a part of an album belong to no message until the parts are
    joined."""
    message_id = None if message.album else place.next_message_id
    attached = Attached(refused=list(message.refused))
    if not message.files:
        return attached
    room = RoomOfDay(limits, *await count_sent(connection, place.contact.id, place.contact.account))
    uploads = [file.id for file in message.files if isinstance(file, UploadedFile)][: limits.per_message]
    taken = await take_uploads(connection, place.conversation_id, place.next_message_id, uploads)
    attached.files += [file.shown for file in taken]
    if len(taken) < len(uploads):
        attached.refused.append(limits.refuse("", "gone_upload"))
    for file in message.files:
        if not isinstance(file, CheckedFile):
            continue
        if len(attached.files) >= limits.per_message:
            attached.refused.append(limits.refuse(file.name, "too_many"))
        elif not room.take(file.bytes):
            attached.refused.append(limits.refuse(file.name, "too_much_today"))
        else:
            row = await add_file(
                connection,
                file,
                place.contact.id,
                place.conversation_id,
                "in",
                message_id=message_id,
            )
            attached.files.append(row.shown)
    return attached
