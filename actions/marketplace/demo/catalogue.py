"""Makes the demo's suppliers and their goods. Every product is a variant of a family of products, such as one kind of
shirt; the families are written by hand in `clusters/`."""

import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from actions.marketplace.base.records import Name
from actions.marketplace.goods.catalogue.reference import category_ids, city_ids
from foundation.yaml_text import read_yaml
from trade.places import provinces

Row = dict[str, Any]
Supplies = dict[tuple[str, str], list[Row]]  # (supplier's slug, family's key) → this supplier's products of the family

FOLDER = Path(__file__).parent
PRODUCTS_PER_SUPPLIER = 8
TIERS = ((1, "1"), (4, "0.95"), (15, "0.9"), (60, "0.85"))  # (multiple of the MOQ, share of the price)
PICTURES: dict[str, tuple[str, str | None]] = {
    "tea_set": ("teapot", "blue-and-white"),
    "teapot": ("teapot", "blue-and-white"),
    "porcelain_vase": ("vase", "blue-and-white"),
    "rice_bowl": ("bowl", "blue-and-white"),
    "dinner_set": ("plate", "gold-rimmed"),
    "dinner_plate": ("plate", "gold-rimmed"),
    "coffee_mug": ("mug", "white"),
    "mens_tshirt_gz": ("tshirt", None),
    "mens_tshirt_xj": ("tshirt", None),
    "mens_tshirt_trader": ("tshirt", None),
    "womens_tshirt_xj": ("tshirt", None),
    "led_bulb": ("bulb", "E27"),
    "power_bank": ("powerbank", None),
    "office_chair": ("chair", None),
    "swivel_chair_aj": ("chair", None),
    "steel_bottle": ("bottle", None),
    "cotton_towel": ("towel", None),
    "hotel_towel_nt": ("towel", None),
    "backpack": ("backpack", None),
    "gift_box": ("box", "rigid gift"),
    "headphones": ("headphones", None),
}
"""Maps families of goods to the drawing (tools/drawings) that shows them, and to the only variant that the drawing
shows (None: all)."""
ISSUERS = ("SGS", "TÜV Rheinland", "Intertek", "Bureau Veritas", "CQC")


@dataclass
class Catalogue:
    """Holds rows of database tables, in fields that have the names of the tables. `supplies` is for finding the
    products of the demo's orders."""

    suppliers: list[Row] = field(default_factory=list)
    products: list[Row] = field(default_factory=list)
    price_tiers: list[Row] = field(default_factory=list)
    certificates: list[Row] = field(default_factory=list)
    supplies: Supplies = field(default_factory=dict)


@cache
def load(name: str) -> Any:
    return read_yaml(FOLDER / name)


def split_name(text: str) -> Name:
    """Returns the bilingual name that the data files write as "English|中文"."""
    en, zh = text.split("|")
    return Name(en, zh)


@cache
def clusters() -> list[Row]:
    return [
        cluster for path in sorted((FOLDER / "clusters").glob("*.yml")) for cluster in load(f"clusters/{path.name}")
    ]


def build_catalogue(today: date) -> Catalogue:
    catalogue = Catalogue()
    families = {family["key"]: family for cluster in clusters() for family in cluster["families"]}
    for cluster in clusters():
        for company in _companies(cluster):
            extra = [families[key] for key in load("contract.yml")["also_sells"].get(company["slug"], ())]
            _add_supplier(catalogue, company, cluster, [*cluster["families"], *extra], today)
    return catalogue


def _companies(cluster: Row) -> Iterator[Row]:
    """Yields the companies of a cluster, which is a group of suppliers of one trade in one city: first those whose
    whole name is written in the file, then one for each brand."""
    for entry in cluster.get("named", ()):
        slug, en, zh, *kind = entry.split("|")
        yield {"slug": slug, "name": Name(en, zh), "kind": kind[0] if kind else "factory", "named": True}
    city, trade = _city(cluster["city"]), split_name(cluster["trade"])
    for number, brand in enumerate(split_name(entry) for entry in cluster["brands"]):
        trading = cluster.get("kind") == "trading_company" or number == 3
        en = f"{city.en} {brand.en} {trade.en}"
        suffix = Name("", "") if not trading or "kind" in cluster else Name(" Trading", "贸易")
        yield {
            "slug": _slug(f"{city.en} {brand.en} {trade.en}"),
            "name": Name(f"{en}{suffix.en} Co., Ltd.", f"{city.zh}{brand.zh}{trade.zh}{suffix.zh}有限公司"),
            "kind": "trading_company" if trading else "factory",
            "named": False,
        }


def _add_supplier(catalogue: Catalogue, company: Row, cluster: Row, families: list[Row], today: date) -> None:
    chance = random.Random(company["slug"])
    supplier = _supplier(len(catalogue.suppliers) + 1, company, cluster, chance, today.year)
    catalogue.suppliers.append(supplier)
    for code in cluster["certificates"]:
        if company["named"] or chance.random() < (0.85 if supplier["verified"] else 0.45):
            catalogue.certificates.append(_certificate(supplier["id"], None, code, chance, today))
    for family, variant in _assortment(families, company["named"], chance):
        product = _product(len(catalogue.products) + 1, supplier, family, variant, chance, company["named"])
        price = product.pop("price")
        catalogue.products.append(product)
        catalogue.price_tiers += _tiers(product, price)
        catalogue.supplies.setdefault((supplier["slug"], family["key"]), []).append(product)
        for code in family.get("certificates", ()):
            if company["named"] or chance.random() < (0.8 if supplier["verified"] else 0.4):
                catalogue.certificates.append(_certificate(supplier["id"], product["id"], code, chance, today))


def _supplier(number: int, company: Row, cluster: Row, chance: random.Random, year: int) -> Row:
    factory = company["kind"] == "factory"
    reviewed = company["named"] or chance.random() > 0.06
    return {
        "id": number,
        "slug": company["slug"],
        "name_en": company["name"].en,
        "name_zh": company["name"].zh,
        "city_id": city_ids()[cluster["city"]],
        "kind": company["kind"],
        "verified": company["named"] or chance.random() < 0.68,
        "rating": round(min(5.0, max(4.5 if company["named"] else 3.4, chance.gauss(4.45, 0.3))), 1)
        if reviewed
        else None,
        "review_count": chance.randint(6, 420) if reviewed else 0,
        "founded_year": year - chance.randint(4, 32),
        "employees": round(math.exp(chance.gauss(4.9 if factory else 3.2, 0.7))) + 5,
        "export_percent": chance.randrange(20, 100, 5),
        "response_hours": chance.choice((2, 4, 6, 12, 24)),
        "on_time_percent": chance.randint(86, 99),
    }


def _assortment(families: list[Row], complete: bool, chance: random.Random) -> Iterator[tuple[Row, list[list[str]]]]:
    """Yields what one supplier sells, each product as a family and a variant: some variants of some of
    the families, or of every family if `complete`."""
    chosen = families if complete else chance.sample(families, min(len(families), chance.choice((2, 3, 3, 4))))
    for family in (family for family in families if family in chosen):
        axes = [[value.split("|") for value in values] for values in family["vary"].values()]
        variants = [list(variant) for variant in itertools.product(*axes)]
        count = min(len(variants), max(1, round(PRODUCTS_PER_SUPPLIER / len(chosen)) + chance.choice((0, 0, 1))))
        rest = chance.sample(variants[1:], count - 1)
        first = variants[0] if complete or chance.random() < 0.7 else None
        for variant in variants:
            if variant == first or variant in rest:
                yield family, variant


def _product(
    number: int, supplier: Row, family: Row, variant: list[list[str]], chance: random.Random, plain: bool
) -> Row:
    factors = [float(value[2]) if len(value) > 2 else 1.0 for value in variant]
    markup = 1.06 if supplier["kind"] == "trading_company" else 1.0
    price = _round_price(family["price"] * math.prod(factors) * markup * chance.uniform(0.93, 1.08))
    names = dict(zip(family["vary"], variant, strict=True))
    synonyms = [pair.strip().split("|") for pair in family["also"].split(";")]
    english = family["en"].format(**{axis: value[0] for axis, value in names.items()})
    return {
        "id": number,
        "supplier_id": supplier["id"],
        "category_id": category_ids()[family["category"]],
        "name_en": english[0].upper() + english[1:],
        "name_zh": family["zh"].format(**{axis: value[1] for axis, value in names.items()}),
        "keywords_en": "\n".join(pair[0] for pair in synonyms),
        "keywords_zh": "\n".join(pair[1] for pair in synonyms),
        "unit": family["unit"],
        "moq": Decimal(family["moq"]) * (1 if plain or family["moq"] == 1 else chance.choice((1, 1, 1, 2))),
        "lead_time_days": max(3, family["lead"] + (0 if plain else chance.randint(-4, 7))),
        "currency": "USD",
        "sample_price": None
        if price > 300
        else _round_price(float(price) * 3)
        if chance.random() < 0.8
        else Decimal(0),
        "price": price,
        "picture": _find_picture(family["key"], names),
    }


def _find_picture(key: str, names: dict[str, list[str]]) -> str | None:
    """Returns the name of the picture that shows goods of this family and variant, or None if none is drawn."""
    drawing, shown = PICTURES.get(key, (None, None))
    if drawing is None or (shown is not None and all(value[0] != shown for value in names.values())):
        return None
    return f"demo-{drawing}.png"


def _tiers(product: Row, price: Decimal) -> list[Row]:
    return [
        {
            "product_id": product["id"],
            "minimum": product["moq"] * multiple,
            "unit_price": _round_price(float(price * Decimal(share))),
        }
        for multiple, share in TIERS
    ]


def _round_price(price: float) -> Decimal:
    """Returns the price rounded to about three significant digits, as in a price list."""
    places = 0 if price >= 500 else 1 if price >= 100 else 2 if price >= 0.5 else 3
    return Decimal(str(price)).quantize(Decimal(1).scaleb(-places))


def _certificate(supplier_id: int, product_id: int | None, code: str, chance: random.Random, today: date) -> Row:
    return {
        "supplier_id": supplier_id,
        "product_id": product_id,
        "code": code,
        "number": f"{_slug(code).upper()}-{chance.randint(10**6, 10**7 - 1)}",
        "issuer": chance.choice(ISSUERS),
        "valid_until": today + timedelta(days=chance.randint(60, 1000)),
    }


def _city(english: str) -> Name:
    cities = (city for province in provinces() for city in province.cities)
    return next(Name(city.en, city.zh) for city in cities if city.en == english)


def _slug(text: str) -> str:
    folded = text.lower().replace("ü", "u").replace("'", "")
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in folded).split())
