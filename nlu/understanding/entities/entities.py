"""Merges the finds of the grammar and the gazetteer with the tagger's spans into the message's entities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlu.understanding.found import Found, without_overlaps
from nlu.understanding.grammar import money
from nlu.understanding.text.writing import folded

# Kinds that the tagger learns. The grammar alone finds the others.
TAGGED = frozenset(
    ["product", "company", "region", "country", "certification", "carrier", "quantity", "price", "order_number"]
)
_NAMED = frozenset(["region", "country", "certification", "carrier"])
_PLACES = frozenset(["region", "country"])
Span = tuple[str, int, int]


def merge(text: str, grammar: Sequence[Found], gazetteer: Sequence[Found], tagged: Sequence[Span]) -> list[Found]:
    """Returns the entities of `text`, in order and without overlaps.

    The grammar's sure finds have precedence over the tagger's spans. A span takes the value and the bounds of a find
    that agrees with it. The gazetteer's sure names come last, where the tagger sees nothing else.
    """
    sure = [found for found in grammar if found.sure]
    finds = _Finds(grammar, gazetteer)
    seen = [found for span in tagged for found in _match_finds(text, span, finds)]
    names = [found for found in gazetteer if found.sure and found.entity in (*_NAMED, "company")]
    return without_overlaps([*sure, *seen, *names])


class _Finds:
    """Looks finds up by their place, since a message may hold thousands of finds and of spans."""

    def __init__(self, grammar: Sequence[Found], gazetteer: Sequence[Found]) -> None:
        self._all = (*grammar, *gazetteer)
        self._at: dict[int, list[int]] = {}
        for index, found in enumerate(self._all):
            for position in range(found.start, found.end):
                self._at.setdefault(position, []).append(index)
        self._places: dict[tuple[int, int], list[Found]] = {}
        for found in gazetteer:
            if found.entity in _PLACES:
                self._places.setdefault((found.start, found.end), []).append(found)

    def agreeing(self, entity: str, start: int, end: int) -> list[Found]:
        """Returns the finds of the entity that share a character with the span, the grammar's first."""
        touching = {index for position in range(start, end) for index in self._at.get(position, ())}
        return [self._all[index] for index in sorted(touching) if self._all[index].entity == entity]

    def places(self, start: int, end: int) -> list[Found]:
        """Returns the places that are written exactly there."""
        return self._places.get((start, end), [])


def _match_finds(text: str, span: Span, finds: _Finds) -> Iterator[Found]:
    """Yields the entities that a span of the tagger stands for, with the values of the finds that agree with it."""
    entity, start, end = span
    agreeing = finds.agreeing(entity, start, end)
    places = finds.places(start, end)
    if entity in _NAMED and agreeing:
        yield from agreeing
    elif entity == "company" and places:
        yield places[0]
    elif entity == "company" and any((found.start, found.end) == (start, end) for found in agreeing):
        yield next(found for found in agreeing if (found.start, found.end) == (start, end))
    elif entity in ("quantity", "order_number"):
        yield from agreeing
    elif entity == "price":
        yield from agreeing or _bare_price(text, start, end)
    else:
        yield Found(entity, start, end, text[start:end])


def _bare_price(text: str, start: int, end: int) -> Iterator[Found]:
    value = money.bare(folded(text[start:end]))
    if value is not None:
        yield Found("price", start, end, value)
