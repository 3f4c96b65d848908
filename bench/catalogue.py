"""Writes a marketplace of 1,000,000 products, the same every time, as CSV files that PostgreSQL can copy
into its tables (`python -m bench.catalogue`).

Products are variants of the families of products in the demo's data. Names of products are long, as sellers write them:
how the thing is made, what it is, its use, and a model number. Suppliers have the cities and trades of the demo's
suppliers.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from actions.marketplace.demo.catalogue import clusters
from actions.marketplace.goods.catalogue.reference import category_ids, city_ids
from bench.peer.project import CACHE

PRODUCTS = 1_000_000
PER_SUPPLIER = 50
MADE = (
    "durable|耐用|lightweight|轻便|premium|高档|eco-friendly|环保|handmade|手工|classic|经典|modern|现代|export-grade|出口级|thickened|加厚"
    "|waterproof|防水|portable|便携|multi-purpose|多功能|custom|定制|heavy-duty|重型|energy-saving|节能|non-toxic|无毒|retro|复古|foldable|折叠"
    "|high-strength|高强度|seamless|无缝|compact|紧凑型|anti-slip|防滑|double-layer|双层|natural|天然|quick-drying|速干|ultra-thin|超薄"
    "|reinforced|加固|soft|柔软|extra-large|特大|mini|迷你|fine|精细|industrial|工业"
)
"""The ways in which things are made. English and Chinese words alternate."""
USES = (
    "hotels|酒店|restaurants|餐厅|gifts|礼品|retail|零售|schools|学校|hospitals|医院|offices|办公|outdoor use|户外|kitchens|厨房|weddings|婚庆"
    "|export|外贸|supermarkets|超市|households|家居|travel|旅行|workshops|车间|construction sites|工地|farms|农场|cafés|咖啡馆|children|儿童"
    "|sports|运动"
)
"""The uses of things. English and Chinese words alternate."""
TABLES = {
    "suppliers": "id slug name_en name_zh city_id kind verified rating review_count founded_year employees export_percent",
    "products": "id supplier_id category_id name_en name_zh keywords_en keywords_zh unit moq lead_time_days currency sample_price",
    "price_tiers": "product_id minimum unit_price",
    "certificates": "id supplier_id code number issuer valid_until",
    "full_text": "id english chinese",
    "queries": "language text",
}
"""The columns of each file."""
QUERIES = 2_000
TODAY = date(2026, 1, 1)
Row = tuple[Any, ...]


def find_catalogue() -> Path:
    """Returns the folder of the CSV files.

    Raises:
        FileNotFoundError: `make bench-prepare` has not run.
    """
    if not (folder := _find_folder()).is_dir():
        raise FileNotFoundError("The catalogue for the search bench is missing: make bench-prepare")
    return folder


def main() -> int:
    """Writes the CSV files unless they exist, and returns the exit status."""
    if _find_folder().is_dir():
        return 0
    print(f"writing a catalogue of {PRODUCTS:,} products …", flush=True)  # noqa: T201
    write(_find_folder(), PRODUCTS)
    return 0


def write(folder: Path, products: int) -> None:
    """Writes one CSV file for each of `TABLES`. The folder gets its name only when all files are complete."""
    building = folder.with_name(f"{folder.name}.part")
    building.mkdir(parents=True, exist_ok=True)
    files = {name: (building / f"{name}.csv").open("w", newline="", encoding="utf-8") for name in TABLES}
    writers = {name: csv.writer(file) for name, file in files.items()}
    for table, row in build_rows(products):
        writers[table].writerow(row)
    for file in files.values():
        file.close()
    building.rename(folder)


def build_rows(products: int) -> Iterator[tuple[str, Row]]:
    """Yields every row with the name of its table; the queries come last."""
    chance = random.Random(4)
    number = 0
    for supplier in range(1, products // PER_SUPPLIER + 1):
        cluster = clusters()[supplier % len(clusters())]
        yield "suppliers", _build_supplier(supplier, cluster, chance)
        if cluster["certificates"]:
            code, until = chance.choice(cluster["certificates"]), TODAY + timedelta(days=chance.randint(30, 2_000))
            yield "certificates", (supplier, supplier, code, f"C{supplier:07}", "SGS", until)
        for _ in range(PER_SUPPLIER):
            number += 1
            yield from _build_product(number, supplier, chance.choice(cluster["families"]), chance)
    for position in range(QUERIES):
        yield "queries", _build_query(("en", "zh")[position % 2], chance)


def _build_supplier(number: int, cluster: dict[str, Any], chance: random.Random) -> Row:
    trade, brand = cluster["trade"].split("|"), chance.choice(cluster["brands"]).split("|")
    en, zh = (
        f"{cluster['city']} {brand[0]} {trade[0]} No. {number} Co., Ltd.",
        f"{brand[1]}{trade[1]}第{number}有限公司",
    )
    kind, rating = chance.choice(("factory", "factory", "trading_company")), round(chance.uniform(3.4, 5.0), 1)
    return (
        number, f"bench-{number}", en, zh, city_ids()[cluster["city"]], kind, chance.random() < 0.68, rating,
        chance.randint(1, 400), 2000, 100, 50,
    )  # fmt: skip


def _build_product(
    number: int, supplier: int, family: dict[str, Any], chance: random.Random
) -> Iterator[tuple[str, Row]]:
    variant = {axis: chance.choice(values).split("|") for axis, values in family["vary"].items()}
    (made_en, made_zh), (use_en, use_zh) = chance.choice(_split_pairs(MADE)), chance.choice(_split_pairs(USES))
    model = f"{chance.choice('ABCDEFGHKLMRSTX')}{chance.choice('ABCDEFGHKLMRSTX')}-{chance.randint(100, 9999)}"
    en = family["en"].format(**{axis: value[0] for axis, value in variant.items()})
    zh = family["zh"].format(**{axis: value[1] for axis, value in variant.items()})
    en, zh = (
        f"{made_en.capitalize()} {en[0].lower()}{en[1:]} for {use_en}, {model}",
        f"{made_zh}{zh} {use_zh}用 {model}",
    )
    also = [pair.strip().split("|") for pair in family["also"].split(";")]
    also_en, also_zh = ("\n".join(pair[side] for pair in also) for side in (0, 1))
    price, moq = round(family["price"] * chance.uniform(0.7, 1.4), 2) or 0.01, family["moq"]
    yield (
        "products",
        (number, supplier, category_ids()[family["category"]], en, zh, also_en, also_zh, family["unit"], moq,
         max(3, family["lead"] + chance.randint(-4, 7)), "USD", round(3 * price, 2)),
    )  # fmt: skip
    for multiple, share in ((1, 1.0), (4, 0.95), (15, 0.9), (60, 0.85)):
        yield "price_tiers", (number, moq * multiple, round(price * share, 2))
    yield "full_text", (number, " ".join((en, *also_en.splitlines())), " ".join(find_bigrams(f"{zh} {also_zh}")))


def find_bigrams(text: str) -> list[str]:
    """Returns the pairs of neighbouring characters in the Chinese of a text, each once.

    PostgreSQL's full text search cannot segment Chinese into words, but it can index such pairs.
    """
    pairs = (first + second for first, second in itertools.pairwise(text))
    return list(dict.fromkeys(pair for pair in pairs if all("\u3400" <= character <= "\u9fff" for character in pair)))


def _build_query(language: str, chance: random.Random) -> Row:
    """Returns a query of two words, an adjective and the name of a thing ("chair", "towels").

    The adjective is either one of `MADE` ("foldable"), which finds a few hundred products, or one that
    names a variant in the demo's data ("cotton"), which often finds thousands.
    """
    side = 0 if language == "en" else 1
    family = chance.choice(chance.choice(clusters())["families"])
    name = chance.choice(family["also"].split(";")).strip().split("|")[side].split(" ")[-1]
    variants = [value.split("|")[side] for values in family["vary"].values() for value in values]
    plain = [word for word in variants if word.replace("-", "").isalpha()]  # without sizes and long names
    made = chance.choice(_split_pairs(MADE))[side]
    return language, f"{chance.choice(plain) if plain and chance.random() < 0.5 else made} {name}"


@cache
def _split_pairs(text: str) -> list[tuple[str, str]]:
    words = text.split("|")
    return list(zip(words[::2], words[1::2], strict=True))


def _find_folder() -> Path:
    return CACHE / f"catalogue-{hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]}"


if __name__ == "__main__":
    sys.exit(main())
