"""Finds which own things a message points at, of those that were listed or named: "the second one", "the other order", 另外两单."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actions.dialogue.discourse import KIND_OF_SLOT
from actions.dialogue.pointing import Pointer
from actions.dialogue.turn import Turn
from actions.trades.own.things import ENTITIES, Own

_OTHERS = frozenset(("other", "others"))


def find_pointed(turn: Turn, things: Sequence[Own]) -> list[Own]:
    """Returns those of the things listed last that the message means by their place in the list."""
    listed = _find_listed(turn, things)
    meant = [own for pointer in turn.pointing if not pointer.is_denied for own in _find_places(pointer, listed)]
    return list({own.number: own for own in meant}.values())


def points_at_others(turn: Turn) -> bool:
    """Returns whether the message means another thing than the one at hand. Beside a quotation, it means another quotation."""
    return bool(turn.topics & _OTHERS) and turn.word_slot("quotation") is None


def find_others(turn: Turn, things: Sequence[Own], named: Sequence[Own]) -> list[Own]:
    """Returns all but the thing that was talked about last: of the things that the message names, else of those listed last, else
    of all open ones of the same kind."""
    at_hand = next((own for own in things if turn.record.find_focus(_kind_of(own)) == own.number), None)
    if at_hand is None:
        return list(named)
    alike = [own for own in things if own.kind == at_hand.kind and own.is_open]
    listed = _find_listed(turn, things)
    among = named or (listed if at_hand in listed else alike)
    return [own for own in among if own is not at_hand]


def _kind_of(own: Own) -> str:
    return KIND_OF_SLOT[ENTITIES[own.kind]]


def _find_listed(turn: Turn, things: Sequence[Own]) -> list[Own]:
    latest = turn.record.latest_list
    by_number = {own.number: own for own in things}
    return [by_number[number] for number in map(str, latest.ids) if number in by_number] if latest else []


def _find_places(pointer: Pointer, listed: Sequence[Own]) -> Iterator[Own]:
    if pointer.by == "place" and len(listed) >= max(pointer.number, 1):
        yield listed[pointer.number - 1 if pointer.number > 0 else -1]
    elif pointer.by == "few":
        yield from listed[: pointer.number]
    elif pointer.by == "set" and len(listed) == pointer.number:
        yield from listed
