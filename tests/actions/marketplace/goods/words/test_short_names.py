"""People call what they have ordered by less than the whole name of the goods."""

import pytest

from actions.marketplace.goods.words.likeness import find_short_name


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("and the scarves?", "Mulberry silk scarf, digital print, 53x53 cm", "scarves"),
        ("i mean the order, bedding", "silk bedding", "bedding"),
        ("tell the tea set people", "porcelain tea set", "tea set"),
        ("14 of the speakers do not pair", "Bluetooth speaker, 5 W, waterproof", "speakers"),
        ("青花杯照上次再来一批", "青花瓷杯 80毫升", "青花杯"),
        ("那批丝被呢", "桑蚕丝被 填充1公斤 200x230厘米", "丝被"),
        ("杯子碎了11个", "青花瓷杯 80毫升", "杯子"),
        ("餐具厂家电话", "金边瓷餐具 16头", "餐具"),
    ],
)
def test_a_short_name_is_found(text: str, name: str, said: str) -> None:
    assert find_short_name(text, name) == said


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I need 200 sets of glasses", "porcelain tea set"),
        ("half of the payment", "walnut halves"),
        ("part of the money", "motorcycle parts"),
        ("机器坏了", "手机充电器"),
        ("where is my order", "Tomato paste, Brix 28-30 cold break, 220 L aseptic drums"),
        ("", "scarf"),
    ],
)
def test_other_words_are_no_name(text: str, name: str) -> None:
    assert find_short_name(text, name) is None
