"""Merges the matches of the grammar and the gazetteer with the spans of the entity tagger, and so determines the
entities of a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlu.understanding.found import Found, without_overlaps
from nlu.understanding.grammar import money
from nlu.understanding.text.writing import folded

# The types of entities that the tagger learns. Those of other types are found by the grammar alone.
TAGGED = frozenset(
    ["product", "company", "region", "country", "certification", "carrier", "quantity", "price", "order_number"]
)
_NAMED = frozenset(["region", "country", "certification", "carrier"])
_PLACES = frozenset(["region", "country"])
Span = tuple[str, int, int]
_FEWEST_COUNTED = 20
"""A number at the end of a product's name is a quantity if it is at least this. A smaller number is a part of the
name."""
_NEAR = 3
_LINKING = re.compile(
    r"(?:(?:and|also|or|plus|some|any|maybe)\s+){1,3}(?=\S)|(?:还有|還有|另外|以及|还要|還要)(?=[\u4e00-\u9fff]{2})",
    re.I,
)
_NAMES = re.compile(r"[^\s、①-⑳⑴-⑽.．)）][^、①-⑳⑴-⑽]*[^\s、①-⑳⑴-⑽]|[^\s、①-⑳⑴-⑽.．)）]")
"""Matches each name in a span. The character 、 separates names, and the item numbers of a list (①, ⑴) belong to no
name."""


def merge(text: str, grammar: Sequence[Found], gazetteer: Sequence[Found], tagged: Sequence[Span]) -> list[Found]:
    """Returns the entities of `text`, in the order of the text and without overlaps.

    The sure matches of the grammar have precedence over the spans of the tagger. A span of the tagger takes the bounds
    and values of the matches of the same type that it overlaps. But a product always keeps its own bounds, and so does
    a company for which no match has exactly the same bounds. A quantity or an order number without such a match is left
    out. The sure names of places, carriers, certificates and companies in the gazetteer come last: they count only
    where the tagger found nothing.
    """
    sure = [found for found in grammar if found.sure]
    finds = _Finds(grammar, gazetteer)
    companies = [found for found in gazetteer if found.sure and found.entity == "company"]
    seen = [
        found
        for span in tagged
        for found in _match_finds(text, span, finds)
        if not any(_is_part_of(found, company) for company in companies)
    ]
    names = [found for found in gazetteer if found.sure and found.entity in (*_NAMED, "company")]
    counts = [
        found for found in grammar if found.entity == "quantity" and not found.sure and found.value["unit"] is None
    ]
    entities = without_overlaps([*sure, *_split_counts(text, [*seen, *names], counts)])
    return without_overlaps([*entities, *_find_list_counts(text, entities, counts)])


def _is_part_of(found: Found, company: Found) -> bool:
    """Returns whether a place, a product or a company is only a part of the name of `company`, such as "Shenzhen" in
    "Shenzhen Lumen"."""
    inside = company.start <= found.start and found.end <= company.end
    return found.entity in ("region", "product", "company") and inside and found != company


def _split_counts(text: str, entities: Sequence[Found], counts: Sequence[Found]) -> Iterator[Found]:
    """Yields the entities. If the span of a product ends with a quantity, the product and the quantity are yielded as
    two entities. In "tea cups 300", 300 is the quantity."""
    for found in entities:
        last = next((each for each in counts if each.end == found.end and each.start > found.start + 1), None)
        name = text[found.start : last.start].rstrip() if last else ""
        if (
            found.entity != "product"
            or last is None
            or last.value["value"] < _FEWEST_COUNTED
            or not name[-1:].isalpha()
        ):
            yield found
            continue
        yield Found("product", found.start, found.start + len(name), name, found.sure)
        yield last


def _find_list_counts(text: str, entities: Sequence[Found], counts: Sequence[Found]) -> list[Found]:
    """Returns the numbers without a unit that stand beside goods, if the text lists at least two goods with quantities:
    "bulbs 500, towels 400". A single number of this kind may also be a size or a year, so it is not returned."""
    goods = [found for found in entities if found.entity == "product"]
    beside = [count for count in counts if any(_is_beside(text, count, each) for each in goods)]
    free = [count for count in beside if not any(count.overlaps(each) for each in entities)]
    listed = len(free) + sum(1 for each in entities if each.entity == "quantity")
    return free if len(goods) > 1 and listed > 1 else []


def _is_beside(text: str, count: Found, goods: Found) -> bool:
    first, second = sorted((count, goods), key=lambda found: found.start)
    return text[first.end : second.start].strip() in ("", ":", "：", "x", "×") and second.start - first.end <= _NEAR


class _Finds:
    """Holds the matches by their positions in the text. It makes the search fast, because a message may have thousands
    of matches and of spans."""

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
        """Returns the matches of this entity type that have a character in common with the span, those of the grammar
        first."""
        touching = {index for position in range(start, end) for index in self._at.get(position, ())}
        return [self._all[index] for index in sorted(touching) if self._all[index].entity == entity]

    def places(self, start: int, end: int) -> list[Found]:
        """Returns the matches of places that have exactly this span."""
        return self._places.get((start, end), [])


def _match_finds(text: str, span: Span, finds: _Finds) -> Iterator[Found]:
    """Yields the entities for one span of the tagger. If there are matches of the same entity type in the span, their
    values are used."""
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
        for part in _NAMES.finditer(text, _skip_linking(text, start, end), end):
            yield Found(entity, part.start(), part.end(), part[0])


def _skip_linking(text: str, start: int, end: int) -> int:
    """Returns the position where a name begins after linking words, such as "and also" in "and also canvas bags"."""
    linking = _LINKING.match(text, start, end)
    return linking.end() if linking else start


def _bare_price(text: str, start: int, end: int) -> Iterator[Found]:
    value = money.bare(folded(text[start:end]))
    if value is not None:
        yield Found("price", start, end, value)
