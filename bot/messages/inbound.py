"""Defines the form in which every channel hands messages to the gateway. Channels only translate
and decide nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.messages.files import CheckedFile, RefusedFile, UploadedFile

Kind = Literal["text", "button", "command", "media"]


@dataclass(frozen=True)
class InboundMessage:
    """Describes one thing that a contact did on a channel.

    `external_id` is unique within the channel (Telegram: `"update:<update_id>"`; web chat:
    `"<conversation>:<client_id>"`), so a redelivery is recognised. `contact_key` names the contact
    on that channel (Telegram: the private chat's id).
    """

    channel: str
    external_id: str
    contact_key: str
    kind: Kind
    text: str = ""
    """What the contact typed, or the caption; for a button its label, if known."""
    button_token: str | None = None
    command: str | None = None
    """Without the slash: `start`, `help`, `language`, `orders`, `agent`, `devices`, `unlink`."""
    command_argument: str = ""
    media: str | None = None
    """`voice`, `video`, `sticker`, `location`, `contact`, …: what cannot be taken. The contact is
    told what can be."""
    files: tuple[CheckedFile | UploadedFile, ...] = ()
    """The files in the message, in order. A message of kind `text` may have some, with or without
    words."""
    refused: tuple[RefusedFile, ...] = ()
    """Files that were sent with the message and are not taken. The contact is told why."""
    album: str | None = None
    """Names what the message is a part of, if somebody sent several files at once and the channel
    delivers each by itself. The parts wait until they are joined (`Inbox.join_album`)."""
    display_name: str | None = None
    language_hint: str | None = None
    """The client's own language code (`en`, `zh-hans`), which is only a first guess."""
    edited: bool = False
    session: str | None = None
    """The hash of the web session that sent the message. Messages of an ended session are refused."""
    details: dict[str, Any] = field(default_factory=dict)
