"""Finds the numbers in a text, and the words near each number that say what kind of number it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from actions.marketplace.safety import vocabulary
from actions.marketplace.safety.disguises import HAN

_SEPARATOR = rf"[^a-z0-9\n{HAN}]"
_RUN = re.compile(rf"\d+(?:{_SEPARATOR}{{1,3}}\d+)*")
_GROUP = re.compile(r"\d+")
_LISTED = re.compile(r"[,，、;；]\s|[，、；]|\s[/\-–&+]\s|[x×*%$€£¥]|:\s")
"""Matches signs that separate the numbers of a list, and hardly ever the parts of one number."""
_LONGEST = 24
_LETTERS_BEFORE = re.compile(r"(?<![a-z])[a-z]{1,12}[\-_./]?\Z")
_OTHER_AFTER = re.compile(r"-?[a-z]{1,3}(?![a-z])|-\d")
_REACH = 44
_KINDS = ("account", "bank", "pay", "phone", "code")


@dataclass(frozen=True, slots=True)
class Number:
    """Holds a number, whose digits are written together or in groups (`groups` has their lengths).

    `called` holds the kinds of number (names of `_KINDS`) that words near the number name, and `distance` how many
    characters away the nearest word of each kind is. `marks` holds the signs that separate the groups, and `before` the
    letters right before the number. A number that `is_counted` has a unit behind it; if `is_listed` is true, it is a
    whole list of numbers, read as one.
    """

    digits: str
    groups: tuple[int, ...]
    start: int
    end: int
    called: frozenset[str]
    distance: dict[str, int]
    is_counted: bool
    is_listed: bool
    marks: str
    before: str

    def is_called(self, kind: str, within: int) -> bool:
        return self.distance.get(kind, _REACH + 1) <= within


def numbers(text: str) -> Iterator[Number]:
    """Yields every number of 4 to 24 digits. The numbers of a list are yielded one by one, and also together as one
    number."""
    cues = _Cues(text)
    for run in _RUN.finditer(text):
        groups = [(found.start() + run.start(), found.end() + run.start()) for found in _GROUP.finditer(run[0])]
        for part, listed in _parts(text, groups):
            digits = "".join(text[start:end] for start, end in part)
            if 4 <= len(digits) <= _LONGEST:
                yield _number(text, digits, part, listed, cues)


def _parts(text: str, groups: list[tuple[int, int]]) -> Iterator[tuple[list[tuple[int, int]], bool]]:
    """Yields the groups of digits of each number in a list, with False. Then yields all groups as one number, with
    True, if it has at most 24 digits."""
    parts: list[list[tuple[int, int]]] = [[groups[0]]]
    for (_, end), following in pairwise(groups):
        if _LISTED.search(text[end : following[0]]):
            parts.append([following])
        else:
            parts[-1].append(following)
    for part in parts:
        yield part, False
    if len(parts) > 1 and sum(end - start for start, end in groups) <= _LONGEST:
        yield groups, True


def _number(text: str, digits: str, part: list[tuple[int, int]], listed: bool, cues: _Cues) -> Number:
    start, end = part[0][0], part[-1][1]
    letters = _LETTERS_BEFORE.search(text[max(start - 14, 0) : start])
    before = letters[0] if letters else ""
    distance = cues.near(start, end)
    if _OTHER_AFTER.match(text[end : end + 5]) and not distance.keys() & {"account", "phone"}:
        distance = {"code": 0}
    return Number(
        digits,
        tuple(group_end - group_start for group_start, group_end in part),
        start,
        end,
        frozenset(distance),
        distance,
        bool(vocabulary.UNIT_AFTER.match(text[end : end + 10])),
        listed,
        "".join(text[end:following] for (_, end), (following, _) in pairwise(part)),
        before,
    )


class _Cues:
    """Finds the words in a text that say what kind of number stands near them, such as "account" or "phone"."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, tuple[list[int], list[int]]] = {}
        for kind, pattern in zip(
            _KINDS,
            (vocabulary.ACCOUNT, vocabulary.BANK, vocabulary.PAY_TO, vocabulary.CALLS, vocabulary.CODE),
            strict=True,
        ):
            spans = [found.span() for found in pattern.finditer(text)]
            self._found[kind] = ([start for start, _ in spans], [end for _, end in spans])

    def near(self, start: int, end: int) -> dict[str, int]:
        """Returns how many characters lie between the number and the nearest word of each kind, for the kinds that are
        near. For a word after the number, 30 is added. A word before the number counts only if it is on the same
        line."""
        line = self._text.rfind("\n", max(start - _REACH, 0), start) + 1
        near = dict[str, int]()
        for kind, (starts, ends) in self._found.items():
            at = bisect_right(ends, start) - 1
            if at >= 0 and starts[at] >= line and start - ends[at] <= _REACH:
                near[kind] = start - ends[at]
            elif at + 1 < len(starts) and (behind := starts[at + 1] - end) <= 14 and kind != "code":
                near[kind] = 30 + max(behind, 0)
        return near
