"""Sizes of goods, and prices whose currency nobody says."""

from __future__ import annotations

import pytest

from nlu.understanding.entities.entities import merge
from nlu.understanding.found import Found
from nlu.understanding.grammar import money
from nlu.understanding.grammar.sizes import find_sizes
from nlu.understanding.names.lexicon import Lexicon
from nlu.understanding.text.sentences import wishes
from nlu.understanding.text.writing import folded
from tests.fakes.long_texts import measure_cpu


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("the 8oz ones not 12", ["8oz"]),
        ("8oz, not 12oz", ["8oz"]),
        ("四人的", ["四人"]),
        ("要2000个，350ml的", ["350ml"]),
        ("38x42cm, 200 gsm", ["38x42cm", "200 gsm"]),
        ("400w minimum", ["400w"]),
        ("500w个", []),
        ("20ft container", []),
        ("500 pcs", []),
        ("三个人", []),
    ],
)
def test_sizes_are_found_as_they_are_written(text: str, sizes: list[str]) -> None:
    assert find_sizes(text) == sizes


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("500 pcs, price max 1.80", "1.80"),
        ("budget is 2 each", "2"),
        ("under 2 each", "2"),
        ("单价不超过2", "2"),
        ("target price 1.2", "1.20"),
        ("max 1.80", "1.80"),
        ("price under 500 pcs", None),
        ("under 30 days", None),
        ("at most 2.5kg", None),
        ("max 12%", None),
    ],
)
def test_a_price_needs_no_currency_where_the_words_say_so(text: str, amount: str | None) -> None:
    prices = {found.value["amount"] for found in money.find(folded(text))}
    assert prices == ({amount} if amount else set())


@pytest.mark.parametrize("text", ["起订量多少，能打样吗", "交期多久，怎么付款？"])
def test_two_chinese_questions_are_two_wishes(text: str) -> None:
    assert len(wishes(text)) == 2


@pytest.mark.parametrize("text", ["需要500个，能发汉堡吗", "你好，在吗"])
def test_what_comes_before_a_question_is_none(text: str) -> None:
    assert not wishes(text)


@pytest.mark.parametrize("piece", ["8oz ", "price max ", "四人", "吗，能", "under 2 "])
def test_a_long_message_is_read_in_a_moment(piece: str) -> None:
    def read_all(text: str) -> None:
        find_sizes(text)
        list(money.find(folded(text)))
        wishes(text)

    assert measure_cpu(read_all, (piece * 4096)[:4096], 2) < 2


@pytest.mark.parametrize(
    ("text", "size"), [("usb cable 2 meter", "2 meter"), ("電飯煲，5公升嗰隻", "5公升"), ("500 m of fabric", "")]
)
def test_some_metres_or_litres_measure_one_piece(text: str, size: str) -> None:
    assert find_sizes(text) == ([size] if size else [])


LISTED = {
    "suppliers": [
        {"en": "Shenzhen Lumen Trading Co., Ltd.", "zh": "深圳市流明贸易有限公司"},
        {"en": "Hangzhou Silk Works Co., Ltd.", "zh": "杭州丝绸厂"},
        {"en": "Ningbo Hemei Lighting Co., Ltd."},
        {"en": "Ningbo Hemei Tools Co., Ltd."},
    ],
    "products": [{"en": "Silk scarf", "zh": "丝巾"}],
}


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        ("the one from shenzhen lumen", ["Shenzhen Lumen Trading Co., Ltd."]),
        ("hangzhou silk scarves", []),
        ("and ningbo hemei?", []),
    ],
)
def test_a_supplier_is_named_by_its_city_and_the_next_word(text: str, companies: list[str]) -> None:
    found = Lexicon.of_marketplace(LISTED).find(text)
    assert [each.value for each in found if each.entity == "company"] == companies


def test_a_place_in_the_name_of_a_company_is_no_place() -> None:
    text = "the one from shenzhen lumen"
    company = Found("company", 13, 27, "Shenzhen Lumen Trading Co., Ltd.")
    place = Found("region", 13, 21, {"province": "CN-GD", "city": "Shenzhen"})
    [found] = merge(text, [], [company, place], [("region", 13, 21)])
    assert found == company
