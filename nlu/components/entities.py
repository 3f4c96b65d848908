"""From what was found and what was tagged to the message's entities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlu.components.found import Found, without_overlaps
from nlu.components.grammar import money
from nlu.components.writing import folded

# Kinds that the tagger learns; the other kinds are the grammar's alone.
TAGGED = frozenset(
    ["product", "company", "region", "country", "certification", "carrier", "quantity", "price", "order_number"]
)
_NAMED = frozenset(["region", "country", "certification", "carrier"])
_PLACES = frozenset(["region", "country"])
Span = tuple[str, int, int]


def merged(text: str, grammar: Sequence[Found], gazetteer: Sequence[Found], tagged: Sequence[Span]) -> list[Found]:
    """The entities of `text`, in order and without overlaps.

    The grammar's sure finds come first, then what the tagger sees, given the value and the bounds of the find it agrees with,
    then the gazetteer's sure names where the tagger sees nothing else.
    """
    sure = [found for found in grammar if found.sure]
    seen = [found for span in tagged for found in _seen(text, span, grammar, gazetteer)]
    names = [found for found in gazetteer if found.sure and found.entity in (*_NAMED, "company")]
    return without_overlaps([*sure, *seen, *names])


def _seen(text: str, span: Span, grammar: Sequence[Found], gazetteer: Sequence[Found]) -> Iterator[Found]:
    entity, start, end = span
    agreeing = [
        found for found in (*grammar, *gazetteer) if found.entity == entity and found.start < end and start < found.end
    ]
    places = [found for found in gazetteer if (found.start, found.end) == (start, end) and found.entity in _PLACES]
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
