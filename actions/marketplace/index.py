"""The search index: built from the database, never changed in place, replaced as a whole.

There is one document for each price tier of each product, so that any wish about quantity and price is a plain filter
and every count is exact, and one for each supplier. The order of documents breaks ties of relevance: verified and well
rated first, and every supplier's best before anybody's second best.
"""

import fcntl
import hashlib
import shutil
import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import tantivy
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables
from actions.marketplace.catalogue import catalogue_version
from actions.marketplace.units import base_units, dimension
from actions.marketplace.words import grams, indexed_heads, name_key, words

FORMAT = 1  # of the documents: raise it when they change
WRITER_BYTES = 64 * 1024 * 1024
Record = dict[str, Any]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("title", "more", "grams", "name_heads", "heads", "company"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("exact", "tier", "dimension", "province", "city", "certificate", "supplier", "verified"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("own_from", "own_to", "base_from", "base_to", "own_usd", "base_usd", "rating"):
        builder.add_float_field(name, indexed=False, fast=True)
    for name in ("id", "lead_time"):
        builder.add_unsigned_field(name, stored=name == "id", fast=True)
    return builder.build()


SCHEMA = _schema()


async def fingerprint(connection: AsyncConnection, today: date) -> str:
    """Names the index that fits the database today: it changes when the catalogue does or a certificate expires."""
    valid_until = tables.certificates.c.valid_until
    query = select(func.min(valid_until)).where(valid_until >= today)
    next_expiry = (await connection.execute(query)).scalar_one()
    state = f"{FORMAT} {await catalogue_version(connection)} {next_expiry}"
    return hashlib.sha256(state.encode()).hexdigest()[:24]


def open_index(folder: Path, name: str) -> tantivy.Index | None:
    path = folder / name
    return tantivy.Index.open(str(path)) if path.is_dir() else None


def build_index(folder: Path, name: str, records: Iterable[Record]) -> tantivy.Index:
    """Builds beside the index in use, then takes its place in one step. Processes that build at once take turns."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (index := open_index(folder, name)) is not None:
            return index
        building = folder / f"building-{uuid.uuid4().hex}"
        building.mkdir()
        writer = tantivy.Index(SCHEMA, path=str(building)).writer(WRITER_BYTES, num_threads=1)
        for record in records:
            writer.add_document(_document(record))
        writer.commit()
        writer.wait_merging_threads()
        building.rename(folder / name)
        for old in folder.iterdir():
            if old.is_dir() and old.name != name:
                shutil.rmtree(old, ignore_errors=True)
    return tantivy.Index.open(str(folder / name))


def _document(record: Record) -> tantivy.Document:
    document = tantivy.Document()
    for field, value in record.items():
        for single in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(single, float):
                document.add_float(field, single)
            elif isinstance(single, int):
                document.add_unsigned(field, single)
            else:
                document.add_text(field, single)
    return document


def product_records(product: Record) -> Iterable[Record]:
    """One record for each tier of a product as `indexing.read_products` gives it."""
    names, synonyms = product["names"], product["synonyms"]
    unit = product["unit"]
    common = {
        "id": product["id"],
        "title": " ".join(word for name in names for word in words(name)),
        "more": " ".join(word for text in (*synonyms, *product["context"]) for word in words(text)),
        "grams": " ".join(gram for text in (*names, *synonyms) for gram in grams(text)),
        "name_heads": " ".join(head for name in names for head in indexed_heads(name)),
        "heads": " ".join(head for name in (*synonyms, *product["category"]) for head in indexed_heads(name)),
        "exact": sorted({name_key(name) for name in (*names, *synonyms)}),
        "dimension": dimension(unit),
        "province": product["province"],
        "city": product["city"],
        "certificate": product["certificates"],
        "supplier": product["supplier"],
        "verified": "yes" if product["verified"] else "no",
        "rating": float(product["rating"] or 0),
        "lead_time": product["lead_time"],
    }
    tiers = product["tiers"]
    for position, (minimum, usd) in enumerate(tiers):
        until = tiers[position + 1][0] if position + 1 < len(tiers) else Decimal("Infinity")
        yield common | {
            "tier": "first" if position == 0 else "further",
            "own_from": float(minimum),
            "own_to": float(until),
            "base_from": float(minimum * base_units(unit)),
            "base_to": float(until * base_units(unit)),
            "own_usd": float(usd),
            "base_usd": float(usd / base_units(unit)),
        }


def supplier_record(supplier_id: int, slug: str, names: Iterable[str]) -> Record:
    texts = [slug.replace("-", " "), *names]
    company = [word for text in texts for word in (*words(text), *grams(text))]
    return {"id": supplier_id, "company": " ".join(company)}
