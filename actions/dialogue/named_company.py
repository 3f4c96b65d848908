"""Lets a contact call a company by the beginning of its name, which is often a place: "chengdu silk", 成都丝路. The NLU
reads such words as the place alone. Leaves the contact's own company out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from actions.dialogue.said.entities import Entities
from actions.dialogue.said.pointing import Pointer
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.places import find_region
from actions.marketplace.goods.words.words import is_han

_PLACES = ("region", "excluded_region")
_SIGNS = ".,;:!?'\"()"
_HAN = 2
"""The number of Chinese characters of a place, and of the part of a company's name after it."""


def without_own_company(turn: Turn) -> Turn:
    """Returns the turn without the contact's own company among its entities, with which a sender only introduces
    itself: "Petersen, accounting of Nordmarkt"."""
    if turn.is_pressed or not turn.is_signed_in or not turn.entities.has("company"):
        return turn
    own = turn.account.split("-")
    said = [str(value).casefold() for name, value in turn.entities.found if name == "company"]
    if not any(all(part in each for part in own) for each in said):
        return turn
    kept = [
        (name, value)
        for name, value in turn.entities.found
        if name != "company" or not all(part in str(value).casefold() for part in own)
    ]
    return replace(turn, entities=Entities(tuple(kept)))


async def with_named_company(turn: Turn) -> Turn:
    """Returns the turn with a company as its entity instead of a place, if only one company's name begins with that
    place and the word that follows it in the message."""
    if turn.is_pressed or turn.entities.has("company") or not turn.entities.has("region"):
        return turn
    for called in _list_callings(turn.text):
        found = await turn.market.suppliers.find_suppliers(called, limit=2)
        named = [each for each in found if any(name.casefold().startswith(called) for name in each.name.both)]
        if len(named) == 1:
            others = tuple(each for each in turn.entities.found if each[0] not in _PLACES)
            return replace(turn, entities=Entities((("company", called), *others)), pointing=_without_place(turn))
    return turn


def _list_callings(text: str) -> list[str]:
    """Returns each place in the text together with the next word or the next two Chinese characters."""
    said = [word.strip(_SIGNS) for word in text.casefold().split()]
    pairs = [f"{one} {other}" for one, other in pairwise(said) if one.isascii() and one and other and find_region(one)]
    places = [at for at in range(len(text) - 2 * _HAN + 1) if all(map(is_han, text[at : at + 2 * _HAN]))]
    return [*pairs, *(text[at : at + 2 * _HAN] for at in places if find_region(text[at : at + _HAN]))]


def _without_place(turn: Turn) -> tuple[Pointer, ...]:
    return tuple(each for each in turn.pointing if each.by != "called")
