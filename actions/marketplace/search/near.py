"""Finds what is nearest in meaning to goods that nothing is called by: kinds of goods, each by the
words of one of the catalogue's terms.

No product belongs to two kinds. A page by relevance shows the kinds in turn, one product of each,
because which of them is meant is uncertain; in any other order they are one set of products.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from actions.marketplace.meaning.neighbours import Neighbour
from actions.marketplace.meaning.terms import Term
from actions.marketplace.records import Name
from actions.marketplace.search.matching import strictest_reading
from actions.marketplace.words.words import is_han

LOOKED_AT = 60
"""The number of nearest terms among which kinds are found."""
SPARE_KINDS = 3
"""So many kinds more are found than are shown, because all products of one may belong to nearer kinds."""
LEAST_LIKENESS = 0.45
"""Below it, nothing is near: 0 means unrelated, 1 the same (docs/search.md has the measurement)."""
_BEHIND_THE_BEST = 0.2
"""A term this much less like than the best one is not near beside it."""


@dataclass(frozen=True, slots=True)
class NearKind:
    """Holds a term and the query for the products that it names and no nearer term does."""

    term: Term
    likeness: float
    query: Query

    @property
    def name(self) -> Name:
        written, other = self.term.written, self.term.other or self.term.written
        return Name(other, written) if any(map(is_han, written)) else Name(written, other)


def find_kinds(searcher: tantivy.Searcher, neighbours: Iterable[Neighbour], most: int) -> list[NearKind]:
    """Returns the kinds of goods that the nearest terms name, the nearest first, at most `most`. Other terms of the same group
    are left out; they would name the same products again."""
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


def together(kinds: Sequence[NearKind]) -> Query:
    """Returns the query for the products of all kinds."""
    return Query.boolean_query([(Occur.Should, kind.query) for kind in kinds])


def in_turn(totals: Sequence[int], offset: int, limit: int) -> Iterator[tuple[int, int]]:
    """Yields the places of a page that shows kinds in turn, each as the number of a kind and the place within it. `totals` has
    the number of products of each kind."""
    begun, rounds = 0, sorted(set(totals))
    done = 0
    for until in rounds:
        open_kinds = [number for number, total in enumerate(totals) if total > done]
        size = (until - done) * len(open_kinds)
        for position in range(max(offset, begun), min(offset + limit, begun + size)):
            place, turn = divmod(position - begun, len(open_kinds))
            yield open_kinds[turn], done + place
        begun, done = begun + size, until
