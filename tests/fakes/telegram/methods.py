"""Answers the methods of the Bot API, each within Telegram's own limits."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram import markup
from tests.fakes.telegram.chats import Chat, ChatMessage, Json
from tests.fakes.telegram.errors import ApiError, bad_request
from tests.fakes.telegram.files import check_photo
from tests.fakes.telegram.text import CAPTION_LIMIT, TEXT_LIMIT, formatted
from tests.fakes.telegram.updates import Webhook

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer

ACTIONS = {"typing", "upload_photo", "upload_document", "record_voice", "upload_voice", "choose_sticker"}


def whole_number(params: Json, name: str, default: int | None = None) -> int | None:
    value = params.get(name)
    if value in (None, ""):
        return default
    try:
        return int(str(value))
    except ValueError as error:
        raise bad_request(f"parameter {name} must be an integer") from error


class Methods:
    """Answers each method of the Bot API by the public coroutine with the same name (`sendMessage` by
    `send_message`)."""

    def __init__(self, server: TelegramServer) -> None:
        self._server = server

    async def answer(self, method: str, params: Json) -> Any:
        found = next((name for name in METHODS if name.lower() == method.lower()), None)
        if found is None:
            raise ApiError(404, "Not Found: method not found")
        return await getattr(self, METHODS[found])(params)

    async def get_me(self, params: Json) -> Json:
        return self._server.bot

    async def get_updates(self, params: Json) -> list[Json]:
        queue = self._server.updates
        if params.get("allowed_updates") is not None:
            queue.allowed = list(params["allowed_updates"])
        limit = whole_number(params, "limit", 100) or 100
        timeout = whole_number(params, "timeout", 0) or 0
        return await queue.poll(whole_number(params, "offset"), min(max(limit, 1), 100), timeout, self._server.closing)

    async def set_webhook(self, params: Json) -> bool:
        url, secret = str(params.get("url") or ""), str(params.get("secret_token") or "")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad_request("secret token contains unallowed characters")
        if url and not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", url):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        queue = self._server.updates
        if params.get("allowed_updates") is not None:
            queue.allowed = list(params["allowed_updates"])
        queue.webhook = Webhook(url=url, secret_token=secret)
        self._drop_pending(params)
        self._server.changed.notify()
        return True

    async def delete_webhook(self, params: Json) -> bool:
        self._server.updates.webhook = Webhook()
        self._drop_pending(params)
        return True

    def _drop_pending(self, params: Json) -> None:
        if str(params.get("drop_pending_updates", "")).lower() == "true":
            self._server.updates.pending.clear()

    async def get_webhook_info(self, params: Json) -> Json:
        queue = self._server.updates
        info: Json = {
            "url": queue.webhook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(queue.pending),
        }
        if queue.webhook.last_error_message:
            info["last_error_message"] = queue.webhook.last_error_message
            info["last_error_date"] = queue.webhook.last_error_date
        return info

    async def send_message(self, params: Json) -> Json:
        text, entities = formatted(params, "text", TEXT_LIMIT)
        content: Json = {"text": text, **({"entities": entities} if entities else {})}
        return self._send(params, content)

    async def send_photo(self, params: Json) -> Json:
        return self._send_file(params, "photo")

    async def send_document(self, params: Json) -> Json:
        return self._send_file(params, "document")

    async def send_media_group(self, params: Json) -> list[Json]:
        media = params.get("media")
        if not isinstance(media, list) or not 2 <= len(media) <= 10:
            raise bad_request("wrong number of items in an album: 2-10 are expected")
        kinds = {item.get("type") for item in media}
        if not kinds <= {"photo", "video"} and len(kinds) > 1:
            raise bad_request("documents and audio files cannot be mixed with other types in an album")
        if params.get("reply_markup"):
            raise bad_request("an album has no reply markup")
        group = uuid.uuid4().hex
        contents = [self._describe(item, item["media"], str(item["type"])) for item in media]
        chat, thread = self._place(params)
        self._server.rates.check(chat.id)
        sent = [
            self._server.chats.write(chat, None, content | thread | {"media_group_id": group}).data
            for content in contents
        ]
        self._server.changed.notify()
        return sent

    def _send_file(self, params: Json, kind: str) -> Json:
        given = params.get(kind)
        if not given:
            raise bad_request(f"there is no {kind} in the request")
        return self._send(params, self._describe(params, given, kind))

    def _describe(self, params: Json, given: Any, kind: str) -> Json:
        """Stores an uploaded file, and returns the part of a message that describes it, with the caption."""
        caption, entities = formatted(params, "caption", CAPTION_LIMIT)
        width, height = check_photo(given) if kind == "photo" else (0, 0)
        stored = self._server.files.keep(given, f"{kind}s")
        described: Any = {**stored, "file_name": stored.pop("file_name", kind)}
        if kind == "photo":
            described = [{**stored, "width": width, "height": height}]
        content: Json = {kind: described}
        if caption:
            content |= {"caption": caption, **({"caption_entities": entities} if entities else {})}
        return content

    def _send(self, params: Json, content: Json) -> Json:
        attached = markup.keyboard(params)
        chat, thread = self._place(params)
        self._server.rates.check(chat.id)
        message = self._server.chats.write(chat, None, content | thread | attached)
        self._server.changed.notify()
        return message.data

    def _place(self, params: Json) -> tuple[Chat, Json]:
        """Returns the chat to which a message goes, and the part of the message that names its topic."""
        chat = self._server.chats.get(params.get("chat_id")).require_open()
        thread_id = whole_number(params, "message_thread_id")
        if thread_id is None:
            return chat, {}
        if not chat.is_forum:
            raise bad_request("message thread not found")
        topic = chat.open_topic(thread_id)
        if topic.closed and not chat.bot_manages_topics:
            raise bad_request("TOPIC_CLOSED")
        return chat, {"message_thread_id": thread_id, "is_topic_message": True}

    def _forum(self, params: Json) -> Chat:
        """Returns the forum whose topics the bot wants to change.

        Raises:
            ApiError: 400, the chat is no forum, or the bot has no right to do so.
        """
        chat = self._server.chats.get(params.get("chat_id")).require_open()
        if not chat.is_forum:
            raise bad_request("the chat is not a forum")
        if not chat.bot_manages_topics:
            raise bad_request("not enough rights to create a topic")
        self._server.rates.check(chat.id)
        return chat

    async def create_forum_topic(self, params: Json) -> Json:
        name = str(params.get("name") or "")
        if not 1 <= len(name) <= 128:
            raise bad_request("invalid topic name specified")
        topic = self._server.chats.add_topic(self._forum(params), name)
        self._server.changed.notify()
        return {"message_thread_id": topic.id, "name": topic.name, "icon_color": 7322096}

    async def close_forum_topic(self, params: Json) -> bool:
        return self._set_closed(params, True)

    async def reopen_forum_topic(self, params: Json) -> bool:
        return self._set_closed(params, False)

    def _set_closed(self, params: Json, closed: bool) -> bool:
        topic = self._forum(params).open_topic(whole_number(params, "message_thread_id") or 0)
        if topic.closed == closed:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic.closed = closed
        self._server.changed.notify()
        return True

    async def delete_forum_topic(self, params: Json) -> bool:
        chat = self._forum(params)
        topic = chat.open_topic(whole_number(params, "message_thread_id") or 0)
        topic.deleted = True
        chat.messages[:] = [message for message in chat.messages if message.thread_id != topic.id]
        self._server.changed.notify()
        return True

    async def send_chat_action(self, params: Json) -> bool:
        if params.get("action") not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._server.chats.get(params.get("chat_id")).require_open().actions.append(str(params["action"]))
        self._server.changed.notify()
        return True

    async def edit_message_text(self, params: Json) -> Json:
        text, entities = formatted(params, "text", TEXT_LIMIT)
        changed: Json = {"text": text, "entities": entities, **markup.keyboard(params)}
        return self._edit(params, ("text", "entities", "reply_markup"), changed)

    async def edit_message_reply_markup(self, params: Json) -> Json:
        return self._edit(params, ("reply_markup",), markup.keyboard(params))

    def _edit(self, params: Json, names: tuple[str, ...], changed: Json) -> Json:
        chat, message = self._own_message(params)
        before = {name: message.data[name] for name in names if message.data.get(name)}
        after = {name: changed[name] for name in names if changed.get(name)}
        if before == after:
            raise bad_request(
                "message is not modified: specified new message content and reply markup are exactly the same"
            )
        self._server.rates.check(chat.id)
        for name in names:
            message.data.pop(name, None)
        message.data |= after
        self._server.changed.notify()
        return message.data

    def _own_message(self, params: Json) -> tuple[Chat, ChatMessage]:
        chat = self._server.chats.get(params.get("chat_id")).require_open()
        return chat, self._server.chats.own_message(chat, whole_number(params, "message_id") or 0)

    async def answer_callback_query(self, params: Json) -> bool:
        query = str(params.get("callback_query_id"))
        if query not in self._server.open_queries:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if len(str(params.get("text") or "")) > 200:
            raise bad_request("MESSAGE_TOO_LONG")
        self._server.open_queries.remove(query)
        self._server.answered_queries[query] = str(params.get("text") or "")
        self._server.changed.notify()
        return True

    async def set_my_commands(self, params: Json) -> bool:
        self._server.commands[self._menu_key(params)] = markup.commands(params)
        return True

    async def get_my_commands(self, params: Json) -> list[Json]:
        return self._server.commands.get(self._menu_key(params), [])

    async def delete_my_commands(self, params: Json) -> bool:
        self._server.commands.pop(self._menu_key(params), None)
        return True

    def _menu_key(self, params: Json) -> tuple[str, str]:
        scope = params.get("scope") or {"type": "default"}
        chat = f" {scope['chat_id']}" if "chat_id" in scope else ""
        return f"{scope.get('type', 'default')}{chat}", markup.language(params)

    async def set_chat_menu_button(self, params: Json) -> bool:
        self._server.menu_button = params.get("menu_button") or {"type": "default"}
        return True

    async def leave_chat(self, params: Json) -> bool:
        chat = self._server.chats.get(params.get("chat_id"))
        if chat.type == "private":
            raise bad_request("chat member status can't be changed in private chats")
        chat.require_open().known = False
        self._server.changed.notify()
        return True

    async def get_chat(self, params: Json) -> Json:
        chat = self._server.chats.get(params.get("chat_id"))
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
        accepted = dict.fromkeys((*gifts, "gifts_from_channels"), False)
        return {
            **chat.as_json(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": accepted,
        }

    async def get_file(self, params: Json) -> Json:
        return self._server.files.describe(str(params.get("file_id")))


def _bot_api_name(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


METHODS = {_bot_api_name(name): name for name in vars(Methods) if not name.startswith("_") and name != "answer"}
