"""Edits a message that a contact has written for somebody, as the NLU understands the editing: "change Friday to Monday",
"more polite", "add that …"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_LEAST_HAN, _LEAST_LETTERS = 2, 4
_QUOTES = '"“”「」'


@dataclass(frozen=True)
class Dictation:
    """Holds how a message writes or edits a message for somebody. `words` are what is to be written, without an
    introduction such as "tell them that". `adds` says that they follow what is written already, `begins_again` that they
    replace the last of it, and `is_instead` that they replace all of it. `swap` holds words to replace and their
    replacement. `is_polite` asks for a kinder tone, and `is_to_them` says that the message names the reader. `is_message`
    says that the words are to be sent as they stand, and `reminds` that the message wants somebody reminded. `whom` is the name by
    which the message may call the reader, and `told` what follows it. `figures` has
    the day and the number in the message, as written, if there is only one of them. `gone` names what shall be left out of the
    words, `place` which sentence ("first" or "last"), and `then` what takes its place. `anew` is
    what shall stand there instead of something like it ("say three pallets"). `rewords` asks for another wording: shorter, clearer."""

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
    anew: str = ""
    rewords: bool = False
    agrees: bool = False
    """Whether the words to be written only agree: "yes, tell them"."""

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
        str(given.get("anew") or ""),
        given.get("rewords") is True,
        given.get("agrees") is True,
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


def exchange_alike(said: Sequence[str], words: str) -> list[str] | None:
    """Returns the sentences with the part that begins or ends like `words` replaced by them, or None if there is no such part:
    "three pallets" takes the place of "two pallets", 牛津布袋 that of 无纺布袋, and 往后两周 that of 往后."""
    if any(sign in words for sign in _QUOTES):
        return None  # they speak of the words, and are not to stand there
    new = _cut(words)
    for at in reversed(range(len(said))):
        old = _cut(said[at])
        if span := _find_alike([token.casefold() for token in old], [token.casefold() for token in new]):
            start, end = span
            before, after = "".join(old[:start]), "".join(old[end:])
            return [
                *said[:at],
                f"{before}{words}{' ' if after[:1].isalnum() and after.isascii() else ''}{after}",
                *said[at + 1 :],
            ]
    return None


def _cut(text: str) -> list[str]:
    """Returns the text in pieces: a Chinese character, a word, or what stands between words."""
    pieces: list[str] = []
    for sign in text:
        joins = (
            pieces and pieces[-1][-1:].isalnum() == sign.isalnum() and not _is_han(sign) and not _is_han(pieces[-1][-1])
        )
        pieces[-1:] = [pieces[-1] + sign] if joins else [*pieces[-1:], sign]
    return pieces


def _is_han(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff"


def _find_alike(old: Sequence[str], new: Sequence[str]) -> tuple[int, int] | None:
    """Returns where the pieces of `old` begin and end that begin like `new` and, if such follow, end like it; or else as many
    pieces as `new` has that end like it."""
    heads = [
        (at, length) for at in range(len(old)) if (length := _count_alike(old[at:], new)) and _is_enough(new[:length])
    ]
    tails = [
        (end, length)
        for end in range(1, len(old) + 1)
        if (length := _count_alike(old[:end][::-1], new[::-1])) and _is_enough(new[len(new) - length :])
    ]
    if heads:
        start, length = max(heads, key=lambda each: each[1])
        ends = [end for end, tail in tails if end >= start + length and end - start <= 2 * len(new)]
        rest = length if _is_han(new[0][0]) else len(new)  # words stand for as many words
        return start, min(ends[0] if ends else start + rest, len(old))
    if not tails:
        return None
    end, _ = max(tails, key=lambda each: each[1])
    return max(end - len(new), 0), end


def _count_alike(some: Sequence[str], others: Sequence[str]) -> int:
    """Returns how many pieces at the beginning of both are the same."""
    return next(
        (at for at, (one, other) in enumerate(zip(some, others, strict=False)) if one != other),
        min(len(some), len(others)),
    )


def _is_enough(pieces: Sequence[str]) -> bool:
    """Returns whether the pieces say enough to be found by: two Chinese characters or a word of some length."""
    letters = "".join(piece for piece in pieces if piece[:1].isalnum())
    return sum(map(_is_han, letters)) >= _LEAST_HAN or (letters.isascii() and len(letters) >= _LEAST_LETTERS)


def correct_figure(said: Sequence[str], before: Mapping[str, str], now: Mapping[str, str]) -> list[str] | None:
    """Returns the sentences with their day (or else their number) replaced by that of the new message. Returns None if
    either has none."""
    for name in ("day", "number"):
        if name in now and name in before:
            return swap_words(said, before[name], now[name])
    return None
