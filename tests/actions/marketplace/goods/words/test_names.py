"""Places, certifications and words are understood however they are written."""

import pytest

from actions.marketplace.goods.catalogue.certifications import certification_key
from actions.marketplace.goods.catalogue.places import find_place, find_region
from actions.marketplace.goods.words.words import indexed_name, phrase
from trade.places import provinces


@pytest.mark.parametrize(
    "written", ["CN-SC", "Sichuan", "sichuan province", "四川", "四川省", "Szechuan", "the Sichuan"]
)
def test_a_province(written: str) -> None:
    place = find_place(written)
    assert place is not None
    assert (place.province_code, place.city) == ("CN-SC", None)


@pytest.mark.parametrize("written", ["Jingdezhen", "景德镇", "景德镇市", "jingdezhen city", "Jingdezhen, Jiangxi"])
def test_a_city(written: str) -> None:
    place = find_place(written)
    assert place is not None
    assert place.city is not None
    assert (place.province_code, place.city.zh) == ("CN-JX", "景德镇")


@pytest.mark.parametrize(("written", "inside", "outside"), [
    ("western provinces", "CN-XJ", "CN-ZJ"), ("西部", "CN-SC", "CN-GD"), ("长三角", "CN-JS", "CN-SC"), ("东北", "CN-HL", "CN-BJ"),
])  # fmt: skip
def test_a_group_of_provinces(written: str, inside: str, outside: str) -> None:
    region = find_region(written)
    assert region is not None
    assert inside in region.provinces
    assert outside not in region.provinces
    assert find_place(written) is None


@pytest.mark.parametrize("written", ["", "Atlantis", "🙂", "市"])
def test_no_place(written: str) -> None:
    assert find_region(written) is None


def test_all_34_provinces_are_there_and_no_name_hides_another() -> None:
    assert len(provinces()) == 34
    for province in provinces():
        for name in (province.code, province.en, province.zh):
            place = find_place(name)
            assert place is not None
            assert place.province_code == province.code
        for city in province.cities:
            for name in (city.en, city.zh):
                place = find_place(name)
                assert place is not None
                assert place.province_code == province.code


@pytest.mark.parametrize(("one", "other"), [
    ("ISO9001", "iso 9001 certified"), ("有机认证", "有机"), ("CE marking", "CE认证"), ("TÜV", "tuv"), ("EN71", "EN 71"), ("oeko-tex standard 100", "OEKO-TEX"),
])  # fmt: skip
def test_a_certification_has_one_key(one: str, other: str) -> None:
    assert certification_key(one) == certification_key(other) != ""


@pytest.mark.parametrize(("typed", "head"), [
    ("men's cotton t-shirts", "tshirt"), ("纯棉T恤", "tshirt"), ("brake shoes for Bajaj", "shoe"), ("大红袍花椒", "花椒"),
    ("24寸显示器", "显示器"), ("stainless steel bottles 500 ml", "bottl"), ("T恤 红色", "tshirt"), ("不鏽鋼保溫杯", "保温杯"),
])  # fmt: skip
def test_the_head_of_a_phrase(typed: str, head: str) -> None:
    assert phrase(typed).heads[0] == head


def test_the_heads_of_a_name_leave_out_what_follows_it() -> None:
    assert indexed_name("Dried goji berries, 280 grains per 50 g, 5 kg bags").heads == ("berri",)
    assert indexed_name("Celadon teapot 800 ml").heads == indexed_name("teapot, blue").heads == ("teapot",)
    assert indexed_name("Hex bolt M8").heads == ("bolt",)
    assert "花椒" in indexed_name("特级大红袍花椒 500克袋装").heads
    assert "袋装" not in indexed_name("特级大红袍花椒 500克袋装").heads


@pytest.mark.parametrize(
    ("several", "one"),
    [("chef knives", "Chef knife"), ("book shelves", "Book shelf"), ("silk scarves", "Silk scarf")],
)
def test_an_irregular_plural_names_the_same_goods(several: str, one: str) -> None:
    assert (indexed_name(several).key, indexed_name(several).heads) == (indexed_name(one).key, indexed_name(one).heads)
