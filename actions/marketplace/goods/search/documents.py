"""Makes the documents of the search index, which describe products and suppliers, with their text split into words.

Each supplier has one document. A product has one for every four price tiers, and so nearly always only one. Each of the
four tiers has fields of its own, so that conditions on quantity and price are simple filters and every count is exact.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, Self

import tantivy

from actions.marketplace.goods.catalogue.units import base_units, dimension
from actions.marketplace.goods.words.words import IndexedName, grams, indexed_name, words

Record = dict[str, Any]
TIERS = 4
"""How many price tiers a document holds; a product with more has further documents."""
BEST_STANDING = 0.04
"""The largest `standing` of a product. Relevance is multiplied by log2(2 + standing), which is at most 1.03. This
orders products of equal relevance, but places none before a more relevant one."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("title", "more", "grams", "name_heads", "heads", "company"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("exact", "part", "dimension", "province", "city", "certificate", "supplier", "verified", "kind"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    tiers = [f"{name}_{place}" for name in ("own_from", "base_from", "own_usd", "base_usd") for place in range(TIERS)]
    for name in (*tiers, "own_to", "base_to", "rating", "standing"):
        builder.add_float_field(name, indexed=False, fast=True)
    for name in ("id", "lead_time"):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


SCHEMA = _schema()


@dataclass(frozen=True, slots=True)
class _Texts:
    """Holds several texts as fields of a document: their words, Chinese character pairs (grams) and head words (which
    name the thing itself), separated by spaces, and their keys."""

    words: str
    grams: str
    heads: str
    keys: tuple[str, ...]

    @classmethod
    def of(cls, names: Iterable[IndexedName]) -> Self:
        names = list(names)
        return cls(
            _joined(name.words for name in names),
            _joined(name.grams for name in names),
            _joined(name.heads for name in names),
            tuple(name.key for name in names),
        )


_known = lru_cache(maxsize=50_000)(indexed_name)


@lru_cache(maxsize=50_000)
def _shared(lines: str) -> _Texts:
    """Returns the fields of texts that many products share: other names, categories, places. Each text is on a line of
    its own. The result is cached, unlike that of a product's own name, which seldom occurs twice."""
    return _Texts.of(map(_known, lines.splitlines()))


def product_documents(product: Record) -> Iterator[tantivy.Document]:
    """Yields the documents of a product, given as `indexing` reads it."""
    names = _Texts.of(map(indexed_name, product["names"]))
    synonyms, category, context = (_shared(product[lines]) for lines in ("synonyms", "category", "context"))
    unit = product["unit"]
    common = {
        "id": product["id"],
        "title": names.words,
        "more": f"{synonyms.words} {context.words}",
        "grams": f"{names.grams} {synonyms.grams}",
        "name_heads": names.heads,
        "heads": f"{synonyms.heads} {category.heads}",
        "exact": [*names.keys, *synonyms.keys],
        "dimension": dimension(unit),
        "province": product["province"],
        "city": product["city"],
        "certificate": product["certificates"],
        "supplier": product["supplier"],
        "verified": "yes" if product["verified"] else "no",
        "kind": product["kind"],
        "rating": float(product["rating"] or 0),
        "standing": product["standing"],
        "lead_time": product["lead_time"],
    }
    for tiers in _parts(product["tiers"], float(base_units(unit))):
        yield tantivy.Document.from_dict(common | tiers, SCHEMA)


def _parts(tiers: list[tuple[float, float]], base: float) -> Iterator[Record]:
    """Yields the tiers of each document, with the quantity from which the tiers of the next
    document apply."""
    for start in range(0, len(tiers), TIERS):
        until = tiers[start + TIERS][0] if start + TIERS < len(tiers) else math.inf
        part = {"part": "further" if start else "first", "own_to": until, "base_to": until * base}
        for place, (minimum, usd) in enumerate(tiers[start : start + TIERS]):
            part[f"own_from_{place}"] = minimum
            part[f"base_from_{place}"] = minimum * base
            part[f"own_usd_{place}"] = usd
            part[f"base_usd_{place}"] = usd / base
        yield part


def _joined(parts: Iterable[Iterable[str]]) -> str:
    """Joins the words of several texts. Repeated words need not be removed, because relevance does not depend on how
    often a word occurs."""
    return " ".join(chain.from_iterable(parts))


def supplier_document(supplier_id: int, slug: str, names: Iterable[str]) -> tantivy.Document:
    texts = [slug.replace("-", " "), *names]
    company = dict.fromkeys(word for text in texts for word in (*words(text), *grams(text)))
    return tantivy.Document.from_dict({"id": supplier_id, "company": " ".join(company)}, SCHEMA)
