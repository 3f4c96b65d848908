"""Defines the data type into which every channel translates the messages that it receives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.messages.files import CheckedFile, RefusedFile, UploadedFile

Kind = Literal["text", "button", "command", "media", "form"]


@dataclass(frozen=True)
class InboundMessage:
    """Describes one thing that a contact did on a channel.

    `external_id` is unique within the channel (Telegram: `"update:<update_id>"`; web chat:
    `"<conversation>:<client_id>"`), so that a message that is delivered twice is recognised.
    `contact_key` names the contact on that channel (Telegram: the private chat's id).
    """

    channel: str
    external_id: str
    contact_key: str
    kind: Kind
    text: str = ""
    """The text that the contact typed, the caption of a file, or the label of a pressed button, if
    known."""
    button_token: str | None = None
    form: Mapping[str, Any] | None = None
    """The meaning of a filled-in form: an `intent` with `entities`, as for a pressed button."""
    command: str | None = None
    """The name of the command without the slash: `start`, `help`, `language`, `orders`, `agent`,
    `devices` or `unlink`."""
    command_argument: str = ""
    media: str | None = None
    """The type of a medium that the bot cannot read: `voice`, `video`, `sticker`, `location`,
    `contact`, and so on."""
    files: tuple[CheckedFile | UploadedFile, ...] = ()
    """The files in the message, in order. A message with files has the kind `text`, even if its
    text is empty."""
    refused: tuple[RefusedFile, ...] = ()
    """The files of the message that were refused. The contact is told why."""
    album: str | None = None
    """The id of the album to which the message belongs, if the contact sent several files at once
    and the channel delivers each as a message. The messages of an album wait until they are joined
    (`Inbox.join_album`)."""
    display_name: str | None = None
    language_hint: str | None = None
    """The language code of the contact's app (`en`, `zh-hans`), which is only a first guess at
    their language."""
    edited: bool = False
    session: str | None = None
    """The hash of the web session that sent the message. Messages of an ended session are refused."""
    details: dict[str, Any] = field(default_factory=dict)
