"""Turns the words of a search into queries, which say which products match and how well.

A product matches when it *is* the searched thing (which the head word names: "T-shirt" in "men's cotton T-shirts", 花椒
in 四川花椒) and all other words fit. If no product matches, attributes (colours, sizes) may be missing, and then also up to
half of the other words. A text of a single word may also match any word of a name. Scores are constants, so that
products that match equally well have equal scores and come in the order of the index.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from actions.marketplace.goods.search.documents import SCHEMA
from actions.marketplace.goods.search.records import Match
from actions.marketplace.goods.words.words import Phrase, is_attribute, is_han, phrase

IN_NAME, ELSEWHERE = 2.0, 1.0
SAME_NAME, SAME_HEAD = 4.0, 3.0
_COLOUR, _PURE = "色", "纯"


@dataclass(frozen=True, slots=True)
class TextQuery:
    """Holds a query and how well the products that it finds fit the words. A `loose` query may find products that only
    share words with the text and are other goods than the text names."""

    query: Query
    match: Match
    loose: bool = False


def readings(searcher: tantivy.Searcher, text: str) -> Iterator[TextQuery]:
    """Yields the queries for `text`, the strictest first. The caller uses the first query that finds any product when
    all other conditions are left out."""
    wish = phrase(text)
    if wish.words:
        yield from _readings(searcher, wish)
    elif not text.strip():
        yield TextQuery(Query.all_query(), "exact")


def exact_reading(searcher: tantivy.Searcher, text: str) -> Query | None:
    """Returns the query for products that match all words of `text`, or None when there are no such products."""
    for reading in readings(searcher, text):
        if reading.match == "exact" and searcher.search(reading.query, limit=1, count=False).hits:
            return reading.query
    return None


def strictest_reading(searcher: tantivy.Searcher, term: str) -> Query | None:
    """Returns the query for products that match all words of a term (a name of goods in the catalogue), or None for a
    term without words."""
    return next((reading.query for reading in readings(searcher, term)), None)


def _readings(searcher: tantivy.Searcher, wish: Phrase) -> Iterator[TextQuery]:
    heads = [head for head in wish.heads if is_head(searcher, head)] or list(wish.heads[:1])
    others = {head: [word for word in wish.words if not head.endswith(word) and word != head] for head in heads}
    for head in heads:
        required = [describing(word) for word in _without_rest(wish, head)]
        yield TextQuery(_all([_head(head), *required], [_same_name(wish)]), "exact")
    natural = [head for head in heads if _ends(wish, head)]
    for head in natural[:1]:
        yield from _looser(wish, head, others[head])
    if len(wish.words) == 1:  # "silk" or 丝绸 names a material
        yield TextQuery(describing(wish.words[0]), "close", loose=True)


def _looser(wish: Phrase, head: str, others: list[str]) -> Iterator[TextQuery]:
    attributes = [describing(word) for word in others if is_attribute(word)]
    essential = [describing(word) for word in others if not is_attribute(word)]
    optional = [_same_name(wish), *attributes]
    yield TextQuery(_all([_head(head), *essential], optional), "close")
    if len(essential) > 1:
        half = Query.boolean_query(
            [(Occur.Should, word) for word in essential], minimum_number_should_match=(len(essential) + 1) // 2
        )
        yield TextQuery(_all([_head(head), half], optional), "close", loose=True)


def _without_rest(wish: Phrase, head: str) -> list[str]:
    """Returns all words except those that the head word consists of. Of a Chinese word that ends with the head, the
    part before it is returned."""
    words: list[str] = []
    for word in wish.words:
        if word == head or (is_han(word) and head.endswith(word)):
            continue
        words.append(word.removesuffix(head) if is_han(word) and word.endswith(head) else word)
    return words


def _ends(wish: Phrase, head: str) -> bool:
    """Returns whether the phrase ends with this head word. Only in that case does the head word name the thing
    itself."""
    last = wish.heads[0]
    return head == last or last.endswith(head) or head.endswith(last)


def is_head(searcher: tantivy.Searcher, word: str) -> bool:
    """Returns whether the (stemmed) word is the main noun of any goods, which names the thing itself."""
    return any(searcher.doc_freq(field, word) for field in ("name_heads", "heads"))


def is_main_noun(searcher: tantivy.Searcher, word: str) -> bool:
    """Returns whether the (stemmed) word is the main noun of a product's own name."""
    return bool(searcher.doc_freq("name_heads", word))


def is_known(searcher: tantivy.Searcher, word: str) -> bool:
    """Returns whether the (stemmed) word occurs in any name, description or category."""
    return any(searcher.doc_freq(field, word) for field in ("title", "more", "name_heads", "heads"))


def _same_name(wish: Phrase) -> Query:
    return _scored(_term("exact", wish.key), SAME_NAME)


def _head(word: str) -> Query:
    return _best(
        _scored(_term("name_heads", word), SAME_HEAD),
        _scored(_term("heads", word), ELSEWHERE),
    )


def describing(word: str) -> Query:
    """Returns the query for products with the (stemmed) word in their name or description. Products with the word in
    the name come first."""
    options = [
        _scored(_term("title", word), IN_NAME),
        _scored(_term("more", word), ELSEWHERE),
    ]
    if is_han(word):
        pairs = [word[start : start + 2] for start in range(max(1, len(word) - 1))]
        options.append(_scored(_all([_term("grams", pair) for pair in pairs], []), ELSEWHERE))
        if len(word) == len(_COLOUR) + 1 and word.endswith(_COLOUR):  # white goods may be named with 白色 or 纯白
            options.append(_scored(_term("grams", f"{_PURE}{word[0]}"), IN_NAME))
    return _best(*options)


def _term(field: str, word: str) -> Query:
    return Query.term_query(SCHEMA, field, word, index_option="basic")


def _scored(query: Query, score: float) -> Query:
    return Query.const_score_query(query, score)


def _best(*queries: Query) -> Query:
    return Query.disjunction_max_query(list(queries))


def _all(required: list[Query], optional: list[Query]) -> Query:
    parts = [(Occur.Must, query) for query in required] + [(Occur.Should, query) for query in optional]
    return Query.boolean_query(parts)
