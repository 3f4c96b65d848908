"""Holds the people, groups and messages of the emulated Telegram. A message is stored as JSON in the form of the Bot
API."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.errors import bad_request, forbidden

Json = dict[str, Any]


class ChatMessage:
    """Holds one message of a chat in its present form, after all edits."""

    def __init__(self, data: Json) -> None:
        self.data = data

    def __repr__(self) -> str:
        author = "bot" if self.from_bot else "person"
        return f"<{author} {self.id}: {self.text!r} {self.labels}>"

    @property
    def id(self) -> int:
        return int(self.data["message_id"])

    @property
    def thread_id(self) -> int | None:
        """Returns the number of the topic in which the message is."""
        return self.data.get("message_thread_id")

    @property
    def text(self) -> str:
        return str(self.data.get("text") or self.data.get("caption") or "")

    @property
    def content(self) -> bool:
        """Returns whether it is a message, and not Telegram's own note about the chat."""
        return any(name in self.data for name in ("text", "photo", "document", "voice"))

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
class Topic:
    """Holds a topic of a forum. Messages of a deleted topic are deleted with it."""

    id: int
    name: str
    closed: bool = False
    deleted: bool = False


@dataclass
class Chat:
    """Holds a private chat or a group, and whether the bot may write to it."""

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
    is_forum: bool = False
    bot_manages_topics: bool = False
    """Whether the bot is an admin of the group who may manage its topics."""
    topics: dict[int, Topic] = field(default_factory=dict)

    def open_topic(self, thread_id: int) -> Topic:
        """Returns the topic with this number.

        Raises:
            ApiError: 400, there is no such topic, or it was deleted.
        """
        topic = self.topics.get(thread_id)
        if topic is None or topic.deleted:
            raise bad_request("message thread not found")
        return topic

    def as_json(self) -> Json:
        names = ("first_name", "last_name", "username", "title")
        return {
            "id": self.id,
            "type": self.type,
            **{key: self.profile[key] for key in names if key in self.profile},
            **({"is_forum": True} if self.is_forum else {}),
        }

    def require_open(self) -> Chat:
        """Returns this chat if the bot may write to it.

        Raises:
            ApiError: Telegram's refusal, if the bot may not.
        """
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
        """Returns the chat that the bot names by its number or as `@username`.

        Raises:
            ApiError: 400, there is no such chat.
        """
        for chat in self._chats.values():
            if str(chat.id) == str(chat_id) or f"@{chat.profile.get('username')}" == chat_id:
                return chat
        raise bad_request("chat not found")

    def write(self, chat: Chat, author: Json | None, content: Json) -> ChatMessage:
        """Appends a message to the chat and returns it. Without `author`, the message is the bot's."""
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

    def add_topic(self, chat: Chat, name: str) -> Topic:
        """Makes a topic. Telegram numbers it by the service message that begins it."""
        began = self.write(chat, None, {"forum_topic_created": {"name": name, "icon_color": 7322096}})
        topic = chat.topics[began.id] = Topic(began.id, name)
        began.data |= {"message_thread_id": began.id, "is_topic_message": True}
        return topic

    def own_message(self, chat: Chat, message_id: int) -> ChatMessage:
        """Returns the message with this id, which the bot has written and may edit.

        Raises:
            ApiError: 400, there is no such message, or somebody else has written it.
        """
        for message in chat.messages:
            if message.id == message_id:
                if not message.from_bot:
                    raise bad_request("message can't be edited")
                return message
        raise bad_request("message to edit not found")
