"""Divides conversations into rounds. The conversations of a round can be played at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nlu.measuring.dialogues.scripts import Dialogue


@dataclass
class Round:
    """Holds conversations that do not disturb each other. If one of them needs it, the demo is reset before the
    round."""

    dialogues: list[Dialogue] = field(default_factory=list)

    @property
    def is_fresh(self) -> bool:
        return any(dialogue.fresh for dialogue in self.dialogues)

    def has_room_for(self, dialogue: Dialogue, at_once: int) -> bool:
        """Returns whether the conversation can be added. No account may take part in two conversations of a round, and
        buyers and suppliers may not be mixed, because they see each other's changes."""
        if len(self.dialogues) >= at_once:
            return False
        others = frozenset().union(*(other.accounts for other in self.dialogues))
        if not dialogue.accounts or not others:
            return True
        sides = {_find_side(each) for each in [dialogue, *self.dialogues] if each.accounts}
        return not dialogue.accounts & others and len(sides) == 1 and "both" not in sides


def _find_side(dialogue: Dialogue) -> str:
    return dialogue.role if dialogue.accounts == {dialogue.account} else "both"


def arrange(dialogues: Iterable[Dialogue], at_once: int) -> list[Round]:
    """Returns rounds of at most `at_once` conversations, each conversation in the first round that has room for it."""
    rounds: list[Round] = []
    for dialogue in dialogues:
        found = next(_list_fitting(rounds, dialogue, at_once), None)
        if found is None:
            rounds.append(found := Round())
        found.dialogues.append(dialogue)
    return rounds


def _list_fitting(rounds: list[Round], dialogue: Dialogue, at_once: int) -> Iterator[Round]:
    return (each for each in rounds if each.has_room_for(dialogue, at_once))
