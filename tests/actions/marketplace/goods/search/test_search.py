"""A trader finds what they mean, in either language, and is told the truth about how much there is."""

import random
from decimal import Decimal

from sqlalchemy import func, select

from actions.marketplace import Marketplace
from actions.marketplace.goods.catalogue import tables
from actions.marketplace.goods.catalogue.version import mark_changed
from actions.marketplace.goods.search.records import SearchRequest

# what is typed, regions, a word that every product's English name must have, at least so many
FOUND = [
    ("men's cotton t-shirts", ("Xinjiang",), "Men's cotton T-shirt", 5),
    ("men's cotton t-shirts", (), "Men's cotton T-shirt", 8),
    ("mens tshirt", (), "Men's", 8),
    ("纯棉T恤", ("新疆",), "cotton T-shirt", 8),
    ("男士纯棉T恤", ("新疆维吾尔自治区",), "Men's cotton T-shirt", 5),
    ("花椒", ("四川",), "Sichuan pepper", 8),
    ("花椒", ("CN-SC",), "Sichuan pepper", 8),
    ("四川花椒供应商", (), "Sichuan pepper", 8),
    ("sichuan peppercorns", (), "Sichuan pepper", 8),
    ("green sichuan pepper", (), "green Sichuan pepper", 4),
    ("porcelain tea sets", ("Jingdezhen",), "tea set", 5),
    ("丝巾", (), "scarf", 8),
    ("24 inch monitors", (), "24-inch", 5),
    ("24寸显示器", (), "24-inch", 5),
    ("不鏽鋼保溫杯", (), "Stainless steel", 8),
    ("枸杞", ("宁夏",), "goji", 8),
    ("LED投光灯", (), "floodlight", 5),
    ("tomato paste", ("western provinces",), "Tomato paste", 5),
    ("tomatoe paste", (), "Tomato paste", 5),
    ("bluetoth speakers", (), "Bluetooth speaker", 5),
    ("walnut kernels", (), "Walnut kernels", 5),
    ("核桃仁", ("西部",), "Walnut kernels", 5),
    ("竹砧板", (), "Bamboo cutting board", 3),
    ("solar panels 550W", (), "solar panel", 3),
    ("white sugar", ("Guangxi",), "sugar", 5),
    ("apples", ("Shaanxi",), "apples", 5),
    ("cashmere sweaters", ("inner mongolia",), "cashmere sweater", 3),
    ("摩托车", ("重庆",), "motorcycle", 5),
    ("咖啡豆", ("云南",), "coffee beans", 5),
]


async def test_every_result_is_the_thing_itself(market: Marketplace) -> None:
    for text, regions, name, at_least in FOUND:
        page = await market.search.find_listings(SearchRequest(text, regions=regions, limit=50))
        assert page.match == "exact", text
        assert page.total >= at_least, text
        wrong = [listing.product.en for listing in page.listings if name.lower() not in listing.product.en.lower()]
        assert wrong == [], text


# what is typed, a word that no result may have
OTHER_THINGS = [
    ("tea", "set"),
    ("花椒", "oil"),
    ("茶叶", "cup"),
    ("silk", "polyester"),
    ("tomato paste", "ketchup"),
    ("leather shoes", "wallet"),
]


async def test_a_thing_is_not_another_thing_with_the_same_word(market: Marketplace) -> None:
    for text, word in OTHER_THINGS:
        page = await market.search.find_listings(SearchRequest(text, limit=50))
        assert page.total > 0, text
        assert not [listing.product.en for listing in page.listings if word in listing.product.en.lower()], text


NOBODY_MAKES = ["olive oil", "car insurance", "asdfghjkl", "汽车保险", "足球", "washing powder", "🙂", "?!"]


async def test_what_nobody_makes_is_not_found(market: Marketplace) -> None:
    for text in NOBODY_MAKES:
        page = await market.search.find_listings(SearchRequest(text, kinds=0))
        assert (page.total, page.match, page.listings, page.relaxations) == (0, "none", (), ()), text
        assert (await market.search.find_listings(SearchRequest(text))).match in ("near", "none"), text


async def test_a_missing_attribute_is_said_to_be_missing(market: Marketplace) -> None:
    page = await market.search.find_listings(SearchRequest("blue stainless steel water bottles 500ml", limit=50))
    assert page.match == "close"
    assert page.total > 5
    assert all("Stainless steel" in listing.product.en for listing in page.listings)
    assert "500 ml" in page.listings[0].product.en


async def test_nothing_found_says_what_to_relax(market: Marketplace) -> None:
    everywhere = await market.search.find_listings(SearchRequest("花椒"))
    page = await market.search.find_listings(SearchRequest("花椒", regions=("Guangdong",)))
    assert page.total == 0
    assert [(hint.condition, hint.total) for hint in page.relaxations] == [("region", everywhere.total)]
    cheap = SearchRequest("silk scarves", max_price=Decimal(1), certifications=("OEKO-TEX",), quantity=500)
    hints = {hint.condition: hint.total for hint in (await market.search.find_listings(cheap)).relaxations}
    without_price = SearchRequest("silk scarves", certifications=("OEKO-TEX",), quantity=500)
    assert hints == {"price": (await market.search.find_listings(without_price)).total}


async def test_an_unknown_place_is_named(market: Marketplace) -> None:
    page = await market.search.find_listings(SearchRequest("tea", regions=("Atlantis",)))
    assert page.unknown_regions == ("Atlantis",)
    assert page.total == 0
    both = await market.search.find_listings(SearchRequest("tea", regions=("Atlantis", "Yunnan")))
    assert both.total > 0


async def test_pages_follow_each_other_without_gap_or_repeat(market: Marketplace) -> None:
    request = SearchRequest("茶", limit=7)
    first = await market.search.find_listings(request)
    seen = [listing.product_id for listing in first.listings]
    for offset in range(7, first.total, 7):
        page = await market.search.find_listings(SearchRequest("茶", limit=7, offset=offset))
        assert page.total == first.total
        seen += [listing.product_id for listing in page.listings]
    assert len(seen) == len(set(seen)) == first.total


async def test_sorting(market: Marketplace) -> None:
    def request(sort: str) -> SearchRequest:
        return SearchRequest("silk scarves", sort=sort, limit=50)  # type: ignore[arg-type]

    prices = [listing.unit_price.amount for listing in (await market.search.find_listings(request("price"))).listings]
    ratings = [
        listing.supplier.rating or 0 for listing in (await market.search.find_listings(request("rating"))).listings
    ]
    days = [listing.lead_time_days for listing in (await market.search.find_listings(request("lead_time"))).listings]
    assert prices == sorted(prices)
    assert ratings == sorted(ratings, reverse=True)
    assert days == sorted(days)


async def test_the_first_results_come_from_different_suppliers(market: Marketplace) -> None:
    page = await market.search.find_listings(SearchRequest("花椒", regions=("四川",), limit=5))
    assert len({listing.supplier.slug for listing in page.listings}) >= 3


async def test_the_index_follows_the_catalogue(own_market: Marketplace) -> None:
    before = (await own_market.search.find_listings(SearchRequest("花椒"))).total
    async with own_market.database.begin() as connection:
        changed = tables.products.update().where(tables.products.c.name_zh.like("%花椒%"))
        await connection.execute(changed.values(name_en="Gone", name_zh="没有", keywords_en="", keywords_zh=""))
        await mark_changed(connection)
    assert (await own_market.search.find_listings(SearchRequest("花椒"))).total == before
    await own_market.search.refresh()
    assert (await own_market.search.find_listings(SearchRequest("花椒"))).total < before


async def test_every_product_can_be_found_by_its_own_name(market: Marketplace) -> None:
    async with market.database.read() as connection:
        products = (
            await connection.execute(select(tables.products).order_by(func.length(tables.products.c.name_en)))
        ).all()
    for product in random.Random(3).sample(products, 60):
        for name in (product.name_en, product.name_zh):
            request = SearchRequest(name, limit=50)
            page = await market.search.find_listings(request)
            assert page.match == "exact", name
            assert product.name_en in {listing.product.en for listing in page.listings}, name
