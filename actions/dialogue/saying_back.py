"""Says back what a message has changed in the task under way: a new value by itself, a changed one as "1,500 pieces → 1,800
pieces", one that was taken out as "without …"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from actions.dialogue.discourse import Json
from actions.replies import TermValue, Value, term

BETWEEN = "; "
"""What stands between the remarks that a value holds as one text."""
_WHOLE = frozenset((("note.words", "words"), ("change.items", "words"), ("order.goods_line", "goods")))
"""The values of terms that are never said to change within them: neither within quotation marks, nor the goods beside their
quantity, which would read as if that was gone ("2,000 pairs of slippers → sandals")."""
_Words = Callable[[Any], list[Value]]
"""A function that returns the values of a task in words, with the given one in the place of one of them."""
_Step = tuple[Value | None, Value | None]
"""What was there and what is there now, one of them None."""


def say_changes(describe: Callable[[Json], list[Value]], before: Json, after: Json) -> tuple[list[Value], bool]:
    """Returns in words what is different in the values `after`, and whether any value of `before` has changed or gone.
    `describe` returns the given values in words.

    The values are put in one after the other, so that it shows which words take the place of which. Of a value that holds
    several things, such as remarks or the terms of a request, only those are said that are different.
    """
    steps: list[_Step] = []
    held = dict(before)
    for name, new in after.items():
        if held.get(name) != new:
            steps += _compare(_put_in(describe, held, name), held.get(name), new)
            held[name] = new
    steps = _join(steps)
    return [_say(old, new) for old, new in steps], any(old is not None for old, _ in steps)


def _join(steps: list[_Step]) -> list[_Step]:
    """Returns the steps with those as one in which words were changed twice: "DAP" to "CIF", and that to "CIF Hamburg"."""
    joined: list[_Step] = []
    for old, new in steps:
        at = next((at for at, (_, between) in enumerate(joined) if between is not None and between == old), None)
        if at is None:
            joined.append((old, new))
        else:
            joined[at] = (joined[at][0], new)
    return [(old, new) for old, new in joined if old != new]


def _put_in(words: _Words, held: Json, name: str) -> _Words:
    """Returns a function that returns `held` in words, with the given value under the name."""
    others = dict(held)
    return lambda value: words({**others, name: value})


def _compare(words: _Words, old: Any, new: Any) -> Iterator[_Step]:
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
    """Returns the parts of one of the values in words: those of a list one by one, remarks together."""
    if any(isinstance(value, list) for value in values):
        return [said for part in parts for said in _only(words, [part])]
    return _only(words, BETWEEN.join(parts)) if parts else []


def _holds_several(words: _Words, old: Json, new: Json) -> bool:
    """Returns whether the mappings hold several things and are not one value, as a quantity with its unit is."""
    changed = [key for key in (*old, *new) if old.get(key) != new.get(key)]
    has_parts = any(_has_parts(each.get(key)) for each in (old, new) for key in changed)
    return has_parts or max(len(_only(words, old)), len(_only(words, new))) > 1


def _only(words: _Words, value: Any) -> list[Value]:
    """Returns the words of the value alone."""
    others = words(None)
    return [said for said in words(value) if said not in others]


def _pair(old: list[Value], new: list[Value]) -> Iterator[_Step]:
    """Yields what is only among the old words with what is only among the new ones."""
    yield from zip_longest([said for said in old if said not in new], [said for said in new if said not in old])


def _say(old: Value | None, new: Value | None) -> Value:
    if old is None:
        assert new is not None
        return new
    if new is None:
        return term("said_back.without", value=old)
    return _say_within(old, new) or term("said_back.changed", old=old, new=new)


def _say_within(old: Value, new: Value) -> Value | None:
    """Returns the change within words that are the same before and after it: "delivered to Hamburg → Bremen". Returns None if
    more than one value in them differs, or one that is not said to change within them."""
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
