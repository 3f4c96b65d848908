"""A supplier is found by whatever people call it; its profile comes from the database."""

import pytest

from actions.marketplace import Marketplace, NotFound

CALLED = [
    ("chengdu-silk", "chengdu-silk"),
    ("Chengdu Silk Road Textile", "chengdu-silk"),
    ("chengdu silk road", "chengdu-silk"),
    ("Chengdu Silkroad Textil", "chengdu-silk"),
    ("成都丝路锦纺织有限公司", "chengdu-silk"),
    ("成都丝路锦", "chengdu-silk"),
    ("成都絲路錦紡織", "chengdu-silk"),
    ("shenzhen lumen", "shenzhen-lumen"),
    ("Lumen Trading", "shenzhen-lumen"),
    ("深圳流明", "shenzhen-lumen"),
    ("宁夏红枸杞有限公司", "ningxia-red-goji"),
    ("Xinjiang Tianshan", "xinjiang-tomato"),
]


async def test_a_supplier_is_found_by_its_name(market: Marketplace) -> None:
    for called, slug in CALLED:
        found = await market.suppliers.find_suppliers(called)
        assert [supplier.slug for supplier in found[:1]] == [slug], called


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("a friend buys from fangyan, are they dearer?", {"yongkang-fangyan-cup-industry"}),
        ("这家跟绿竹源比 哪家靠谱点", {"anji-luzhu-bamboo"}),
        ("the cheapest tea cups from Shenzhen", set()),
    ],
)
async def test_a_supplier_is_called_by_the_beginning_of_its_name(
    market: Marketplace, text: str, slugs: set[str]
) -> None:
    assert {supplier.slug for _, supplier in await market.suppliers.find_called(text)} == slugs


async def test_a_stranger_is_not_taken_for_somebody_else(market: Marketplace) -> None:
    for called in ("", "🙂", "Volkswagen", "Al Noor Trading LLC", "上海联创进出口有限公司", "Co., Ltd."):
        assert await market.suppliers.find_suppliers(called) == (), called


async def test_a_profile(market: Marketplace) -> None:
    profile = await market.suppliers.access_supplier("jingdezhen-ceramics")
    assert profile.summary.place.city is not None
    assert (profile.summary.place.province_code, profile.summary.place.city.zh) == ("CN-JX", "景德镇")
    assert profile.summary.verified
    assert {"ISO 9001", "FDA"} <= {certificate.code for certificate in profile.certificates}
    assert profile.product_count >= len(profile.main_products) > 0
    assert any("tea set" in name.en for name in profile.main_products)


async def test_suppliers_side_by_side_keep_their_order(market: Marketplace) -> None:
    slugs = ("xinjiang-tomato", "chengdu-silk")
    assert tuple(profile.summary.slug for profile in await market.suppliers.compare_suppliers(slugs)) == slugs


async def test_what_does_not_exist(market: Marketplace) -> None:
    with pytest.raises(NotFound):
        await market.suppliers.access_supplier("nobody")
    with pytest.raises(NotFound):
        await market.suppliers.compare_suppliers(("chengdu-silk", "nobody"))
    with pytest.raises(NotFound):
        await market.suppliers.access_listing(10**9)
