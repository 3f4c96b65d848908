"""Finds goods of similar meaning, when no product matches the words of a search: kinds of goods, each named by a term
(a name of goods in the catalogue).

No product belongs to two kinds. A page that is sorted by relevance shows one product of each kind in turn, because it
is uncertain which kind is meant. In any other order the products of all kinds are sorted together.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from actions.marketplace.base.records import Name
from actions.marketplace.goods.meaning.neighbours import Neighbour
from actions.marketplace.goods.meaning.terms import Term
from actions.marketplace.goods.search.matching import strictest_reading
from actions.marketplace.goods.words.words import is_han

LOOKED_AT = 60
"""How many of the nearest terms are looked at to find kinds of goods."""
SPARE_KINDS = 3
"""How many more kinds are found than are shown, because all products of a kind may already belong to nearer kinds."""
LEAST_LIKENESS = 0.45
"""The least likeness (similarity in meaning) that counts as near: 0 means unrelated, 1 the same. docs/search.md has the
measurement."""
FEW_TERMS = 500
LEAST_LIKENESS_OF_FEW = 0.55
"""The least likeness in a catalogue of fewer than `FEW_TERMS` terms. In such a catalogue the nearest goods are often of
another trade: a seller of stationery has nothing for crutches, and the stapler is only the least unlike them.
docs/search.md has the measurement."""
_AS_NEAR = 0.1
"""If the likeness of a kind is lower than that of the best kind by more than this, its products are not sorted together
with those of the best kind."""
_BEHIND_THE_BEST = 0.2
"""A term whose likeness is lower than that of the best term by more than this is left out."""


@dataclass(frozen=True, slots=True)
class NearKind:
    """Holds a kind of goods: a term, and the query for the products that the term names and that no nearer term
    names."""

    term: Term
    likeness: float
    query: Query

    @property
    def name(self) -> Name:
        written, other = self.term.written, self.term.other or self.term.written
        return Name(other, written) if any(map(is_han, written)) else Name(written, other)


def is_near(nearest: Neighbour, terms: int) -> bool:
    """Returns whether goods of the nearest term may be shown as near, in a catalogue with this number of terms."""
    return nearest.likeness >= (LEAST_LIKENESS if terms >= FEW_TERMS else LEAST_LIKENESS_OF_FEW)


def find_kinds(searcher: tantivy.Searcher, neighbours: Iterable[Neighbour], most: int) -> list[NearKind]:
    """Returns the kinds of goods that the nearest terms name, the nearest first, at most `most`. Of several terms that
    name much the same products (`Term.group`), only the nearest is used."""
    kinds: list[NearKind] = []
    nearer: list[Query] = []
    groups: set[int] = set()
    best = 0.0
    for term, likeness in neighbours:
        best = best or likeness
        if len(kinds) == most or likeness < best - _BEHIND_THE_BEST:
            break
        if term.group in groups or (named := strictest_reading(searcher, term.text)) is None:
            continue
        query = Query.boolean_query([(Occur.Must, named), *((Occur.MustNot, other) for other in nearer)])
        kinds.append(NearKind(term, likeness, query))
        nearer.append(named)
        groups.add(term.group)
    return kinds


def closest(kinds: Sequence[NearKind]) -> Sequence[NearKind]:
    """Returns the kinds that are nearly as near as the nearest one. Kinds that are further away are no answer to a wish
    for the cheapest: a sock is no cheaper sandal."""
    return [kind for kind in kinds if kind.likeness >= kinds[0].likeness - _AS_NEAR]


def together(kinds: Sequence[NearKind]) -> Query:
    """Returns the query for the products of all kinds."""
    return Query.boolean_query([(Occur.Should, kind.query) for kind in kinds])


def in_turn(totals: Sequence[int], offset: int, limit: int) -> Iterator[tuple[int, int]]:
    """Yields, for each place of a page that shows one product of each kind in turn, the number of a kind and the place
    of the product within this kind. `totals` has the number of products of each kind."""
    begun, rounds = 0, sorted(set(totals))
    done = 0
    for until in rounds:
        open_kinds = [number for number, total in enumerate(totals) if total > done]
        size = (until - done) * len(open_kinds)
        for position in range(max(offset, begun), min(offset + limit, begun + size)):
            place, turn = divmod(position - begun, len(open_kinds))
            yield open_kinds[turn], done + place
        begun, done = begun + size, until
