"""Decides what a message that names nothing is about: the thing that the last answer or the task under way was about,
the list on the screen, or a thing that was talked about before. Every action that needs this asks here.

Things that a message does name are looked up elsewhere: `actions.trades.lookup.referring` for what an account has
traded, `actions.sourcing.at_hand.referents` for listings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from actions.dialogue.discourse import KIND_OF_SLOT
from actions.dialogue.tasks import find_task
from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.likeness import mentions_kind

OWN = frozenset(("order", "request", "claim", "sample", "question"))
"""The kinds of things that an account has traded or is trading. Any other kind is about goods on sale."""
PARTS = frozenset(("claim", "question", "sample"))
"""Kinds of things that may belong to an order, and so do not take its place."""
_OF_GOODS = frozenset(("ask_price", "ask_moq", "ask_lead_time", "supplier_details", "find_supplier", "request_sample"))
"""Intents that ask about goods on sale."""
_INTO_ANY_LIST = frozenset(("place", "few", "set"))
"""The ways of pointing that mean the list shown last, even if something else was answered since: "the second one"."""


_PREFIXES = {"order_number": "ORD-", "rfq_number": "RFQ-"}
"""The beginnings of the numbers that some tasks keep without saying of which kind they are."""


@dataclass(frozen=True)
class AtHand:
    """Holds the thing or things that a message may mean: their kind, as in `Discourse.focus`, and the id of one thing
    or the ids of all things in a list. The kind `goods` stands for goods that a task knows by words only."""

    kind: str
    ids: tuple[Any, ...]

    @property
    def number(self) -> str | None:
        """Returns the number of the only thing, or None if there are several."""
        return str(self.ids[0]) if len(self.ids) == 1 else None


def find_at_hand(turn: Turn, *kinds: str, past: frozenset[str] = frozenset()) -> AtHand | None:
    """Returns the thing that a message which names nothing is about, or None if it is of none of these `kinds`. Without
    `kinds`, a thing of any kind is returned. Things of the kinds `past` are skipped, because the thing that was talked
    about before them is still at hand."""
    for each in _list_likely(turn):
        if not kinds or each.kind in kinds:
            return each
        if each.kind not in past:
            return None
    return None


def find_order_at_hand(turn: Turn) -> str | None:
    """Returns the number of the order that the message names, or else the one that a message which names nothing is
    about; None if it is about something else."""
    if turn.entities.order_number:
        return turn.entities.order_number
    found = find_at_hand(turn, "order", past=PARTS)
    return found.number if found else None


def follows_a_list(turn: Turn) -> bool:
    """Returns whether the last answer listed trades of the account, or asked which of them is meant, so that the next
    words may choose one."""
    listed, last = turn.record.latest_list, turn.record.last
    return listed is not None and listed.kind in OWN and listed.message_id == last.message_id and not last.about


def points_at_goods(turn: Turn) -> bool:
    """Returns whether the words point at some of the goods on the screen. Words that name a place in the list do so
    even if the last answer was about something else; other words do so only if it was not."""
    listed = turn.record.latest_list
    if listed is None or not turn.points_into_list:
        return False
    if listed.kind != "listing":
        return names_goods_searched(turn)
    answered = next(_find_answered(turn), None)
    return answered is None or answered.kind not in OWN or any(each.by in _INTO_ANY_LIST for each in turn.pointing)


def names_goods_searched(turn: Turn) -> bool:
    """Returns whether the words name the goods of the search, and show that they mean goods on sale: "the first of
    those planters", after a list of orders."""
    goods = str((turn.record.search or {}).get("text") or "")
    is_list = any(each.kind == "listing" for each in turn.record.lists)
    is_back = bool(turn.topics & {"back_to", "earlier"}) or turn.intent in _OF_GOODS
    return bool(goods) and is_list and is_back and not turn.cues.names_orders and mentions_kind(turn.text, (goods,))


def _list_likely(turn: Turn) -> Iterator[AtHand]:
    """Yields the things that the message may mean, the likeliest first."""
    record = turn.record
    if points_at_goods(turn):
        yield AtHand("listing", tuple(next(each.ids for each in record.lists if each.kind == "listing")))
        return
    yield from _find_answered(turn)
    yield from _find_of_task(turn)
    listed = [AtHand(each.kind, tuple(each.ids)) for each in record.lists]
    if listed and record.lists[0].message_id == record.last.message_id:
        yield listed[0]
    yield from (AtHand(kind, (named,)) for kind, named in record.focus)
    yield from listed[:1]


def _find_answered(turn: Turn) -> Iterator[AtHand]:
    """Yields the thing that the last answer was about. This counts even during a task about something else, because one
    question in passing often follows another."""
    if turn.record.last.about:
        kind, named = turn.record.last.about
        yield AtHand(kind, (named,))


def _find_of_task(turn: Turn) -> Iterator[AtHand]:
    """Yields the trade or the goods that the task under way is about."""
    task, state = find_task(turn), turn.task
    if task is None or state is None:
        return
    for entity, name in task.about.items():
        number = str(state.values.get(name) or "")
        if entity in KIND_OF_SLOT and number and number.startswith(_PREFIXES.get(entity, "")):
            yield AtHand(KIND_OF_SLOT[entity], (number,))
    yield from (AtHand("listing" if name == "product_id" else "goods", (goods,)) for name, goods in state.goods.items())
