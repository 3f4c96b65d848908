"""Defines the web chat's frames (docs/webchat-protocol.md): reads and checks those of a client, and
builds those for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.files.links import Variant
from bot.messages.files import StoredFile
from bot.messages.outbound import OutboundButton, OutboundMessage
from foundation.errors import Explain
from foundation.languages import Language

FRAME_LIMIT = 64 * 1024
TEXT_LIMIT = 4096

FILES_LIMIT = 50
"""A message names at most so many files, and a client asks for the links of so many at once. How
many one message may really have is a setting."""

ClientId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")]


FileId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class _Frame(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class Hello(_Frame):
    type: Literal["hello"]
    session: str | None = Field(None, max_length=64)
    identity: str | None = Field(None, max_length=4096)
    language: Language | None = None
    last_id: int | None = Field(None, ge=0, le=2**31 - 1)


class Message(_Frame):
    type: Literal["message"]
    client_id: ClientId
    text: str
    files: list[FileId] = Field(default_factory=list, max_length=FILES_LIMIT)
    """The ids of files that were uploaded before (uploading.py)."""


class Button(_Frame):
    type: Literal["button"]
    client_id: ClientId
    token: str = Field(max_length=64, pattern=r"^[\x21-\x7e]*$")


class IdentityFrame(_Frame):
    type: Literal["identity"]
    token: str = Field(max_length=4096)


class Command(_Frame):
    """Asks for something from the chat's own menu."""

    type: Literal["command"]
    client_id: ClientId
    command: Literal["devices"]


class TelegramLink(_Frame):
    type: Literal["telegram_link"]
    client_id: ClientId


class FileLinks(_Frame):
    """Asks for new links to files that the conversation shows, because links expire."""

    type: Literal["file_links"]
    client_id: ClientId
    ids: list[FileId] = Field(min_length=1, max_length=FILES_LIMIT)


Frame = Hello | Message | Button | IdentityFrame | Command | TelegramLink | FileLinks
_frames: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="type")])


def read_frame(raw: str | bytes) -> Frame:
    """Reads a frame. The caller checks the length of its text, because that error must name the
    frame.

    Raises:
        Explain: `bad_frame` or `too_large`.
    """
    if isinstance(raw, bytes):
        raise Explain("bad_frame", "gateway.bad_frame")
    if len(raw) > FRAME_LIMIT or len(raw.encode(errors="surrogatepass")) > FRAME_LIMIT:
        raise Explain("too_large", "gateway.too_large", limit=TEXT_LIMIT)
    try:
        return _frames.validate_json(raw)
    except (ValidationError, ValueError, RecursionError) as error:
        raise Explain("bad_frame", "gateway.bad_frame") from error


Sign = Callable[[StoredFile, Variant], str]
"""Returns the address at which the client may read a file, or a picture's preview."""


def build_message_frame(message: OutboundMessage, sign: Sign) -> dict[str, Any]:
    """Returns a `message` frame. `author_name` is the agent's name. With files, `text` names them,
    too, for clients that show words alone, and `caption` is the text without their names."""
    files = [build_file(each.file, each.label, sign) for each in message.files]
    return {
        "type": "message",
        "id": message.id,
        "author": message.author,
        "author_name": message.author_name,
        "text": message.words,
        **({"caption": message.text, "files": files} if files else {}),
        "buttons": [_build_button(button) for button in message.buttons],
        "cards": [
            {
                "kind": card.kind,
                "title": card.title,
                "fields": [{"label": label, "value": value} for label, value in card.fields],
                "buttons": [_build_button(button) for button in card.buttons],
            }
            for card in message.cards
        ],
        "created_at": message.created_at,
    }


def build_file(file: StoredFile, label: str, sign: Sign) -> dict[str, Any]:
    """Returns a file as frames and uploads show it. `label` names it for readers of words alone."""
    return {
        **{name: file[name] for name in ("id", "kind", "name", "media_type", "bytes", "width", "height")},
        "label": label,
        "url": sign(file, "file"),
        "preview_url": sign(file, "preview") if file["has_preview"] else None,
    }


def _build_button(button: OutboundButton) -> dict[str, str]:
    return (
        {"label": button.label, "url": button.url}
        if button.url
        else {"label": button.label, "token": button.token or ""}
    )
