"""Holds the emulator's people, groups and messages. A message is stored as the Bot API's own JSON."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.errors import bad_request, forbidden

Json = dict[str, Any]


class ChatMessage:
    """Holds one message as it stands in a chat now."""

    def __init__(self, data: Json) -> None:
        self.data = data

    def __repr__(self) -> str:
        author = "bot" if self.from_bot else "person"
        return f"<{author} {self.id}: {self.text!r} {self.labels}>"

    @property
    def id(self) -> int:
        return int(self.data["message_id"])

    @property
    def text(self) -> str:
        return str(self.data.get("text") or self.data.get("caption") or "")

    @property
    def from_bot(self) -> bool:
        return bool(self.data.get("from", {}).get("is_bot"))

    @property
    def rows(self) -> list[list[Json]]:
        rows: list[list[Json]] = self.data.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[Json]:
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [str(button["text"]) for button in self.buttons]

    @property
    def bold(self) -> list[str]:
        return self._marked("bold")

    def _marked(self, kind: str) -> list[str]:
        units = self.text.encode("utf-16-le")
        entities = self.data.get("entities") or self.data.get("caption_entities") or []
        return [
            units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
            for entity in entities
            if entity["type"] == kind
        ]


@dataclass
class Chat:
    """Holds a private chat or a group as the bot meets it."""

    profile: Json
    """The Bot API's `User` of a private chat, or `{"title": …}` of a group."""
    id: int
    type: str = "private"
    known: bool = False
    """Whether the person has written to the bot, or the group has it as a member."""
    blocked: bool = False
    deleted: bool = False
    messages: list[ChatMessage] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)

    def as_json(self) -> Json:
        names = ("first_name", "last_name", "username", "title")
        return {
            "id": self.id,
            "type": self.type,
            **{key: self.profile[key] for key in names if key in self.profile},
        }

    def require_open(self) -> Chat:
        """Returns this chat, or raises Telegram's refusal to let the bot write to it."""
        if self.deleted:
            raise forbidden("user is deactivated")
        if self.blocked:
            raise forbidden("bot was blocked by the user")
        if not self.known and self.type == "private":
            raise bad_request("chat not found")
        if not self.known:
            raise forbidden("bot is not a member of the group chat")
        return self


class Chats:
    def __init__(self, bot: Json) -> None:
        self._bot = bot
        self._chats: dict[int, Chat] = {}
        self._message_ids = itertools.count(1)

    def add(self, chat: Chat) -> Chat:
        return self._chats.setdefault(chat.id, chat)

    def get(self, chat_id: object) -> Chat:
        """Returns the chat that a method names as a number or as `@username`; raises 400 for an unknown one."""
        for chat in self._chats.values():
            if str(chat.id) == str(chat_id) or f"@{chat.profile.get('username')}" == chat_id:
                return chat
        raise bad_request("chat not found")

    def write(self, chat: Chat, author: Json | None, content: Json) -> ChatMessage:
        """Appends a message. Without an author it is the bot's."""
        data = {
            "message_id": next(self._message_ids),
            "from": author or {key: self._bot[key] for key in ("id", "is_bot", "first_name", "username")},
            "chat": chat.as_json(),
            "date": int(time.time()),
            **content,
        }
        message = ChatMessage(data)
        chat.messages.append(message)
        return message

    def own_message(self, chat: Chat, message_id: int) -> ChatMessage:
        """Returns a message of the bot that it may edit."""
        for message in chat.messages:
            if message.id == message_id:
                if not message.from_bot:
                    raise bad_request("message can't be edited")
                return message
        raise bad_request("message to edit not found")
