"""Compares the lines of a request for several goods before and after a message, to say back exactly those that the
message has added, removed or changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from actions.dialogue.discourse import Json
from actions.dialogue.saying_back import Step
from actions.trades.requests.request_lines import Line, describe_line, join_terms, pack_lines, read_shared_lines

_OF_LINES = dict.fromkeys(pack_lines([Line("")]))
"""The values that hold the lines, all of them empty."""


def compare_lines(before: Json, after: Json) -> tuple[list[Step], Json, Json]:
    """Returns the lines that differ between the two sides, each as its old and its new words; and both sides without
    their lines. If neither side has several goods, returns both sides as they are.

    The terms of the only goods of a request are terms of the whole request, and move to the line of these goods when
    others are added. Such a move is no change, so that the terms of the only goods are compared as terms of the whole.
    """
    old, new = read_shared_lines(before), read_shared_lines(after)
    if max(len(old), len(new)) < 2:
        return [], before, after
    pairs = list(_pair(old, new))
    steps = []
    for was, now in pairs:
        if was and now and 1 in (len(old), len(new)):
            before, after = before | join_terms(was, before), after | join_terms(now, after)
            was, now = _bare(was), _bare(now)
        if was != now:
            steps.append(_describe(was, now))
    return steps, before | _OF_LINES, after | _OF_LINES


def _pair(old: Sequence[Line], new: Sequence[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Yields each old line with the new line of the same goods, or with None if it is gone; then None with each line
    that has come."""
    come = list(new)
    for was in old:
        now = next((line for line in come if line.product == was.product), None)
        if now is not None:
            come.remove(now)
        yield was, now
    for now in come:
        yield None, now


def _bare(line: Line) -> Line:
    return replace(line, note=None, terms={})


def _describe(was: Line | None, now: Line | None) -> Step:
    """Returns the old and the new words of a line. A quantity that was open takes the place of nothing."""
    if was and now and was.quantity is None and was == replace(now, quantity=None):
        was = None
    return describe_line(was) if was else None, describe_line(now) if now else None
