"""Defines the frames of the web chat's WebSocket (docs/webchat-protocol.md): parses and checks
those from a client, and builds those for a client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.channels.webchat.forms import RequestForm
from bot.files.links import Variant
from bot.files.pictures.serving import address_picture
from bot.messages.files import StoredFile
from bot.messages.outbound import OutboundButton, OutboundMessage, OutboundPicture
from foundation.errors import Explain
from foundation.languages import Language

FRAME_LIMIT = 64 * 1024
TEXT_LIMIT = 4096

FILES_LIMIT = 50
"""The most file ids in one frame: of a message, or of a request for links. A setting limits further
how many files a message may have."""

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
    goes_on: bool = False
    """Whether a person without a session continues the conversation that they have on another device."""
    zone: str | None = None
    """The time zone of the client's browser. An unknown time zone is treated as absent."""


class Message(_Frame):
    type: Literal["message"]
    client_id: ClientId
    text: str
    files: list[FileId] = Field(default_factory=list, max_length=FILES_LIMIT)
    """The ids of files that the client uploaded before (uploading.py)."""


class Button(_Frame):
    type: Literal["button"]
    client_id: ClientId
    token: str = Field(max_length=64, pattern=r"^[\x21-\x7e]*$")


class FormFrame(_Frame):
    """Sends a form that the contact filled in. `text` is what the conversation shows as the
    contact's message."""

    type: Literal["form"]
    client_id: ClientId
    text: str = Field(min_length=1)
    form: Literal["request_quote"]
    values: RequestForm


class IdentityFrame(_Frame):
    type: Literal["identity"]
    token: str = Field(max_length=4096)


class Command(_Frame):
    """Says that the contact chose an entry of the chat's menu."""

    type: Literal["command"]
    client_id: ClientId
    command: Literal["devices", "leave_queue", "request_form"]


class Feedback(_Frame):
    """Says whether one answer of the assistant helped. A later frame about the same answer takes the
    place of an earlier one."""

    type: Literal["feedback"]
    client_id: ClientId
    message_id: int = Field(ge=1, le=2**31 - 1)
    helpful: bool
    words: str = Field("", max_length=600)


class TelegramLink(_Frame):
    type: Literal["telegram_link"]
    client_id: ClientId


class FileLinks(_Frame):
    """Asks for new links to files of the conversation, because links expire."""

    type: Literal["file_links"]
    client_id: ClientId
    ids: list[FileId] = Field(min_length=1, max_length=FILES_LIMIT)


class Read(_Frame):
    """Says that the contact has seen the conversation up to the message with the id `through`."""

    type: Literal["read"]
    through: int = Field(ge=1, le=2**31 - 1)


Frame = Hello | Message | Button | FormFrame | IdentityFrame | Command | TelegramLink | FileLinks | Feedback | Read
_frames: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="type")])


def read_frame(raw: str | bytes) -> Frame:
    """Parses a frame from a client. The caller checks the length of a message's text, because the
    error about it must name the frame.

    Raises:
        Explain: the frame is malformed (`bad_frame`) or larger than `FRAME_LIMIT` bytes
            (`too_large`).
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
"""A function that returns the signed URL of a file, or of a picture's preview."""


def build_message_frame(message: OutboundMessage, sign: Sign) -> dict[str, Any]:
    """Returns a `message` frame. If the message has files, `text` also names them, for clients that
    show only text, and `caption` is the text without their names."""
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
                **({"picture": _build_picture(card.picture)} if card.picture else {}),
            }
            for card in message.cards
        ],
        **({"compared": True} if message.is_comparison else {}),
        **({"notice": True} if message.is_notice else {}),
        "created_at": message.created_at,
        **({"edited_at": message.edited_at} if message.edited_at else {}),
    }


def build_turn_done(client_id: str, understood: dict[str, Any] | None) -> dict[str, Any]:
    """Returns a `turn_done` frame. If `understood`, which is what the dialogue understood (docs/architecture.md, "A
    turn"), is given, the frame also tells what is known of the message's meaning."""
    if understood is None:
        return {"type": "turn_done", "client_id": client_id}
    meaning = {
        "intent": understood.get("intent"),
        "acts": understood.get("acts", []),
        "values": understood.get("values", understood.get("entities", [])),
        "about": understood.get("about", []),
    }
    return {"type": "turn_done", "client_id": client_id, "understood": meaning}


def build_file(file: StoredFile, label: str, sign: Sign) -> dict[str, Any]:
    """Returns the JSON object that describes a file in frames and in answers to uploads. `label`
    describes the file for clients that show only text."""
    return {
        **{name: file[name] for name in ("id", "kind", "name", "media_type", "bytes", "width", "height")},
        "label": label,
        "url": sign(file, "file"),
        "preview_url": sign(file, "preview") if file["has_preview"] else None,
    }


def _build_picture(shown: OutboundPicture) -> dict[str, Any]:
    picture = shown.picture
    return {
        "url": address_picture(picture["sha256"]),
        "preview_url": address_picture(picture["preview"]),
        "width": picture["width"],
        "height": picture["height"],
        "alt": shown.label,
    }


def _build_button(button: OutboundButton) -> dict[str, Any]:
    if button.url:
        return {"label": button.label, "url": button.url}
    form = {"form": {"name": button.form.name, "values": button.form.values}} if button.form else {}
    return {"label": button.label, "token": button.token or "", **form}
