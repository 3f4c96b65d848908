"""The totals of the index, and the prices shown, against a plain reading of the tables."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from actions.marketplace import Marketplace
from actions.marketplace.goods.catalogue import tables
from actions.marketplace.goods.catalogue.records import PriceTier
from actions.marketplace.goods.catalogue.units import convert, tier_for
from actions.marketplace.goods.search.records import SearchRequest
from tests.fakes.actions.marketplace import NOW

REQUESTS = 60


@dataclass
class Listed:
    unit: str
    province: str
    verified: bool
    kind: str
    rating: float
    certificates: set[str]
    tiers: list[PriceTier] = field(default_factory=list)


async def test_totals_are_exact_for_any_mix_of_filters(market: Marketplace) -> None:
    products = await _read_products(market)
    chance = random.Random(7)
    totals = []
    for _ in range(REQUESTS):
        request = _random_request(chance)
        page = await market.search.find_listings(request)
        assert page.total == sum(_fits(product, request) for product in products.values()), request
        totals.append(page.total)
        for listing in page.listings:
            product = products[listing.product_id]
            assert listing.unit_price.amount == _price(product, request)
    assert len(set(totals)) > REQUESTS / 3  # the mix does tell products apart


def _random_request(chance: random.Random) -> SearchRequest:
    province = chance.choice([None, None, "CN-ZJ", "CN-SC", "CN-GX"])
    return SearchRequest(
        quantity=chance.choice([None, 1, 10, 99, 100, 500, 2000, 30000]),
        unit=chance.choice([None, "piece", "kilogram", "tonne", "dozen", "container_20ft"]),
        max_price=chance.choice([None, None, Decimal("0.5"), Decimal(3), Decimal("14.55"), Decimal(400)]),
        regions=(province,) if province else (),
        certifications=("iso9001",) if chance.random() < 0.3 else (),
        verified_only=chance.random() < 0.3,
        factories_only=chance.random() < 0.2,
        min_rating=chance.choice([None, None, None, 4.5, 4]),
        limit=20,
    )


def _fits(product: Listed, request: SearchRequest) -> bool:
    price = _price(product, request)
    if price is None:
        return False
    if request.max_price is not None:
        per_asked_unit = convert(Decimal(1), request.unit, product.unit)
        if price * (per_asked_unit or 1) > request.max_price:
            return False
    return (
        (not request.regions or product.province in request.regions)
        and (not request.certifications or "ISO 9001" in product.certificates)
        and (not request.verified_only or product.verified)
        and (not request.factories_only or product.kind == "factory")
        and product.rating >= (request.min_rating or 0)
    )


def _price(product: Listed, request: SearchRequest) -> Decimal | None:
    asked = None if request.quantity is None else convert(Decimal(request.quantity), request.unit, product.unit)
    tier = product.tiers[0] if asked is None else tier_for(product.tiers, asked)
    return None if tier is None else tier.unit_price


async def _read_products(market: Marketplace) -> dict[int, Listed]:
    products, suppliers, cities = tables.products, tables.suppliers, tables.cities
    query = (
        select(
            products.c.id,
            products.c.unit,
            products.c.supplier_id,
            suppliers.c.verified,
            suppliers.c.kind,
            suppliers.c.rating,
            cities.c.province_code,
        )
        .join_from(products, suppliers, products.c.supplier_id == suppliers.c.id)
        .join(cities, suppliers.c.city_id == cities.c.id)
    )
    held: dict[tuple[int, int | None], set[str]] = defaultdict(set)
    async with market.database.read() as connection:
        for row in await connection.execute(select(tables.certificates)):
            if row.valid_until >= NOW.date():
                held[row.supplier_id, row.product_id].add(row.code)
        listed = {
            row.id: Listed(
                row.unit,
                row.province_code,
                row.verified,
                row.kind,
                float(row.rating or 0),
                held[row.supplier_id, None] | held[row.supplier_id, row.id],
            )
            for row in await connection.execute(query)
        }
        for row in await connection.execute(select(tables.price_tiers).order_by(tables.price_tiers.c.minimum)):
            listed[row.product_id].tiers.append(PriceTier(row.minimum, row.unit_price))
    return listed


quantities = st.decimals(min_value=0, max_value=10**6, places=2)
tier_lists = st.lists(st.integers(1, 10**5), min_size=1, max_size=6, unique=True).map(
    lambda minima: [PriceTier(Decimal(minimum), Decimal(minimum)) for minimum in minima]
)


@given(tiers=tier_lists, quantity=quantities)
def test_a_quantity_gets_the_highest_tier_that_it_reaches(tiers: list[PriceTier], quantity: Decimal) -> None:
    tier = tier_for(tiers, quantity)
    reached = [other for other in tiers if other.minimum <= quantity]
    if tier is None:
        assert reached == []
    else:
        assert tier.minimum <= quantity
        assert all(other.minimum <= tier.minimum for other in reached)


@given(value=quantities, units=st.sampled_from([("tonne", "kilogram"), ("dozen", "piece"), ("set", "pair")]))
def test_converting_there_and_back_changes_nothing(value: Decimal, units: tuple[str, str]) -> None:
    large, small = units
    converted = convert(value, large, small)
    assert converted is not None
    assert convert(converted, small, large) == value


def test_what_does_not_compare_is_not_converted() -> None:
    assert convert(Decimal(2), "container_40hq", "tonne") is None
    assert convert(Decimal(2), "metre", "square_metre") is None
    assert convert(Decimal(2), None, "tonne") == 2
