"""Puts the changes that a message has made in the task under way into words: a new value by itself, a changed value as
"1,500 pieces → 1,800 pieces", and a removed value as "without …"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from actions.dialogue.discourse import Json
from actions.replies import TermValue, Value, term

BETWEEN = "; "
"""The separator between the remarks that a value holds as one text."""
_WHOLE = frozenset((("note.words", "words"), ("change.items", "words"), ("order.goods_line", "goods")))
"""The placeholders of terms in which no "old → new" may stand: quoted words, and the goods beside their quantity, where
it would read as if the quantity was gone ("2,000 pairs of slippers → sandals")."""
_Words = Callable[[Any], list[Value]]
"""A function that puts the given value in the place of one of the task's values, and returns all of them in words."""
Step = tuple[Value | None, Value | None]
"""The old words and the new ones; one of them may be None."""
Compare = Callable[[Json, Json], tuple[list[Step], Json, Json]]
"""A function that compares those of the values before and after that say something only together. Returns their
differences, and both sides without them."""


def say_changes(
    describe: Callable[[Json], list[Value]], before: Json, after: Json, compare: Compare | None = None
) -> tuple[list[Value], bool]:
    """Returns in words the differences between the values `before` and `after`, and whether any value of `before` has
    changed or is gone. `describe` returns the values that it gets in words.

    The values are replaced one after the other, to find which words take the place of which. This needs values whose
    words do not depend on each other; the others are left to `compare`. If a value holds several things, such as
    remarks or the terms of a request, only the different ones are said.
    """
    steps: list[Step] = []
    if compare is not None:
        steps, before, after = compare(before, after)
    held = dict(before)
    for name, new in after.items():
        if held.get(name) != new:
            steps += _compare(_put_in(describe, held, name), held.get(name), new)
            held[name] = new
    steps = _join(steps)
    return [_say(old, new) for old, new in steps], any(old is not None for old, _ in steps)


def _join(steps: list[Step]) -> list[Step]:
    """Returns the steps, with two successive changes of the same words joined to one: "DAP" to "CIF", and "CIF" to "CIF
    Hamburg"."""
    joined: list[Step] = []
    for old, new in steps:
        at = next((at for at, (_, between) in enumerate(joined) if between is not None and between == old), None)
        if at is None:
            joined.append((old, new))
        else:
            joined[at] = (joined[at][0], new)
    return [(old, new) for old, new in joined if old != new]


def _put_in(words: _Words, held: Json, name: str) -> _Words:
    """Returns a function that puts the value that it gets under `name` in `held`, and returns `held` in words."""
    others = dict(held)
    return lambda value: words({**others, name: value})


def _compare(words: _Words, old: Any, new: Any) -> Iterator[Step]:
    """Yields the steps in which the value `old` becomes `new`."""
    if _has_parts(old) or _has_parts(new):
        before, after = _list_parts(old), _list_parts(new)
        gone = [part for part in before if part not in after]
        come = [part for part in after if part not in before]
        yield from zip_longest(_say_parts(words, gone, old, new), _say_parts(words, come, old, new))
    elif isinstance(old, dict) and isinstance(new, dict) and _holds_several(words, old, new):
        held = dict(old)
        for key in dict.fromkeys((*old, *new)):
            if held.get(key) != new.get(key):
                yield from _compare(_put_in(words, held, key), held.get(key), new.get(key))
                held[key] = new.get(key)
    else:
        yield from _pair(words(old), words(new))


def _has_parts(value: Any) -> bool:
    return isinstance(value, list) or (isinstance(value, str) and BETWEEN in value)


def _list_parts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else str(value).split(BETWEEN) if value else []


def _say_parts(words: _Words, parts: list[Any], *values: Any) -> list[Value]:
    """Returns the parts of a value in words: the parts of a list one by one, and remarks as one text."""
    if any(isinstance(value, list) for value in values):
        return [said for part in parts for said in _only(words, [part])]
    return _only(words, BETWEEN.join(parts)) if parts else []


def _holds_several(words: _Words, old: Json, new: Json) -> bool:
    """Returns whether the mappings hold several things and are not one value, as a quantity with its unit is."""
    changed = [key for key in (*old, *new) if old.get(key) != new.get(key)]
    has_parts = any(_has_parts(each.get(key)) for each in (old, new) for key in changed)
    return has_parts or max(len(_only(words, old)), len(_only(words, new))) > 1


def _only(words: _Words, value: Any) -> list[Value]:
    """Returns only those words that come from this value."""
    others = words(None)
    return [said for said in words(value) if said not in others]


def _pair(old: list[Value], new: list[Value]) -> Iterator[Step]:
    """Yields pairs: words that are only among the old ones, with words that are only among the new ones."""
    yield from zip_longest([said for said in old if said not in new], [said for said in new if said not in old])


def _say(old: Value | None, new: Value | None) -> Value:
    if old is None:
        assert new is not None
        return new
    if new is None:
        return term("said_back.without", value=old)
    return _say_within(old, new) or term("said_back.changed", old=old, new=new)


def _say_within(old: Value, new: Value) -> Value | None:
    """Returns the new words with the change put into them, where all other words stay the same: "delivered to Hamburg →
    Bremen". Returns None if more than one placeholder differs, or one of `_WHOLE`."""
    was, becomes = _read_term(old), _read_term(new)
    if was is None or becomes is None or was["name"] != becomes["name"]:
        return None
    differing = [key for key, value in becomes["values"].items() if was["values"].get(key) != value]
    if len(differing) != 1 or (becomes["name"], differing[0]) in _WHOLE:
        return None
    change = _say(was["values"].get(differing[0]), becomes["values"][differing[0]])
    return {**becomes, "values": {**becomes["values"], differing[0]: change}}


def _read_term(value: Value) -> TermValue | None:
    return value if isinstance(value, dict) and value["type"] == "term" else None
