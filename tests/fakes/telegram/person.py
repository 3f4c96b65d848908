"""Lets tests play people and groups, who use the bot and see what people would see."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tests.fakes import PATIENCE
from tests.fakes.files.good import picture
from tests.fakes.telegram.chats import Chat, ChatMessage, Json
from tests.fakes.telegram.files import PEOPLES_LIMIT
from tests.fakes.telegram.text import command_entities

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer

Predicate = Callable[[ChatMessage], bool] | str | None
PIXEL = picture(16, 12, "PNG")
"""What people send when the content does not matter: a small picture."""


class Person:
    """Plays a person with Telegram. Methods that send return the update's id; `receives` returns a message of the bot."""

    def __init__(self, server: TelegramServer, chat: Chat) -> None:
        self._server, self.chat = server, chat
        self._seen = 0

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[ChatMessage]:
        """Returns everything in the private chat, of both sides, as it stands now."""
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
        """Sends several photos at once, or with names several documents. Each is a message and an update of its own."""
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
        """Returns a photo in the sizes that Telegram makes of it, which are JPEG without a name."""
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
        """Presses the newest button with this label (in this message) and returns the id of the callback query."""
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
        """Returns the same person inside a group. A title makes a group that has the bot as a member already."""
        if isinstance(group, str):
            group = self._server.group(group, kind)
            group.chat.known = True
        return GroupVoice(self._server, group, self._user())

    async def receives(self, what: Predicate = None, timeout: float = PATIENCE) -> ChatMessage:  # noqa: ASYNC109
        """Waits for the next message of the bot (that contains or matches `what`) after those received before."""
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
        """Passes when the bot says nothing for so many seconds."""
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
    def __init__(self, server: TelegramServer, chat: Chat) -> None:
        self._server, self.chat = server, chat

    @property
    def received(self) -> list[ChatMessage]:
        return [message for message in self.chat.messages if message.from_bot]

    @property
    def has_bot(self) -> bool:
        return self.chat.known


class GroupVoice:
    """Plays a person in a group.

    The bot gets what Telegram's privacy mode lets through: commands and mentions, or everything when a setting says so.
    """

    def __init__(self, server: TelegramServer, group: Group, user: Json) -> None:
        self._server, self.group, self._user = server, group, user

    async def adds_bot(self) -> int:
        self.group.chat.known = True
        return self._member("left", "member")

    async def removes_bot(self) -> int:
        self.group.chat.known = False
        return self._member("member", "kicked")

    async def sends(self, text: str) -> int | None:
        """Sends a message and returns the update's id, or None when the bot does not get to see it."""
        chat = self.group.chat
        author = None if chat.type == "channel" else self._user
        message = self._server.chats.write(
            chat, author or self._user, {"text": text, "entities": command_entities(text)}
        )
        if chat.type == "channel":
            message.data.pop("from")
            return self._server.updates.add("channel_post", message.data)
        addressed = text.startswith("/") or f"@{self._server.bot['username']}" in text
        if not chat.known or not (addressed or self._server.bot["can_read_all_group_messages"]):
            return None
        return self._server.updates.add("message", message.data)

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
