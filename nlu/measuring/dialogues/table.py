"""Summarises the played conversations in a table, with two baselines that understand nothing: an empty answer, and one
that repeats what the contact said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlu.measuring.dialogues.playing import Played
from nlu.measuring.dialogues.scripts import Dialogue

_HEAD = ("", "conversations", "no failed turn", "turns", "passed", "of turns", "empty", "echo")
_FORMAT = "{:<28}{:>14}{:>16}{:>8}{:>9}{:>10}{:>9}{:>9}"


@dataclass(frozen=True)
class Sum:
    """Counts conversations and turns. `whole` counts the conversations without a failed turn; `empty` and `echo` count
    the turns that the baselines would pass."""

    conversations: int
    whole: int
    turns: int
    passed: int
    empty: int
    echo: int

    @property
    def share(self) -> float:
        """Returns the share of turns that passed, from 0 to 1."""
        return self.passed / self.turns if self.turns else 0.0


def add_up(dialogues: Iterable[Dialogue], played: Mapping[str, Sequence[Played]]) -> Sum:
    """Counts the conversations that were played."""
    mine = [dialogue for dialogue in dialogues if dialogue.id in played]
    turns = [turn for dialogue in mine for turn in played[dialogue.id]]
    return Sum(
        conversations=len(mine),
        whole=sum(not any(turn.failed for turn in played[dialogue.id]) for dialogue in mine),
        turns=len(turns),
        passed=sum(not turn.failed for turn in turns),
        empty=sum(not turn.find_failed("") for dialogue in mine for turn in dialogue.turns),
        echo=sum(count_echoes(dialogue) for dialogue in mine),
    )


def count_echoes(dialogue: Dialogue) -> int:
    """Returns how many turns pass when the answer is all that the contact has said so far."""
    said = [turn.user for turn in dialogue.turns]
    return sum(not turn.find_failed("\n".join(said[: n + 1])) for n, turn in enumerate(dialogue.turns))


def format_table(dialogues: Sequence[Dialogue], played: Mapping[str, Sequence[Played]]) -> str:
    """Returns the table. Its rows are: all conversations, those of each language, those of each role, and those with
    and without `needs`."""
    rows = [_FORMAT.format(*_HEAD)]
    for name, group in _list_groups(dialogues):
        if (total := add_up(group, played)).conversations:
            shares = (f"{count / total.turns:.1%}" for count in (total.passed, total.empty, total.echo))
            rows.append(_FORMAT.format(name, total.conversations, total.whole, total.turns, total.passed, *shares))
    return "\n".join(rows)


def _list_groups(dialogues: Sequence[Dialogue]) -> list[tuple[str, list[Dialogue]]]:
    languages = sorted({each.lang for each in dialogues})
    needs = (("needs nothing new", False), ("needs what is new", True))
    return [
        ("all", list(dialogues)),
        *((f"language {name}", [each for each in dialogues if each.lang == name]) for name in languages),
        *(
            (f"role {name}", [each for each in dialogues if each.role == name])
            for name in ("visitor", "buyer", "supplier")
        ),
        *((name, [each for each in dialogues if bool(each.needs) is some]) for name, some in needs),
        *(
            (f"{name}, {lang}", [each for each in dialogues if bool(each.needs) is some and each.lang == lang])
            for name, some in needs
            for lang in languages
        ),
    ]
