"""Carries out the commands and messages that the staff write in a topic. The rights of the staff, and the entries in
the audit log, are the same as on the console. What other people write in a topic is not passed on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from bot.channels.telegram.receiving.fetching import Fetcher
from bot.channels.telegram.staff_group.reading import Command, StaffWord
from bot.channels.telegram.staff_group.store import (
    Part,
    Topic,
    find_topic,
    find_word,
    keep_part,
    list_joined,
    list_parts,
    note_word,
    set_word,
    take_parts,
)
from bot.conversation.store.messages import access_message
from bot.files.receiving import name_upload
from bot.files.store import add_file, find_file
from bot.messages.files import CheckedFile, RefusedFile
from bot.messages.reply import Value
from bot.rendering.renderer import Renderer
from bot.staff.roles import Permission
from bot.staff.store.agents import Agent, StaffSession, find_credentials, touch_session
from bot.staff.store.audit import Entry, add_entry
from bot.staff.store.telegram import find_telegram_session
from bot.support.handoff.access import NotFound
from bot.support.handoff.answering import do_assign_handoff, do_pass_on, do_release_handoff, do_resolve_handoff
from bot.support.handoff.replying import do_reply
from bot.support.store.desk_agents import list_desk_agents
from bot.support.store.lines import read_conversation
from bot.support.store.marks import note_read
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Connection, Database
from foundation.errors import Explain

REMEMBERED_STRANGERS = 1000
ACTIONS: Mapping[Command | None, str] = {
    None: "conversation.reply",
    "note": "conversation.reply",
    "take": "conversation.take",
    "resolve": "conversation.resolve",
    "return": "conversation.hand_back",
    "release": "conversation.release",
    "transfer": "conversation.pass_on",
}
"""Maps each command to its name in the audit log, which is the same as on the console. None stands for a message."""


@dataclass(frozen=True)
class Act:
    """Holds what is needed to carry out one command or message (`word`): its topic, the member who wrote it, and the
    ids of its files."""

    word: StaffWord
    topic: Topic
    agent: Agent
    files: Sequence[str] = ()

    @property
    def talk(self) -> str:
        return self.topic.conversation_id


class Acting:
    """Carries out what the staff write in topics. A command or message (a `StaffWord`) that Telegram delivers twice is
    carried out once. `clock` is the marketplace's clock."""

    def __init__(self, database: Database, renderer: Renderer, fetcher: Fetcher, chat_id: int, clock: Clock) -> None:
        self._database, self._renderer, self._fetcher = database, renderer, fetcher
        self._chat_id, self._clock = chat_id, clock
        self._strangers: OrderedDict[tuple[int | None, int], None] = OrderedDict()
        self._do: Mapping[Command | None, Callable[[Connection, Act], Awaitable[int | None]]] = {
            None: self._reply,
            "note": self._note,
            "take": self._take,
            "resolve": self._resolve,
            "return": self._return,
            "release": self._release,
            "transfer": self._transfer,
        }

    async def act(self, word: StaffWord) -> None:
        """Carries out a command or message, or has the reason why not written into the topic. Returns once this is
        committed. A part of an album is only stored; `join` carries out all parts together."""
        await self._join_before(word)
        async with self._database.read() as connection:
            topic = await find_topic(connection, self._chat_id, word.thread_id)
            session = await self._find_session(connection, word)
        if topic is None:
            return
        if session is None:
            await self._refuse_stranger(word, topic)
            return
        fetched = None if word.file is None or word.edited else await self._fetcher.fetch(word.file)
        async with self._database.begin() as connection:
            if not await note_word(connection, self._chat_id, word.telegram_id, word.edited, topic):
                return
            await touch_session(connection, session.token_hash, system_clock())
            refused = fetched if isinstance(fetched, RefusedFile) else None
            file_id = None
            if isinstance(fetched, CheckedFile):
                file_id = await self._add_file(connection, word, topic, session.agent, fetched)
            if word.album is not None:
                await keep_part(connection, self._chat_id, _build_part(word, file_id, refused))
                return
            await self._carry_out(connection, word, topic, session, [file_id] if file_id else [], refused)

    async def join(self, album: str) -> None:
        """Carries out the waiting parts of an album as one message. The text beside one of the files is the text of the
        whole album. Parts that come after the others were carried out become a note if the others are a note, a reply
        if they are a reply, and nothing if the others became no message."""
        async with self._database.begin() as connection:
            parts = await take_parts(connection, self._chat_id, album)
            if not parts:
                return
            word = _join_parts(parts)
            topic = await find_topic(connection, self._chat_id, word.thread_id)
            session = await self._find_session(connection, word)
            if topic is None or session is None:
                return
            if earlier := await list_joined(connection, parts, topic):
                message = next((each for each in earlier if each), None)
                if message is None:
                    return
                is_note = (await access_message(connection, topic.conversation_id, message)).internal
                word = replace(word, command="note" if is_note else None, unknown="")
            files = [part.file_id for part in parts if part.file_id]
            refused = next((RefusedFile(**part.refused) for part in parts if part.refused), None)
            message_id = await self._carry_out(connection, word, topic, session, files, refused)
            for part in parts:
                await set_word(connection, self._chat_id, part.telegram_id, message_id=message_id)

    async def join_forgotten(self, older_than: float) -> None:
        """Joins the albums whose last part came more than `older_than` seconds ago. A gateway that stopped has left
        them behind."""
        before = system_clock().timestamp() - older_than
        async with self._database.read() as connection:
            last = {part.album: part.at for part in await list_parts(connection, self._chat_id)}
        for album in [album for album, at in last.items() if at < before]:
            await self.join(album)

    async def _join_before(self, word: StaffWord) -> None:
        """Joins the albums that were sent in the topic before this message, unless the message is a part of the
        album."""
        async with self._database.read() as connection:
            parts = await list_parts(connection, self._chat_id)
        for album in dict.fromkeys(part.album for part in parts if part.thread_id == word.thread_id):
            if album != word.album:
                await self.join(album)

    async def _find_session(self, connection: Connection, word: StaffWord) -> StaffSession | None:
        if word.person_id is None:
            return None
        session = await find_telegram_session(connection, word.person_id, system_clock())
        return session if session is not None and session.agent.may(Permission.WORK) else None

    async def _carry_out(
        self,
        connection: Connection,
        word: StaffWord,
        topic: Topic,
        session: StaffSession,
        files: Sequence[str],
        refused: RefusedFile | None,
    ) -> int | None:
        """Carries out a command or message, and writes the audit entry. If it is refused, the topic gets an answer with
        the reason. Returns the id of the stored message, or None if there is none."""
        details: dict[str, Any] = {"method": "telegram"}
        outcome, message_id = "done", None
        try:
            self._check(word, refused)
            act = Act(word, topic, session.agent, files)
            message_id = await (
                self._correct(connection, act) if word.edited else self._do[word.command](connection, act)
            )
            if message_id is not None:
                details |= {"message": message_id, "internal": word.command == "note"}
                await set_word(connection, self._chat_id, word.telegram_id, message_id=message_id)
            if topic.through is not None:
                await note_read(connection, act.talk, session.agent.id, topic.through, system_clock())
        except Explain as error:
            outcome, details["reason"] = "refused", error.code
            await self._answer(connection, word, session.agent.name, error.term, error.values)
        except NotFound:
            outcome, details["reason"] = "refused", "not_found"
            await self._answer(connection, word, session.agent.name, "staff_group.over", {})
        entry = Entry(
            actor=session.agent.username,
            role=session.agent.role,
            action=ACTIONS[word.command],
            outcome=outcome,
            target=f"conversation:{topic.conversation_id}",
            details=details,
            actor_id=session.agent.id,
            session=session.handle,
        )
        await add_entry(connection, entry, system_clock())
        return message_id

    @staticmethod
    def _check(word: StaffWord, refused: RefusedFile | None) -> None:
        """Checks what does not depend on the member's rights, such as whether the command exists.

        Raises:
            Explain: the command or message cannot be carried out.
        """
        if word.cannot:
            raise Explain("media", "staff_group.refused.media")
        if word.unknown:
            raise Explain("unknown_command", "staff_group.refused.command", command=word.unknown)
        if refused is not None:
            raise Explain(refused.reason, f"file.refused.{refused.reason}", file=refused.name, **refused.values)

    async def _reply(self, connection: Connection, act: Act, *, internal: bool = False) -> int:
        return await do_reply(
            connection, act.talk, act.agent, act.word.text, internal=internal, token=act.word.token, files=act.files
        )

    async def _note(self, connection: Connection, act: Act) -> int:
        return await self._reply(connection, act, internal=True)

    @staticmethod
    async def _add_file(connection: Connection, word: StaffWord, topic: Topic, agent: Agent, file: CheckedFile) -> str:
        """Stores the file of a message as an upload of the member who sent it, and returns the file's id."""
        talk = topic.conversation_id
        file_id = name_upload(talk, agent.id, word.token)
        if await find_file(connection, file_id) is None:
            contact_id = (await read_conversation(connection, talk)).contact_id
            await add_file(connection, file, contact_id, talk, "out", agent_id=agent.id, file_id=file_id)
        return file_id

    async def _correct(self, connection: Connection, act: Act) -> int | None:
        """Sends the new text of an edited message as a further message; the old message stays. Nothing happens if a
        command was edited, or if the edited text had not become a message."""
        earlier = await find_word(connection, self._chat_id, act.word.telegram_id)
        if earlier is None or act.word.command not in (None, "note") or not act.word.text.strip():
            return earlier
        was = await access_message(connection, act.talk, earlier)
        line = await read_conversation(connection, act.talk)
        text = self._renderer.term("staff_group.corrected", line.language, {"text": act.word.text})
        return await do_reply(
            connection,
            act.talk,
            act.agent,
            text,
            internal=was.internal or act.word.command == "note",
            token=act.word.token,
        )

    async def _take(self, connection: Connection, act: Act) -> None:
        await do_assign_handoff(connection, act.talk, act.agent)

    async def _resolve(self, connection: Connection, act: Act) -> None:
        await do_resolve_handoff(connection, act.talk, act.agent, seen=act.topic.through)

    async def _return(self, connection: Connection, act: Act) -> None:
        await do_resolve_handoff(connection, act.talk, act.agent, hand_back=True, seen=act.topic.through)

    async def _release(self, connection: Connection, act: Act) -> None:
        await do_release_handoff(connection, act.talk, act.agent, self._clock())

    async def _transfer(self, connection: Connection, act: Act) -> None:
        username, _, note = act.word.text.partition(" ")
        known = await find_credentials(connection, username.strip().lstrip("@").lower())
        if known is None:
            colleagues = await list_desk_agents(connection, system_clock())
            names: list[Value] = [f"{each.username} ({each.name})" for each in colleagues if each.id != act.agent.id]
            listed: Value = {"type": "list", "style": "commas", "items": names}
            raise Explain("nobody", "staff_group.refused.transfer", colleagues=listed)
        await do_pass_on(connection, act.talk, act.agent, known.agent, note.strip())

    async def _answer(
        self, connection: Connection, word: StaffWord, who: str, term: str, values: Mapping[str, Any]
    ) -> None:
        """Records an answer that is to be written into the topic: why a command or message of a member was not carried
        out."""
        answer = {"who": who, "term": term, "values": dict(values)}
        await set_word(connection, self._chat_id, word.telegram_id, answer=answer)

    async def _refuse_stranger(self, word: StaffWord, topic: Topic) -> None:
        """Records an answer for the topic that says that messages of this person, who is no member of the staff, are
        not passed on. Each such person gets the answer once. Their messages are not stored."""
        key = (word.person_id, word.thread_id)
        if key in self._strangers or word.edited:
            return
        async with self._database.begin() as connection:
            if await note_word(connection, self._chat_id, word.telegram_id, 0, topic):
                term = "staff_group.stranger" if word.person_id is not None else "staff_group.hidden"
                await self._answer(connection, word, word.person_name, term, {})
        self._strangers[key] = None
        if len(self._strangers) > REMEMBERED_STRANGERS:
            self._strangers.popitem(last=False)


def _build_part(word: StaffWord, file_id: str | None, refused: RefusedFile | None) -> Part:
    assert word.album is not None
    assert word.person_id is not None
    return Part(
        word.telegram_id,
        word.thread_id,
        word.album,
        word.person_id,
        system_clock().timestamp(),
        word.command,
        word.text,
        word.unknown,
        word.cannot,
        file_id,
        refused.as_json() if refused else None,
    )


def _join_parts(parts: Sequence[Part]) -> StaffWord:
    """Returns one message that stands for all parts of an album."""
    first = parts[0]
    worded = next((part for part in parts if part.command or part.unknown or part.text.strip()), first)
    return StaffWord(
        first.thread_id,
        first.telegram_id,
        first.person_id,
        "",
        cast("Command | None", worded.command),
        worded.text,
        worded.unknown,
        cannot=any(part.cannot for part in parts),
    )
