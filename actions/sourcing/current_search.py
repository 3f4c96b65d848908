"""Reads the search whose results are on the screen, and tells whether a message is about the goods of this search."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.words import find_attributes, is_another_variant, words
from actions.sourcing.search_state import SearchState

_WANTS, _SURELY_WANTS = 0.4, 0.8
"""From this confidence in a search on, in the conversation or by the words alone, goods that are named are looked for."""
_LONGEST_QUOTE = 200
"""The most characters of a message that a reply quotes."""
PRESSED = ("page", "sort", "relax", "verified")
"""Entities that only the buttons below search results carry."""
OWN_SUBJECT = ("product", "company", "order_number", "rfq_number")
"""Entities that give a message a subject of its own, so that it does not follow up on the
search."""


def find_current_search(turn: Turn) -> SearchState | None:
    """Returns the current search, whose results are on the contact's screen, or None."""
    search = SearchState.load(turn.slot("search"))
    return search if search and search.is_on else None


def is_of(search: SearchState, goods: str) -> bool:
    """Returns whether the goods are those of the search: "the panels" of solar panels."""
    return bool(set(words(goods)) & set(words(search.text))) or goods in search.text


def is_about_search(turn: Turn, search: SearchState, named: list[str]) -> bool:
    """Returns whether any of the named goods are those of the search. Whoever says anew that they want goods, of another size or
    colour, wants others: "I need a white wok 20 cm", after blue ones."""
    wants_another = wants_goods(turn) and is_another_variant(turn.text, [search.text])
    return not wants_another and any(is_of(search, goods) for goods in named)


def names_other_goods(turn: Turn, search: SearchState) -> bool:
    """Returns whether the message, in which the NLU marked no goods, wants goods of the catalogue that are not those of the
    search: "I need a white wok 20 cm", after towels."""
    if turn.is_pressed or turn.entities.has("product") or not search.text:
        return False
    named = turn.market.search.find_named(turn.text)
    if not named or is_about_search(turn, search, named):
        return False
    return wants_goods(turn)


def wants_goods(turn: Turn) -> bool:
    """Returns whether the message looks for goods, by its words or by what it does in the conversation."""
    says_so = turn.intent == "find_supplier" and turn.confidence >= _SURELY_WANTS
    return says_so or turn.acts.find("find_supplier") >= _WANTS


def find_described_by(turn: Turn) -> list[str]:
    """Returns the colours and the like that a clause of the message names and nothing else: "forget that, do you have black ones?"."""
    return [word for clause in turn.cues.attribute_clauses for word in find_attributes(clause)]


def quote(turn: Turn) -> str:
    """Returns the words of the message as a reply quotes them, so that it says what could not be answered."""
    words = " ".join(turn.text.split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE]}…"
