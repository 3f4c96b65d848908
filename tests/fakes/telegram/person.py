"""Lets tests act as people and groups on the emulated Telegram, who use the bot and see what people would see."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from tests.fakes import PATIENCE
from tests.fakes.files.good import picture
from tests.fakes.telegram.chats import Chat, ChatMessage, Json, Topic
from tests.fakes.telegram.files import PEOPLES_LIMIT
from tests.fakes.telegram.text import command_entities

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer

T = TypeVar("T")
Predicate = Callable[[ChatMessage], bool] | str | None
PIXEL = picture(16, 12, "PNG")
"""A small picture, which people send if the content of a file does not matter."""


class Person:
    """Acts as a person on Telegram. Methods that send something return the id of the update that the bot gets;
    `receives` returns a message of the bot."""

    def __init__(self, server: TelegramServer, chat: Chat) -> None:
        self._server, self.chat = server, chat
        self._seen = 0

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[ChatMessage]:
        """Returns all messages of the private chat, of the person and of the bot, in their present form."""
        return self.chat.messages

    @property
    def received(self) -> list[ChatMessage]:
        return [message for message in self.messages if message.from_bot]

    async def sends(self, text: str) -> int:
        entities = command_entities(text)
        return self._says({"text": text, **({"entities": entities} if entities else {})})

    async def starts(self, code: str = "") -> int:
        """Presses Start, or opens a `t.me/<bot>?start=<code>` link."""
        return await self.sends(f"/start {code}".strip())

    async def sends_photo(self, caption: str = "", content: bytes = PIXEL) -> int:
        return self._says({"photo": self._photo(content), **({"caption": caption} if caption else {})})

    async def sends_document(self, name: str = "spec.pdf", caption: str = "", content: bytes = PIXEL) -> int:
        document = self._keep(name, "documents", content)
        return self._says({"document": document, **({"caption": caption} if caption else {})})

    async def sends_album(self, *contents: bytes, caption: str = "", names: Sequence[str] = ()) -> list[int]:
        """Sends several photos at once, or several documents if `names` are given. Each file is a message and an update
        of its own."""
        group, sent = uuid.uuid4().hex, []
        for index, content in enumerate(contents):
            what = (
                {"document": self._keep(names[index], "documents", content)}
                if names
                else {"photo": self._photo(content)}
            )
            first = {"caption": caption} if caption and not index else {}
            sent.append(self._says({**what, **first, "media_group_id": group}))
        return sent

    def _photo(self, content: bytes) -> list[Json]:
        """Returns a photo in the form of the Bot API: in two sizes, as JPEG without a file name."""
        sizes = [{**self._keep("photo.jpg", "photos", content), "width": side, "height": side} for side in (90, 1280)]
        for size in sizes:
            size.pop("file_name")
        return [sizes[1], sizes[0]]

    async def sends_voice(self) -> int:
        voice = {**self._keep("voice.ogg", "voice"), "duration": 3}
        voice.pop("file_name")
        return self._says({"voice": voice})

    async def sends_video(self, caption: str = "") -> int:
        video = {**self._keep("video.mp4", "videos"), "width": 1, "height": 1, "duration": 2}
        return self._says({"video": video, **({"caption": caption} if caption else {})})

    async def sends_sticker(self, emoji: str = "👍") -> int:
        sticker = {**self._keep("sticker.webp", "stickers"), "width": 512, "height": 512, "type": "regular"}
        sticker.pop("file_name")
        return self._says({"sticker": {**sticker, "emoji": emoji, "is_animated": False, "is_video": False}})

    async def sends_location(self, latitude: float = 53.55, longitude: float = 9.99) -> int:
        return self._says({"location": {"latitude": latitude, "longitude": longitude}})

    async def sends_contact(self, phone_number: str = "+4940123456") -> int:
        contact = {"phone_number": phone_number, "first_name": self.chat.profile["first_name"]}
        return self._says({"contact": contact})

    async def edits(self, text: str, message: ChatMessage | None = None) -> int:
        """Edits one of the person's own messages, the last one by default."""
        own = [said for said in self.messages if not said.from_bot]
        edited = message or own[-1]
        edited.data |= {"text": text, "edit_date": int(time.time())}
        return self._server.updates.add("edited_message", dict(edited.data))

    async def presses(self, label: str, message: ChatMessage | None = None) -> str:
        """Presses the newest button with this label, in `message` if that is given, and returns the id of the callback
        query.

        Raises:
            AssertionError: there is no such button, or it opens a link.
        """
        found = self._button(label, message)
        if found is None:
            visible = [shown.labels for shown in self.received if shown.labels]
            raise AssertionError(f"no button {label!r}; there are {visible}")
        shown, button = found
        if "callback_data" not in button:
            raise AssertionError(f"{label!r} opens {button.get('url')}")
        query = uuid.uuid4().hex
        self._server.open_queries.add(query)
        payload = {
            "id": query,
            "from": self._user(),
            "message": dict(shown.data),
            "chat_instance": f"-{self.id}",
            "data": button["callback_data"],
        }
        self._server.updates.add("callback_query", payload)
        return query

    def _button(self, label: str, message: ChatMessage | None) -> tuple[ChatMessage, Json] | None:
        for matches in (str.__eq__, str.__contains__):
            for shown in [message] if message else reversed(self.received):
                for button in shown.buttons:
                    if matches(button["text"], label):
                        return shown, button
        return None

    async def blocks(self) -> int:
        self.chat.blocked = True
        return self._membership("member", "kicked")

    async def unblocks(self) -> int:
        self.chat.blocked = False
        return self._membership("kicked", "member")

    async def deletes_account(self) -> None:
        self.chat.deleted = True

    def in_group(self, group: Group | str, kind: str = "supergroup") -> GroupVoice:
        """Returns this person as a member of a group. If `group` is a title, that group is created, with the bot as a
        member."""
        if isinstance(group, str):
            group = self._server.group(group, kind)
            group.chat.known = True
        return GroupVoice(self._server, group, self._user())

    async def receives(self, what: Predicate = None, timeout: float = PATIENCE) -> ChatMessage:  # noqa: ASYNC109
        """Waits for the next message of the bot that contains or matches `what`, after the messages that earlier calls
        have returned.

        Raises:
            AssertionError: no such message came within `timeout` seconds.
        """
        fits = _predicate(what)
        ends = time.monotonic() + timeout
        while True:
            for index in range(self._seen, len(self.messages)):
                if self.messages[index].from_bot and fits(self.messages[index]):
                    self._seen = index + 1
                    return self.messages[index]
            if time.monotonic() >= ends:
                raise AssertionError(f"waited {timeout} s for {what!r}; the chat reads {self.messages[self._seen :]}")
            await self._server.changed.wait(ends - time.monotonic())

    async def stays_quiet(self, seconds: float = 0.5) -> None:
        """Checks that the bot says nothing for `seconds`.

        Raises:
            AssertionError: the bot said something.
        """
        before = len(self.received)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            await self._server.changed.wait(ends - time.monotonic())
        assert len(self.received) == before, f"the bot said {self.received[before:]}"

    def _keep(self, name: str, folder: str, content: bytes = PIXEL) -> Json:
        return self._server.files.keep((name, content), folder, PEOPLES_LIMIT)

    def _says(self, content: Json) -> int:
        self.chat.known = True
        message = self._server.chats.write(self.chat, self._user(), content)
        self._server.changed.notify()
        return self._server.updates.add("message", message.data)

    def _user(self) -> Json:
        return {**self.chat.profile, "id": self.id, "is_bot": False}

    def _membership(self, old: str, new: str) -> int:
        return self._server.updates.add(
            "my_chat_member", membership(self._server.bot, self.chat, self._user(), old, new)
        )


class Group:
    """Represents a group. `receives` and `topic` wait for what the bot does there."""

    def __init__(self, server: TelegramServer, chat: Chat) -> None:
        self._server, self.chat = server, chat
        self._seen = 0

    @property
    def topics(self) -> list[Topic]:
        """Returns the topics that were not deleted."""
        return [topic for topic in self.chat.topics.values() if not topic.deleted]

    def written(self, topic: Topic) -> list[ChatMessage]:
        """Returns the bot's messages in a topic."""
        return [message for message in self.received if message.thread_id == topic.id and message.content]

    async def becomes(self, condition: Callable[[], T | None], timeout: float = PATIENCE) -> T:  # noqa: ASYNC109
        """Waits until the condition is true, and returns its value.

        Raises:
            AssertionError: it was not within `timeout` seconds.
        """
        ends = time.monotonic() + timeout
        while not (found := condition()):
            assert time.monotonic() < ends, f"it did not become so; the group reads {self.chat.messages}"
            await self._server.changed.wait(min(0.1, ends - time.monotonic()))
        return found

    async def shows(self, topic: Topic, what: str, timeout: float = PATIENCE) -> ChatMessage:  # noqa: ASYNC109
        """Waits until the bot has written `what` in the topic, and returns that message."""

        def find() -> ChatMessage | None:
            return next((message for message in self.written(topic) if what in message.text), None)

        return await self.becomes(find, timeout)

    async def has_topic(self, number: int = 1) -> Topic:
        """Waits until there are so many topics, and returns the newest."""
        return await self.becomes(lambda: self.topics[-1] if len(self.topics) >= number else None)

    def deletes(self, topic: Topic) -> None:
        """Deletes a topic, as an admin of the group does. The bot is not told."""
        topic.deleted = True
        self.chat.messages[:] = [message for message in self.chat.messages if message.thread_id != topic.id]

    @property
    def received(self) -> list[ChatMessage]:
        return [message for message in self.chat.messages if message.from_bot]

    @property
    def has_bot(self) -> bool:
        return self.chat.known


class GroupVoice:
    """Acts as a person in a group, or in one `topic` of it.

    The bot gets only the messages that Telegram's privacy mode allows, which are commands and mentions of the bot. If
    the bot has `can_read_all_group_messages`, or is an admin of the group, it gets all messages.
    """

    def __init__(self, server: TelegramServer, group: Group, user: Json, topic: Topic | None = None) -> None:
        self._server, self.group, self._user, self._topic = server, group, user, topic

    def in_topic(self, topic: Topic) -> GroupVoice:
        return GroupVoice(self._server, self.group, self._user, topic)

    async def adds_bot(self) -> int:
        self.group.chat.known = True
        return self._member("left", "member")

    async def removes_bot(self) -> int:
        self.group.chat.known = False
        return self._member("member", "kicked")

    async def sends(self, text: str) -> int | None:
        """Sends a message to the group. Returns the id of the update that the bot gets, or None if the bot does not get
        the message."""
        return self._says({"text": text, "entities": command_entities(text)})

    async def sends_photo(self, caption: str = "", content: bytes = PIXEL) -> int | None:
        return self._says({**self._photo(content), **({"caption": caption} if caption else {})})

    def _photo(self, content: bytes) -> Json:
        photo = {**self._server.files.keep(("photo.jpg", content), "photos", PEOPLES_LIMIT), "width": 90, "height": 90}
        photo.pop("file_name")
        return {"photo": [photo]}

    async def sends_album(self, *contents: bytes, captions: Sequence[str] = (), album: str = "") -> list[int | None]:
        """Sends several photos at once, each a message of its own, with the captions of the first ones. `album` is the
        id of an earlier one that these belong to as well."""
        group, sent = album or uuid.uuid4().hex, []
        for index, content in enumerate(contents):
            caption = {"caption": captions[index]} if index < len(captions) and captions[index] else {}
            sent.append(self._says({**self._photo(content), **caption, "media_group_id": group}))
        return sent

    async def sends_document(self, name: str, content: bytes, caption: str = "") -> int | None:
        document = self._server.files.keep((name, content), "documents", PEOPLES_LIMIT)
        return self._says({"document": document, **({"caption": caption} if caption else {})})

    async def sends_voice(self) -> int | None:
        voice = {**self._server.files.keep(("voice.ogg", PIXEL), "voice", PEOPLES_LIMIT), "duration": 3}
        voice.pop("file_name")
        return self._says({"voice": voice})

    async def sends_hidden(self, text: str) -> int | None:
        """Sends a message as an anonymous admin, that is as the group itself."""
        nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        return self._says({"text": text, "sender_chat": self.group.chat.as_json()}, author=nobody)

    async def edits(self, text: str, after: int = 1) -> int:
        """Edits the person's last message. `after` is how many seconds after the last edit it happens."""
        mine = [said for said in self.group.chat.messages if said.data.get("from", {}).get("id") == self._user["id"]]
        edited = mine[-1]
        at = int(edited.data.get("edit_date", edited.data["date"])) + after
        edited.data |= {"text": text, "entities": command_entities(text), "edit_date": at}
        return self._server.updates.add("edited_message", dict(edited.data))

    async def presses(self, label: str, message: ChatMessage) -> str:
        """Presses a button below a message of the bot. Returns the id of the callback query."""
        button = next(button for button in message.buttons if button["text"] == label)
        query = uuid.uuid4().hex
        self._server.open_queries.add(query)
        payload = {
            "id": query,
            "from": self._user,
            "message": dict(message.data),
            "chat_instance": str(self.group.chat.id),
            "data": button["callback_data"],
        }
        self._server.updates.add("callback_query", payload)
        return query

    def _says(self, content: Json, author: Json | None = None) -> int | None:
        chat = self.group.chat
        if self._topic is not None:
            content = content | {"message_thread_id": self._topic.id, "is_topic_message": True}
        message = self._server.chats.write(chat, author or self._user, content)
        self._server.changed.notify()
        if chat.type == "channel":
            message.data.pop("from")
            return self._server.updates.add("channel_post", message.data)
        addressed = message.text.startswith("/") or f"@{self._server.bot['username']}" in message.text
        reads_all = self._server.bot["can_read_all_group_messages"] or chat.bot_manages_topics
        if not chat.known or not (addressed or reads_all):
            return None
        return self._server.updates.add("message", dict(message.data))

    def _member(self, old: str, new: str) -> int:
        return self._server.updates.add(
            "my_chat_member", membership(self._server.bot, self.group.chat, self._user, old, new)
        )


def membership(bot: Json, chat: Chat, by: Json, old: str, new: str) -> Json:
    def member(status: str) -> Json:
        until: dict[str, Any] = {"until_date": 0} if status == "kicked" else {}
        return {"user": bot, "status": status, **until}

    return {
        "chat": chat.as_json(),
        "from": by,
        "date": int(time.time()),
        "old_chat_member": member(old),
        "new_chat_member": member(new),
    }


def _predicate(what: Predicate) -> Callable[[ChatMessage], bool]:
    if what is None:
        return lambda message: True
    if isinstance(what, str):
        return lambda message: what in message.text
    return what
