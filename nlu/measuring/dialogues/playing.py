"""Plays conversations, and records the answers and which checks they fail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from typing import Any

from nlu.measuring.dialogues.chat import Answer, Chat, NoAnswer, NoButton
from nlu.measuring.dialogues.demo import Demo
from nlu.measuring.dialogues.rounds import Round, arrange
from nlu.measuring.dialogues.scripts import Dialogue, Turn

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Played:
    """Holds a turn as it was played. `turn` counts from 1; `failed` lists the checks that the answer fails."""

    id: str
    turn: int
    user: str
    reply: str
    acts: list[str]
    intent: str | None
    seconds: float | None
    failed: list[str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


Report = Callable[[Dialogue, list[Played]], None]
"""A function that is called with each conversation that has been played, and its turns."""


async def play(
    demo: Demo, dialogues: Sequence[Dialogue], at_once: int, report: Report, patience: float = PATIENCE_SECONDS
) -> list[Dialogue]:
    """Plays the conversations. Skips those that need agents at work if no agents work now, and those that need the
    opposite. Returns the skipped ones.

    Raises:
        NoDemo: nothing answers at the address any more, or what answers is not a demo.
    """
    staffed = "staffed" if await demo.is_staffed() else "unstaffed"
    for together in arrange([each for each in dialogues if each.hours in (None, staffed)], at_once):
        for dialogue, turns in await _play_round(demo, together, patience):
            report(dialogue, turns)
    return [each for each in dialogues if each.hours not in (None, staffed)]


async def _play_round(demo: Demo, together: Round, patience: float) -> list[tuple[Dialogue, list[Played]]]:
    if together.is_fresh:
        await demo.reset()
    played = await asyncio.gather(*(_play_one(demo, each, patience) for each in together.dialogues))
    return list(zip(together.dialogues, played, strict=True))


async def _play_one(demo: Demo, dialogue: Dialogue, patience: float) -> list[Played]:
    """Plays one conversation. After a turn without an answer, the remaining turns are not played and fail for the same
    reason."""
    played: list[Played] = []
    try:
        async with AsyncExitStack() as stack:
            speakers = Speakers(demo, dialogue, stack, patience)
            for turn in dialogue.turns:
                played.append(_check(dialogue, len(played) + 1, turn, await speakers.take(turn)))
    except NoAnswer as trouble:
        if not played:
            await demo.is_staffed()  # raises NoDemo if the demo is gone: then no further conversation can be played
        rest = dialogue.turns[len(played) :]
        played += [_check(dialogue, len(played) + n, turn, trouble) for n, turn in enumerate(rest, start=1)]
    return played


class Speakers:
    """Holds the chats of those who speak in a conversation, each opened when it is first needed."""

    def __init__(self, demo: Demo, dialogue: Dialogue, stack: AsyncExitStack, patience: float) -> None:
        self._demo, self._dialogue, self._stack, self._patience = demo, dialogue, stack, patience
        self._chats: dict[str | None, Chat] = {}

    async def take(self, turn: Turn) -> Answer | NoButton:
        """Types the text of the turn or presses its button. Raises the errors of `Chat.say`."""
        chat = await self._find_chat(turn.speaker)
        try:
            return await (chat.press(turn.user) if turn.is_press else chat.say(turn.user))
        except NoButton as none:
            return none

    async def _find_chat(self, speaker: str | None) -> Chat:
        if speaker not in self._chats:
            identity: str | None = None
            language: str = self._dialogue.lang
            if account := speaker or self._dialogue.account:
                identity, own = await self._demo.sign(account)
                language = own if speaker else language
            chat = Chat.open(self._demo.socket_url, identity, language, self._patience)
            self._chats[speaker] = await self._stack.enter_async_context(chat)
        return self._chats[speaker]


def _check(dialogue: Dialogue, number: int, turn: Turn, answer: Answer | Exception) -> Played:
    if isinstance(answer, Exception):
        return Played(dialogue.id, number, turn.user, "", [], None, None, [str(answer)])
    failed = turn.find_failed(answer.text)
    seconds = round(answer.seconds, 3)
    return Played(dialogue.id, number, turn.user, answer.text, answer.acts, answer.intent, seconds, failed)
