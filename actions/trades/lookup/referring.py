"""Decides which things of its account a contact speaks of: orders, requests, samples and claims. Every action that
needs one calls this module. A thing that the message names counts before a thing that it points at, and this before the
thing at hand (`actions.dialogue.referring`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from actions.dialogue.referring import PARTS, find_at_hand, points_at_goods
from actions.dialogue.said.pointing import Pointer
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import LIFECYCLE
from actions.trades.lookup.naming import KIND, list_at_hand, rank, rate_names
from actions.trades.lookup.records import ENTITIES, SUBJECTS, Own, list_own

_OTHERS = frozenset(("other", "others"))
_CHANGES = frozenset(("cancel_order", "order_change"))
"""Tasks that are possible for orders in some states only."""
_OF_REQUESTS = frozenset(("request", "wants", "of_request", "quotes"))
"""Topics of messages that are about a request and not about an order."""


@dataclass(frozen=True)
class Meant:
    """Holds the things that a message means, the likeliest first. If there are several, it is not clear which of them
    the message means. If the message does not name them (`is_named`), they are the things at hand."""

    things: tuple[Own, ...]
    is_named: bool

    @property
    def only(self) -> Own | None:
        """Returns the one thing that the message means, or None if there is none or several."""
        return self.things[0] if len(self.things) == 1 else None


async def find_meant(
    turn: Turn, kinds: Iterable[str] | None = None, *, by_state: bool = True, gives: bool = False
) -> Meant:
    """Returns those of the account's things of these kinds (None: of all kinds) that the message names or points at. If
    it names nothing, returns the things at hand. A state in the message names a thing only with `by_state`. With
    `gives`, a place or a quantity may be a new value, and so names no thing."""
    kinds = list(SUBJECTS if kinds is None else kinds)
    things = await list_own(turn, kinds)
    if number := next(
        (turn.entities.word(ENTITIES[kind]) for kind in kinds if turn.entities.has(ENTITIES[kind])), None
    ):
        return Meant(tuple(each for each in things if each.number == number), True)
    if turn.entities.has(*ENTITIES.values()):
        return Meant((), True)
    if points_at_goods(turn):
        return Meant((), False)
    if request := _find_quoted(turn, things):
        return Meant((request,), False)  # "the second one" and "the other" then mean quotations for this request
    if pointed := _find_pointed(turn, things):
        return Meant(tuple(pointed), True)
    named = _find_best(turn, things, rank(turn, things, by_state=by_state, gives=gives))
    if points_at_others(turn):
        named = _find_others(turn, things, named)
    if named:
        return Meant(tuple(_keep_to_at_hand(turn, named)), True)
    if turn.entities.has("product", "company"):
        return Meant((), False)  # something else is named
    return Meant(tuple(list_at_hand(turn, things)), False)


async def find_named(turn: Turn, kinds: Sequence[str], *, by_hints: bool = True) -> list[Own]:
    """Returns those of the account's things of these kinds that the message names best, as `find_meant` does. A state
    or a month does not count, because the message may only report it; a single word of the goods' name counts only with
    `by_hints`. Returns an empty list if the message names none."""
    things = await list_own(turn, kinds)
    return _find_best(turn, things, rate_names(turn, things, by_hints=by_hints))


def choose_kind(turn: Turn, things: Sequence[Own]) -> list[Own]:
    """Returns those of several things that are of one kind: the kind that the words speak of, else the kind of the
    thing at hand, else orders."""
    kinds = [each.kind for each in things]
    kind = next(
        (kind for kind in (*_list_likely_kinds(turn), find_kind_at_hand(turn), "order") if kind in kinds), kinds[0]
    )
    return [each for each in things if each.kind == kind]


def _find_best(turn: Turn, things: Sequence[Own], points: Mapping[str, int]) -> list[Own]:
    """Returns the things with the most points. A thing with points gets some more if it is of a likely kind."""
    likely = _list_likely_kinds(turn)
    rated = {each.number: points[each.number] + KIND * (each.kind in likely) for each in things if points[each.number]}
    best = max(rated.values(), default=0)
    return [each for each in things if rated.get(each.number) == best]


def _list_likely_kinds(turn: Turn) -> tuple[str, ...]:
    """Returns the kinds of things that the words speak of, else the kind of the thing at hand: 核桃的呢 after a list of
    requests means a request."""
    if turn.topics & _OF_REQUESTS:
        return ("request", "lead")
    return ("order",) if turn.cues.names_orders else (find_kind_at_hand(turn),)


def find_kind_at_hand(turn: Turn) -> str:
    """Returns the kind of the thing at hand, or an empty string if nothing is at hand."""
    found = find_at_hand(turn)
    return as_seen_by(turn, found.kind) if found else ""


def as_seen_by(turn: Turn, kind: str) -> str:
    """Returns the contact's own name for this kind of thing: for a supplier, a request is a lead."""
    return "lead" if kind == "request" and turn.is_supplier else kind


def list_kinds(turn: Turn, entity: str) -> list[str]:
    """Returns the kinds of things whose number this entity holds, without those that the contact cannot have."""
    return [kind for kind, name in ENTITIES.items() if name == entity and turn.context.role in SUBJECTS[kind].roles]


def points_at_others(turn: Turn) -> bool:
    """Returns whether the message means another thing than the one at hand. While a quotation is at hand, "the other"
    means another quotation, which does not count here."""
    points = turn.topics & _OTHERS or any(each.by in _OTHERS for each in turn.pointing)
    of_quotations = turn.word_slot("quotation") is not None and find_at_hand(turn, "request") is not None
    return bool(points) and not of_quotations


def _keep_to_at_hand(turn: Turn, named: Sequence[Own]) -> Sequence[Own]:
    """Returns only the thing at hand if it is among several named things: "the scarves, when do they leave?", after an
    answer about one of two orders for scarves. Returns all of them if the message speaks of "my orders" or the like."""
    at_hand = [] if turn.owning - {"past"} or points_at_others(turn) else list_at_hand(turn, named)
    return at_hand if len(at_hand) == 1 else named


def _find_pointed(turn: Turn, things: Sequence[Own]) -> list[Own]:
    """Returns the things that the message names by their place in the last list."""
    listed = _find_listed(turn, things)
    meant = [own for pointer in turn.pointing if not pointer.is_denied for own in _find_places(turn, pointer, listed)]
    return list({own.number: own for own in meant}.values())


def _find_quoted(turn: Turn, things: Sequence[Own]) -> Own | None:
    """Returns the buyer's request at hand, if the words point at one of its quotations."""
    points = turn.points_into_list or points_at_others(turn)
    speaks_of_trades = bool(turn.topics & _OF_REQUESTS) or "own" in turn.owning  # "the first order"
    found = find_at_hand(turn, "request", past=PARTS) if points and not speaks_of_trades else None
    number = found.number if found and not turn.is_supplier else None
    return next((each for each in things if each.number == number and each.record.quotations), None)


def _find_others(turn: Turn, things: Sequence[Own], named: Sequence[Own]) -> list[Own]:
    """Returns the things that the message names, else the things in the last list, else all open ones of the same kind,
    each time without the thing at hand. If there are several, prefers those in a state that the message names, else
    those with which the task under way could be done, too."""
    found = list_at_hand(turn, things)
    at_hand = found[0] if len(found) == 1 else None
    if at_hand is None:
        return list(named)
    alike = [own for own in things if own.kind == at_hand.kind and own.is_open]
    listed = _find_listed(turn, things)
    among = named or (listed if at_hand in listed else alike)
    others = [own for own in among if own is not at_hand]
    if len(others) < 2:
        return others
    is_changed = turn.task is not None and turn.task.name in _CHANGES
    changeable = [own for own in others if own.kind == "order" and own.state in LIFECYCLE["cancel"].before]
    so = [own for own in others if own.state in turn.cues.order_states]
    return so or (changeable if is_changed else []) or others


def _find_listed(turn: Turn, things: Sequence[Own]) -> list[Own]:
    latest = turn.record.latest_list
    by_number = {own.number: own for own in things}
    return [by_number[number] for number in map(str, latest.ids) if number in by_number] if latest else []


def _find_places(turn: Turn, pointer: Pointer, listed: Sequence[Own]) -> Iterator[Own]:
    if pointer.by == "place" and len(listed) >= max(pointer.number, 1):
        yield listed[pointer.number - 1 if pointer.number > 0 else -1]
    elif pointer.by == "few":
        yield from listed[: pointer.number]
    elif pointer.by == "set" and len(listed) == pointer.number:
        yield from listed
    elif pointer.by == "size" and len({own.quantity.unit for own in listed}) == 1:
        yield max(listed, key=lambda own: own.quantity.value * pointer.number)
    elif pointer.by == "neighbour":
        at_hand = list_at_hand(turn, listed)
        at = listed.index(at_hand[0]) + pointer.number if len(at_hand) == 1 else -1
        yield from listed[at : at + 1] if at >= 0 else ()
