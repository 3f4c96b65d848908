"""Who is believed when grammar, gazetteer and tagger see different things."""

from __future__ import annotations

from nlu.understanding.entities.entities import merge
from nlu.understanding.found import Found


def values(text: str, grammar: list[Found], gazetteer: list[Found], tagged: list[tuple[str, int, int]]) -> list[object]:
    return [
        (found.entity, text[found.start : found.end], found.value) for found in merge(text, grammar, gazetteer, tagged)
    ]


def test_a_city_inside_a_company_s_name_is_no_region() -> None:
    text = "tell me about Foshan Goldlion"
    region = Found("region", 14, 20, {"province": "CN-GD", "city": "Foshan"})
    assert values(text, [], [region], [("company", 14, 29)]) == [("company", "Foshan Goldlion", "Foshan Goldlion")]


def test_a_place_alone_is_no_company() -> None:
    region = Found("region", 2, 4, {"province": "CN-GD", "city": "Foshan"})
    assert values("我是佛山的", [], [region], [("company", 2, 4)]) == [("region", "佛山", region.value)]


def test_a_listed_company_has_its_full_name() -> None:
    listed = Found("company", 0, 4, "成都丝路纺织有限公司")
    assert values("成都丝路怎么样", [], [listed], [("company", 0, 4)]) == [
        ("company", "成都丝路", "成都丝路纺织有限公司")
    ]


def test_a_bare_number_is_a_quantity_only_where_the_tagger_says_so() -> None:
    number = Found("quantity", 8, 12, {"value": 1000, "unit": None}, sure=False)
    assert values("how much 1000 wigs", [number], [], []) == []
    assert values("how for 1000 wigs", [number], [], [("quantity", 8, 12)]) == [("quantity", "1000", number.value)]


def test_a_bare_amount_is_a_price_without_a_currency() -> None:
    found = values("go to 2.30", [], [], [("price", 6, 10)])
    assert found == [("price", "2.30", {"amount": "2.30", "currency": None})]
