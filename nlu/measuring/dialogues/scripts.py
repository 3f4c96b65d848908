"""Reads the conversations to play: one JSON object a line (docs/dialogues.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Language = Literal["en", "zh"]
Role = Literal["visitor", "buyer", "supplier"]
Hours = Literal["staffed", "unstaffed"]

_CHOICES = {
    "lang": ("en", "zh"),
    "role": ("visitor", "buyer", "supplier"),
    "hours": (None, "staffed", "unstaffed"),
}


@dataclass(frozen=True)
class Turn:
    """Holds what the contact says in a turn, and the checks of the answer.

    `user` is the text to type or, with `is_press`, the label of the button to press. `speaker` is another account that
    says this in a chat of its own, or None for the account of the conversation. Each of the regular expressions `must`,
    and none of `must_not`, must match in the answer; upper and lower case are not distinguished.
    """

    user: str
    is_press: bool
    speaker: str | None
    expect: str
    must: tuple[str, ...]
    must_not: tuple[str, ...]

    def find_failed(self, reply: str) -> list[str]:
        """Returns the checks that this answer fails, each as `must: …` or `must_not: …`."""
        return [
            *(f"must: {each}" for each in self.must if not re.search(each, reply, re.IGNORECASE)),
            *(f"must_not: {each}" for each in self.must_not if re.search(each, reply, re.IGNORECASE)),
        ]


@dataclass(frozen=True)
class Dialogue:
    """Holds a conversation to play. `account` is None for a visitor. `needs` names abilities that the conversation
    needs and Caravan does not have yet. With `fresh` the demo is reset before the conversation. `hours` says whether it
    must be played while agents work (`staffed`) or not (`unstaffed`); None if that does not matter."""

    id: str
    lang: Language
    role: Role
    account: str | None
    needs: tuple[str, ...]
    fresh: bool
    hours: Hours | None
    turns: tuple[Turn, ...]

    @property
    def accounts(self) -> frozenset[str]:
        """Returns every account that takes part in the conversation."""
        speakers = {self.account, *(turn.speaker for turn in self.turns)}
        return frozenset(speaker for speaker in speakers if speaker)


def read_dialogues(path: Path) -> list[Dialogue]:
    """Reads the conversations of a file.

    Raises:
        OSError: the file cannot be read.
        ValueError: a line is not a conversation, or two have the same id. The message names the line.
    """
    dialogues: list[Dialogue] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                dialogues.append(_read(json.loads(line)))
            except (ValueError, KeyError, TypeError, re.error) as error:
                what = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
                raise ValueError(f"line {number}: {what}") from error
    ids = [dialogue.id for dialogue in dialogues]
    if twice := sorted({each for each in ids if ids.count(each) > 1}):
        raise ValueError(f"several conversations are called {', '.join(twice)}")
    if not dialogues:
        raise ValueError("there is no conversation in it")
    return dialogues


def _read(row: Mapping[str, Any]) -> Dialogue:
    for name, choices in _CHOICES.items():
        if row.get(name) not in choices:
            raise ValueError(f"{name} is {row.get(name)!r}, not one of {', '.join(map(str, choices))}")
    return Dialogue(
        id=row["id"],
        lang=row["lang"],
        role=row["role"],
        account=row["account"],
        needs=tuple(row.get("needs") or ()),
        fresh=bool(row.get("fresh")),
        hours=row.get("hours"),
        turns=tuple(map(_read_turn, row["turns"])),
    )


def _read_turn(row: Mapping[str, Any]) -> Turn:
    is_press = "press" in row
    return Turn(
        user=row["press"] if is_press else row["user"],
        is_press=is_press,
        speaker=row.get("as"),
        expect=row.get("expect", ""),
        must=_check_patterns(row.get("must") or ()),
        must_not=_check_patterns(row.get("must_not") or ()),
    )


def _check_patterns(patterns: Iterable[str]) -> tuple[str, ...]:
    for each in (found := tuple(patterns)):
        re.compile(each)
    return found
