"""Finds the items of an enumeration in a message: "(1) where is my order (2) change the scarves to 900", 1、…2、…, 一，…二，…. Imports
nothing of Rasa."""

from __future__ import annotations

import re
from typing import NamedTuple

_MARK = re.compile(
    r"(?:(?:^|(?<=[\s,;:.!?，；：。！？]))(?:\(\s?([1-9])\s?\)|（\s?([1-9])\s?）|([1-9])(?:\)|[.、．](?!\d))"
    r"|第?([一二三四五六七八九])(?:[、．，,：:]|是(?!否|不是))|(first|second|third|fourth)(?:ly)?\s?[,:])|([①-⑨]))\s*(?=\S)",
    re.I,
)
_SERIES = ("①②③④⑤⑥⑦⑧⑨", "一二三四五六七八九")
_ORDINALS = ("first", "second", "third", "fourth")


class Item(NamedTuple):
    """Holds where the mark of an item stands ("(1)"), where the item itself begins, and where it ends."""

    mark: int
    start: int
    end: int


def find_items(text: str, *, goes_on: bool = False) -> list[Item]:
    """Returns the items of an enumeration that counts from one. With `goes_on`, returns the items of an enumeration
    that began before this text and continues at its beginning. Returns [] when there is none."""
    marks = list(_MARK.finditer(text))
    wanted = _read(marks[0]) if goes_on and marks and marks[0].start() == 0 else 1
    counted: list[re.Match[str]] = []
    for mark in marks:
        if _read(mark) == wanted + len(counted):
            counted.append(mark)
    if len(counted) < 2 and not (goes_on and counted):
        return []
    ends = [*(mark.start() for mark in counted[1:]), len(text)]
    return [Item(mark.start(), mark.end(), end) for mark, end in zip(counted, ends, strict=True)]


def _read(mark: re.Match[str]) -> int:
    number = next(filter(None, mark.groups()))
    if number.casefold() in _ORDINALS:
        return _ORDINALS.index(number.casefold()) + 1
    return next((series.index(number) + 1 for series in _SERIES if number in series), 0) or int(number)
