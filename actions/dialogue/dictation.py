"""Edits a message that a contact has written for somebody, as the NLU understands the editing: "change Friday to Monday",
"more polite", "add that …"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Dictation:
    """Holds what a message wants written: its `words` without what leads to them ("tell them that"), whether they come
    after what is written already (`adds`), the words to replace with those in their place (`swap`), whether the tone
    shall be kinder, whether it names whom the words are for (`is_to_them`), whether they take the place of what was said
    before (`begins_again`) or of all that was written (`is_instead`), whether they are a message to be sent as they stand
    (`is_message`), whether somebody shall only be reminded of something (`reminds`), and the only day and the only number in
    it, as they are written."""

    words: str = ""
    adds: bool = False
    swap: tuple[str, str] | None = None
    is_polite: bool = False
    is_to_them: bool = False
    begins_again: bool = False
    is_instead: bool = False
    is_message: bool = False
    reminds: bool = False
    figures: Mapping[str, str] = field(default_factory=dict)

    def edits(self, text: str) -> bool:
        """Returns whether the message, whose whole text this is, surely writes or edits a message for somebody."""
        return self.adds or self.swap is not None or self.is_polite or self.words != text.strip()


def read_dictation(given: object) -> Dictation:
    """Returns the dictation in the NLU's output `given`, which is empty if there is none."""
    if not isinstance(given, Mapping):
        return Dictation()
    swap = [str(word) for word in given.get("swap") or ()]
    figures: Mapping[str, Any] = given.get("figures") or {}
    return Dictation(
        str(given.get("words") or ""),
        given.get("adds") is True,
        (swap[0], swap[1]) if len(swap) == 2 else None,
        given.get("is_polite") is True,
        given.get("is_to_them") is True,
        given.get("begins_again") is True,
        given.get("is_instead") is True,
        given.get("is_message") is True,
        given.get("reminds") is True,
        {str(name): str(words) for name, words in figures.items()},
    )


def swap_words(said: Sequence[str], old: str, new: str) -> list[str] | None:
    """Returns what was said with `new` in place of `old` where that stands last; None where it does not stand. "8 January"
    in place of the 5 in "5 January" takes the whole day's place."""
    for at in reversed(range(len(said))):
        start = said[at].casefold().rfind(old.casefold())
        if start >= 0:
            rest = said[at][start + len(old) :]
            tail = new[len(new.split(" ")[0]) :]
            rest = rest[len(tail) :] if tail and rest.casefold().startswith(tail.casefold()) else rest
            return [*said[:at], said[at][:start] + new + rest, *said[at + 1 :]]
    return None


def correct_figure(said: Sequence[str], before: Mapping[str, str], now: Mapping[str, str]) -> list[str] | None:
    """Returns what was said with the day or the number that the new message names in place of the one that was said
    before; None where the new message names none, or none was said."""
    for name in ("day", "number"):
        if name in now and name in before:
            return swap_words(said, before[name], now[name])
    return None
