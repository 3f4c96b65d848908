"""Posts in the staff's group: makes a topic for each handoff, shows the conversation in it, and closes it
when the handoff ends.

The database stores how much of each conversation its topic shows. Before a post is sent, the id of its last message is
stored as `posting`, and after it was sent as `through`. If a gateway is killed in between, the post is sent once more,
and says that it may be a repetition.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog
from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.telegram.backoff import Backoff
from bot.channels.telegram.client import describe_error
from bot.channels.telegram.sending.layout import Part
from bot.channels.telegram.sending.sender import PartSender, send_error
from bot.channels.telegram.sending.splitting import Line
from bot.channels.telegram.staff_group.composing import Composer, News
from bot.channels.telegram.staff_group.pace import GroupPace
from bot.channels.telegram.staff_group.store import (
    Topic,
    add_topic,
    delete_topic,
    drop_answers,
    find_start,
    list_answers,
    list_corrections,
    list_erased,
    list_topics_due,
    list_undelivered,
    list_written_here,
    set_topic,
)
from bot.conversation.sending import SendLater, SendRefused
from bot.conversation.store.edits import list_edited
from bot.conversation.store.messages import list_messages
from bot.staff.store.agents import Agent
from bot.support.dossier.dossier import read_dossier
from bot.support.store.handoffs import list_steps
from bot.support.store.lines import read_conversation
from bot.wakeups import Wakeups
from foundation.clock import system_clock
from foundation.database.announcing import Database
from foundation.database.outages import DatabaseUnavailable

log = structlog.get_logger(__name__)

T = TypeVar("T")
LOOK_SECONDS = 2.0
STANDBY_SECONDS = 5.0
UNUSABLE_SECONDS = 60.0
SHOWN_BEFORE = 8
MOST_SHOWN = 100
"""A topic begins with the last messages before the request for an agent (`SHOWN_BEFORE`), and with at most `MOST_SHOWN`
messages in all."""
AT_ONCE = 40
"""The most messages that are joined to one round of posts."""
GROUP = Agent(0, "", "", "supervisor", ())
"""Stands for the reader of the topics. Like a supervisor, the group sees every conversation that is handed over."""
GONE = ("thread not found", "topic_deleted", "topic_id_invalid", "message thread id is invalid")
UNUSABLE = (
    "chat not found",
    "not enough rights",
    "chat_admin_required",
    "not a forum",
    "was upgraded",
    "have no rights",
)


class TopicGone(Exception):
    """Somebody has deleted the topic."""


class NotNow(Exception):
    """Nothing may be posted at the moment."""


class Doubtful(NotNow):
    """It is not known whether the post has arrived."""


@dataclass(frozen=True)
class Post:
    """Holds what is to be posted in a topic. `through` is the last message in the post, and `edits` the number of the
    last edit in it. `answered` are the ids of the staff's messages that the post answers. `undelivered` is the last
    message that the post reports as not delivered."""

    through: int
    edits: int
    parts: Sequence[Part]
    answered: Sequence[int]
    undelivered: int


class Posting:
    """Posts news in the topics. One gateway at a time does so; `may_post` returns whether it is this one."""

    def __init__(
        self,
        bot: Bot,
        parts: PartSender,
        database: Database,
        wakeups: Wakeups,
        composer: Composer,
        chat_id: int,
        may_post: Callable[[], Awaitable[bool]],
        pace: GroupPace | None = None,
    ) -> None:
        self._bot, self._parts, self._database, self._wakeups = bot, parts, database, wakeups
        self._composer, self._chat_id, self._may_post = composer, chat_id, may_post
        self.pace, self._backoff = pace or GroupPace(), Backoff()
        self._rest: dict[str, Post] = {}
        """Holds unfinished posts by the id of the handoff: Telegram took their first parts, and the parts here are
        still to be sent."""

    async def run(self, stopping: asyncio.Event) -> None:
        """Posts until `stopping` is set."""
        async with self._wakeups.listen("staff") as signal:
            while not stopping.is_set():
                wait = LOOK_SECONDS
                try:
                    wait = await self._look() if await self._may_post() else STANDBY_SECONDS
                except DatabaseUnavailable:
                    wait = LOOK_SECONDS
                except Exception:
                    log.exception("posting in the staff's group failed")
                if wait >= 0:
                    await signal.wait(max(wait, 0.02))

    async def _look(self) -> float:
        """Serves the topic that has waited longest. Returns the seconds to wait before the next look, or
        a negative number if there is more to do."""
        if wait := self.pace.find_wait():
            return min(wait, LOOK_SECONDS)
        async with self._database.read() as connection:
            due = await list_topics_due(connection, self._chat_id)
            erased = await list_erased(connection, self._chat_id)
        try:
            for handoff_id, thread_id in erased[:1]:
                await self._delete(handoff_id, thread_id)
            for topic in due[:1]:
                await self._serve(topic)
        except NotNow:
            return min(self.pace.find_wait(), LOOK_SECONDS)
        return -1.0 if len(due) + len(erased) > 0 else LOOK_SECONDS

    async def _serve(self, topic: Topic) -> None:
        """Does the next thing that a topic needs."""
        try:
            if topic.thread_id is None:
                await self._make(topic)
            elif topic.is_active and topic.is_closed:
                await self._open_again(topic, topic.thread_id)
            elif not await self._post(topic, topic.thread_id) and not topic.is_active:
                await self._call(self._bot.close_forum_topic(self._chat_id, topic.thread_id), "TOPIC_NOT_MODIFIED")
                await self._set(topic, is_closed=True)
        except TopicGone:
            log.warning("a topic of the staff's group was deleted", handoff=topic.handoff_id)
            self._rest.pop(topic.handoff_id, None)
            await self._set(topic, thread_id=None, posting=None)
        except SendRefused:
            await self._set(topic, posted_at=system_clock())  # so that the other topics come before this one

    async def _make(self, topic: Topic) -> None:
        """Makes the topic. The next posts in it show the dossier and the last messages before the request."""
        async with self._database.read() as connection:
            line = await read_conversation(connection, topic.conversation_id)
            start = await find_start(connection, topic, SHOWN_BEFORE, MOST_SHOWN)
        made = await self._call(self._bot.create_forum_topic(self._chat_id, self._composer.name_topic(line)))
        assert made is not None
        async with self._database.begin() as connection:
            await add_topic(connection, topic, self._chat_id, made.message_thread_id, start, line.edits)

    async def _open_again(self, topic: Topic, thread_id: int) -> None:
        """Opens the topic of a reopened handoff again. The topic continues with the last messages."""
        await self._call(self._bot.reopen_forum_topic(self._chat_id, thread_id), "TOPIC_NOT_MODIFIED")
        async with self._database.read() as connection:
            line = await read_conversation(connection, topic.conversation_id)
            through = max(topic.through or 0, await find_start(connection, topic, SHOWN_BEFORE, MOST_SHOWN))
        await self._set(topic, is_closed=False, through=through, edits=line.edits, posting=None)

    async def _post(self, topic: Topic, thread_id: int) -> bool:
        """Posts what is new in the conversation. Returns False if nothing is new."""
        post = self._rest.pop(topic.handoff_id, None) or await self._read(topic)
        if not post.parts and (post.through, post.edits) == (topic.through, topic.edits):
            return False
        if post.parts:
            await self._set(topic, posting=post.through)
            await self._send(topic, thread_id, post)
        async with self._database.begin() as connection:
            shown = {"through": post.through, "edits": post.edits, "undelivered": post.undelivered, "posting": None}
            posted = {"is_introduced": True, "posted_at": system_clock()} if post.parts else {}
            await set_topic(connection, topic.handoff_id, **shown, **posted)
            await drop_answers(connection, self._chat_id, post.answered)
        return True

    async def _read(self, topic: Topic) -> Post:
        """Returns what the topic does not show yet. In a closed topic only answers are posted."""
        after = topic.through or 0
        most = 0 if topic.is_closed else AT_ONCE
        async with self._database.read() as connection:
            talk = topic.conversation_id
            line = await read_conversation(connection, talk)
            rows = await list_messages(connection, talk, after=after, limit=most, internal=True)
            ids = [row.id for row in rows]
            here = await list_written_here(connection, topic.handoff_id, ids) if topic.is_introduced else set()
            edited = []
            if not topic.is_closed and line.edits > topic.edits:
                changed = await list_edited(connection, talk, after=topic.edits, internal=True)
                edited = [row for row in changed if row.id <= after]
            dossier = None
            if not topic.is_introduced:
                dossier = await read_dossier(connection, line, await list_steps(connection, talk), GROUP)
            answers = await list_answers(connection, topic.handoff_id)
            undelivered = await list_undelivered(connection, topic)
            corrections = await list_corrections(connection, talk, ids)
        news = News(
            line,
            dossier,
            [*edited, *(row for row in rows if row.id not in here)],
            frozenset(corrections.union(row.id for row in edited)),
            answers,
            [reason or "other" for _, reason in undelivered],
            again=topic.posting is not None,
        )
        return Post(
            through=ids[-1] if ids else after,
            edits=topic.edits if topic.is_closed else line.edits,
            parts=self._composer.compose(news),
            answered=[answer.telegram_id for answer in answers],
            undelivered=max([topic.undelivered, *(message_id for message_id, _ in undelivered)]),
        )

    async def _send(self, topic: Topic, thread_id: int, post: Post) -> None:
        """Sends the parts of a post.

        Raises:
            NotNow: the parts that were not sent wait; the others are not sent again.
            TopicGone: the topic was deleted.
        """
        for index, part in enumerate(post.parts):
            try:
                if self.pace.find_wait():
                    raise NotNow
                await self._send_part(part, thread_id)
            except Doubtful:
                marked = self._composer.mark(part)
                self._rest[topic.handoff_id] = replace(post, parts=[marked, *post.parts[index + 1 :]])
                raise
            except NotNow:
                if index == 0:  # nothing was sent, so later news can join this post
                    await self._set(topic, posting=topic.posting)
                else:
                    self._rest[topic.handoff_id] = replace(post, parts=post.parts[index:])
                raise

    async def _send_part(self, part: Part, thread_id: int) -> None:
        """Sends a part. If Telegram does not take its files, sends their names instead."""
        try:
            await self._call(self._parts.send(self._chat_id, part, thread_id))
        except SendRefused:
            names = [Line(f"[{file['name']}]") for file in part.files]
            if not names:
                return
            await self._call(self._parts.send(self._chat_id, Part([*part.lines, *names]), thread_id))

    async def _delete(self, handoff_id: str, thread_id: int | None) -> None:
        """Deletes the topic of a conversation that was erased."""
        if thread_id is not None:
            try:
                await self._call(self._bot.delete_forum_topic(self._chat_id, thread_id))
            except (TopicGone, SendRefused):
                log.info("an erased topic was gone already")
        async with self._database.begin() as connection:
            await delete_topic(connection, handoff_id)

    async def _call(self, request: Awaitable[T], harmless: str = "") -> T | None:
        """Makes a request to Telegram, which counts as a message of the group.

        Raises:
            NotNow: the request was not carried out, and is to be made later.
            Doubtful: it is not known whether it was carried out.
            TopicGone: the topic was deleted.
            SendRefused: Telegram refuses the content.
        """
        self.pace.count()
        try:
            result = await request
        except TelegramError as error:
            words = error.message.lower()
            if isinstance(error, BadRequest) and harmless and harmless.lower() in words:
                return None
            if isinstance(error, BadRequest) and any(each in words for each in GONE):
                raise TopicGone from None
            if isinstance(error, Forbidden) or any(each in words for each in UNUSABLE):
                log.error("the staff's group cannot be used", error=describe_error(error), retry=UNUSABLE_SECONDS)
                self.pace.pause(UNUSABLE_SECONDS)
                raise NotNow from None
            failure = send_error(error)
            if isinstance(failure, SendRefused):
                log.error("telegram refused a post in the staff's group", error=describe_error(error))
                raise failure from None
            log.warning("the staff's group cannot be reached", error=describe_error(error))
            if not isinstance(failure, SendLater):
                self.pace.pause(self._backoff.next())
                raise Doubtful from None
            self.pace.pause(failure.seconds or self._backoff.next())
            raise NotNow from None
        self._backoff.reset()
        return result

    async def _set(self, topic: Topic, **values: object) -> None:
        async with self._database.begin() as connection:
            await set_topic(connection, topic.handoff_id, **values)
