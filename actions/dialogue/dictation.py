"""Edits a message that a contact has written for somebody, as the NLU understands the editing: "change Friday to Monday",
"more polite", "add that …"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Dictation:
    """Holds how a message writes or edits a message for somebody. `words` are what is to be written, without an
    introduction such as "tell them that". `adds` says that they follow what is written already, `begins_again` that they
    replace the last of it, and `is_instead` that they replace all of it. `swap` holds words to replace and their
    replacement. `is_polite` asks for a kinder tone, and `is_to_them` says that the message names the reader. `is_message`
    says that the words are to be sent as they stand, and `reminds` that the message wants somebody reminded. `whom` is the name by
    which the message may call the reader, and `told` what follows it. `figures` has
    the day and the number in the message, as written, if there is only one of them. `gone` names what shall be left out of the
    words, `place` which sentence ("first" or "last"), and `then` what takes its place. `rewords` asks for another wording: shorter, clearer."""

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
    whom: str = ""
    told: str = ""
    gone: tuple[str, ...] = ()
    place: str = ""
    then: str = ""
    rewords: bool = False

    def edits(self, text: str) -> bool:
        """Returns whether the message, whose whole text this is, surely writes or edits a message for somebody."""
        return self.adds or self.changes_words or self.is_polite or self.words != text.strip()

    @property
    def changes_words(self) -> bool:
        """Returns whether the message surely speaks of words that are written already, which it wants left out, exchanged or
        worded otherwise."""
        return bool(self.swap or self.gone or self.place) or self.rewords or self.is_instead


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
        str(given.get("whom") or ""),
        str(given.get("told") or ""),
        tuple(str(name) for name in given.get("gone") or ()),
        str(given.get("place") or ""),
        str(given.get("then") or ""),
        given.get("rewords") is True,
    )


def swap_words(said: Sequence[str], old: str, new: str) -> list[str] | None:
    """Returns the sentences with the last `old` replaced by `new`, or None if no sentence has `old`. If `new` repeats
    the words that follow `old`, they are not doubled: replacing the 5 in "5 January" with "8 January" gives "8
    January"."""
    for at in reversed(range(len(said))):
        start = said[at].casefold().rfind(old.casefold())
        if start >= 0:
            rest = said[at][start + len(old) :]
            tail = new[len(new.split(" ")[0]) :]
            rest = rest[len(tail) :] if tail and rest.casefold().startswith(tail.casefold()) else rest
            return [*said[:at], said[at][:start] + new + rest, *said[at + 1 :]]
    return None


def correct_figure(said: Sequence[str], before: Mapping[str, str], now: Mapping[str, str]) -> list[str] | None:
    """Returns the sentences with their day (or else their number) replaced by that of the new message. Returns None if
    either has none."""
    for name in ("day", "number"):
        if name in now and name in before:
            return swap_words(said, before[name], now[name])
    return None
