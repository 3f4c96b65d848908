"""Reads the search whose results are on the screen, and tells whether a message is about the goods of this search."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.words import find_attributes, is_another_variant, words
from actions.sourcing.at_hand.search_state import SearchState

_WANTS, _SURELY_WANTS = 0.4, 0.8
"""The least confidences in a wish to search at which goods that a message names are searched for: by its act in the
conversation, and by its words alone."""
_LONGEST_QUOTE = 200
"""The most characters of a message that a reply repeats as a quotation."""
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
    """Returns whether the goods are those of the search, as "the panels" are in a search for solar panels."""
    return bool(set(words(goods)) & set(words(search.text))) or goods in search.text


def is_about_search(turn: Turn, search: SearchState, named: list[str]) -> bool:
    """Returns whether any of the named goods are those of the search. A message that asks anew for such goods in
    another size or colour is about others: "I need a white wok 20 cm", after a search for blue ones."""
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
    """Returns whether the message looks for goods, by its words or by its act."""
    says_so = turn.intent == "find_supplier" and turn.confidence >= _SURELY_WANTS
    return says_so or turn.acts.find("find_supplier") >= _WANTS


def find_described_by(turn: Turn) -> list[str]:
    """Returns the colours and similar properties from those clauses of the message that name nothing else: "forget
    that, do you have black ones?". Leaves out those that the message does not want."""
    unwanted = {word for said in turn.described.unwanted for word in find_attributes(said)}
    described = (word for clause in turn.cues.attribute_clauses for word in find_attributes(clause))
    return [word for word in described if word not in unwanted]


def quote(turn: Turn) -> str:
    """Returns the words of the message in the form in which a reply quotes a question that it cannot answer."""
    words = " ".join(turn.text.split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE]}…"
