"""What the index holds of a product and of a supplier: the documents, their words taken apart.

There is one document for each price tier of each product, so that any wish about quantity and price is a plain filter
and every count is exact, and one for each supplier.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import tantivy

from actions.marketplace.units import base_units, dimension
from actions.marketplace.words import grams, indexed_heads, name_key, words

Record = dict[str, Any]
BEST_STANDING = 0.04
"""Relevance is multiplied by log2(2 + standing), at most 1.03: it orders what is equally relevant and lifts nothing above what is more so."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("title", "more", "grams", "name_heads", "heads", "company"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("exact", "tier", "dimension", "province", "city", "certificate", "supplier", "verified", "kind"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("own_from", "own_to", "base_from", "base_to", "own_usd", "base_usd", "rating", "standing"):
        builder.add_float_field(name, indexed=False, fast=True)
    for name in ("id", "lead_time"):
        builder.add_unsigned_field(name, stored=name == "id", fast=True)
    return builder.build()


SCHEMA = _schema()


@dataclass(frozen=True, slots=True)
class _Name:
    """A text as it is searched."""

    words: tuple[str, ...]
    grams: tuple[str, ...]
    heads: tuple[str, ...]
    key: str


def _name(text: str) -> _Name:
    return _Name(tuple(words(text)), tuple(grams(text)), tuple(indexed_heads(text)), name_key(text))


_known = lru_cache(maxsize=50_000)(_name)
"""For what many products share: other names, categories, places. A product's own name seldom comes twice."""


def product_documents(product: Record) -> Iterator[tantivy.Document]:
    """One for each tier of a product as `indexing.read_products` gives it."""
    names = [_name(text) for text in product["names"]]
    synonyms = [_known(text) for text in product["synonyms"]]
    beside = [_known(text) for text in product["context"]]
    unit = product["unit"]
    common = {
        "id": product["id"],
        "title": _joined(name.words for name in names),
        "more": _joined(text.words for text in (*synonyms, *beside)),
        "grams": _joined(name.grams for name in (*names, *synonyms)),
        "name_heads": _joined(name.heads for name in names),
        "heads": _joined(name.heads for name in (*synonyms, *map(_known, product["category"]))),
        "exact": list({name.key: None for name in (*names, *synonyms)}),
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
    for record in _tier_records(common, product["tiers"], base_units(unit)):
        yield tantivy.Document.from_dict(record, SCHEMA)


def _tier_records(common: Record, tiers: list[tuple[Decimal, Decimal]], base: Decimal) -> Iterator[Record]:
    for position, (minimum, usd) in enumerate(tiers):
        until = tiers[position + 1][0] if position + 1 < len(tiers) else Decimal("Infinity")
        yield common | {
            "tier": "first" if position == 0 else "further",
            "own_from": float(minimum),
            "own_to": float(until),
            "base_from": float(minimum * base),
            "base_to": float(until * base),
            "own_usd": float(usd),
            "base_usd": float(usd / base),
        }


def _joined(parts: Iterable[Iterable[str]]) -> str:
    """Each word once: relevance does not count how often."""
    return " ".join(dict.fromkeys(word for part in parts for word in part))


def supplier_document(supplier_id: int, slug: str, names: Iterable[str]) -> tantivy.Document:
    texts = [slug.replace("-", " "), *names]
    company = _joined((*words(text), *grams(text)) for text in texts)
    return tantivy.Document.from_dict({"id": supplier_id, "company": company}, SCHEMA)
