"""Keeps the searches before the current one, so that a contact can go back to a list ("back to the tiles, the second one"),
and the goods that were searched for together, so that quotations can be asked for all of them."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from actions.dialogue.said.entities import Amount, pack_amount, read_amount
from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.likeness import goods_likeness, mentions_kind
from actions.marketplace.goods.words.words import is_han, words
from actions.sourcing.at_hand.search_state import SearchState

_KEPT = "searches"
_GOODS = "goods"
_BEFORE = "goods_before"
_SAID = "goods_said"
_MOST = 2


def keep_earlier_search(turn: Turn, new: SearchState) -> None:
    """Keeps the search under way, when `new` is one for other goods."""
    current = SearchState.load(turn.slot("search"))
    if current is None or not current.shown or current.text.casefold() == new.text.casefold():
        return
    others = [each for each in _load(turn) if each.text not in (current.text, new.text)]
    turn.record.kept[_KEPT] = [_pack(each) for each in (current, *others)][:_MOST]


def find_earlier_search(turn: Turn) -> SearchState | None:
    """Returns the kept search for the goods that the message names, or None. Returns None also when the current search
    is for these goods, because the contact then has nothing to go back to."""
    current = SearchState.load(turn.slot("search"))
    if current is not None and names_search(turn, current):
        return None
    return next((each for each in _load(turn) if names_search(turn, each)), None)


def find_last_search(turn: Turn) -> SearchState | None:
    """Returns the latest search before the current one, or None."""
    return next(iter(_load(turn)), None)


def list_earlier_searches(turn: Turn) -> list[SearchState]:
    """Returns the searches before the current one, the latest first."""
    return _load(turn)


def find_search_before(turn: Turn, goods: str) -> tuple[int, ...]:
    """Returns the products that were shown before the search for these goods; an empty tuple when that search is not known."""
    current = SearchState.load(turn.slot("search"))
    searches = [*([current] if current is not None else []), *_load(turn)]
    for index, search in enumerate(searches[:-1]):
        if goods_likeness(goods, (search.text,)) or mentions_kind(goods, (search.text,)):
            return searches[index + 1].shown
    return ()


def names_search(turn: Turn, search: SearchState) -> bool:
    """Returns whether the message names the goods of this search."""
    names = (search.text,)
    if turn.topics & {"back_to", "earlier"} and _is_called(turn, search):
        return True
    ending = "back_to" in turn.topics and not search.text.isascii() and search.text[-1:] in turn.text
    said = any(goods_likeness(name, names) for name in turn.entities.products)
    return bool(search.text) and (said or mentions_kind(turn.text, names) or ending)


def _is_called(turn: Turn, search: SearchState) -> bool:
    """Returns whether the message calls this search by words that the current search does not have ("the bear one from
    before", after plush rabbits), or by the last character of its goods (刚才那个砖)."""
    current = SearchState.load(turn.slot("search"))
    shown = current.text if current is not None and current.text != search.text else ""
    named = set(words(turn.text)) & (set(words(search.text)) - set(words(shown)))
    endings = {part[-1] for part in search.text.split() if is_han(part[-1])}
    return bool(named) or any(each in turn.text for each in endings - {part[-1] for part in shown.split()})


def _pack(search: SearchState) -> dict[str, Any]:
    """Returns the search in the form that `SearchState.load` reads, without the conditions that are not set."""
    stored = search.dump()
    return {field.name: stored[field.name] for field in fields(search) if getattr(search, field.name) != field.default}


def _load(turn: Turn) -> list[SearchState]:
    kept = turn.record.kept.get(_KEPT)
    return [search for each in kept if (search := SearchState.load(each))] if isinstance(kept, list) else []


def name_goods(turn: Turn) -> list[tuple[str, Amount | None]]:
    """Returns the goods that the message names, each with its quantity; one quantity counts for all of them when the words
    say so ("500 of each")."""
    goods, amount = turn.entities.goods, turn.entities.quantity
    if amount is None and len(turn.numbers) == 1 and turn.numbers[0] != len(goods):  # "all three"
        amount = Amount(turn.numbers[0])
    shared = len(goods) > 1 and "each" in turn.topics and not any(each for _, each in goods)
    return [(name, amount) for name, _ in goods] if shared else goods


def keep_goods(turn: Turn) -> None:
    """Keeps the goods that the message names, with their quantities, in the record, as the goods that are on the
    screen."""
    turn.record.kept[_GOODS] = [[name, pack_amount(amount) if amount else None] for name, amount in name_goods(turn)]
    entities = [list(each) for each in turn.entities.bound]
    turn.note(
        _SAID, {"entities": entities, "words": [list(each) for each in turn.bound]} if entities or turn.bound else None
    )


def keep_only(turn: Turn, goods: list[tuple[str, Amount | None]]) -> None:
    """Keeps these goods as the ones that are on the screen, if they are several; else none."""
    forget_goods(turn)
    turn.note(_SAID, None)
    if len(goods) > 1:
        turn.record.kept[_GOODS] = [[name, pack_amount(amount) if amount else None] for name, amount in goods]


def with_kept_goods(turn: Turn) -> Turn:
    """Returns the turn with the values that the contact gave for each of the goods when they were searched for
    together, as if this message gave them."""
    kept = turn.record.kept.get(_SAID) or {}
    bound = tuple((str(role), value, str(of)) for role, value, of in kept.get("entities") or ())
    found = (*turn.entities.found, *((role, value) for role, value, _ in bound))
    words = tuple((str(name), str(said)) for name, said in kept.get("words") or ())
    return replace(turn, entities=replace(turn.entities, found=found, bound=bound), bound=words)


def forget_goods(turn: Turn, chosen: str = "") -> None:
    """Takes the goods that were searched for together off the screen. When one of them is `chosen`, the others can still be named."""
    kept = turn.record.kept.pop(_GOODS, None) or turn.record.kept.get(_BEFORE)
    is_one = isinstance(kept, list) and any(str(name).casefold() == chosen.casefold() for name, _ in kept)
    turn.note(_BEFORE, kept if is_one else None)


def list_goods_before(turn: Turn) -> list[tuple[str, Amount | None]]:
    """Returns the goods on the screen that were searched for together, else those of which one was chosen since."""
    kept = turn.record.kept.get(_BEFORE)
    before = [(str(name), read_amount(value)) for name, value in kept] if isinstance(kept, list) else []
    return list_kept_goods(turn) or before


def list_kept_goods(turn: Turn) -> list[tuple[str, Amount | None]]:
    """Returns the goods that were searched for together last, each with its quantity, while nothing else was searched for."""
    kept = turn.record.kept.get(_GOODS)
    return [(str(name), read_amount(value)) for name, value in kept] if isinstance(kept, list) else []
