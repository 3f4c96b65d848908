"""What a message says of goods right behind their name, of the place they go to, and of areas in short."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.turn.words.delivering import with_place_of_delivery
from nlu.turn.words.goods.described.contrasts import find_unset
from nlu.turn.words.goods.described.specified import find_specified
from nlu.turn.words.goods.packing import with_square_metres


def found(name: str, words: str, text: str) -> dict[str, Any]:
    return {"entity": name, "value": words, "start": text.index(words), "end": text.index(words) + len(words)}


@pytest.mark.parametrize(
    ("text", "goods", "detail"),
    [
        ("300 folders A4 and 20 pens", "folders", "A4"),
        ("tarpaulins 200gsm, to Kiel", "tarpaulins", "200gsm"),
        ("300 folders to Kiel", "folders", None),
        ("folders 300", "folders", None),
    ],
)
def test_a_code_behind_goods_specifies_them(text: str, goods: str, detail: str | None) -> None:
    count = found("quantity", "300", text) if "300" in text else found("product", goods, text)
    assert find_specified([found("product", goods, text), count], text) == ([detail] if detail else [])


@pytest.mark.parametrize(
    ("text", "city", "remark"),
    [
        ("发到深圳宝安区新安街道", "Shenzhen", "发到深圳宝安区新安街道"),
        ("运到成都", "Chengdu", None),
        ("发到他们公司", None, None),
    ],
)
def test_a_place_of_delivery_is_no_company(text: str, city: str | None, remark: str | None) -> None:
    parsed = {"entities": [found("company", text[2:4], text)]}
    completed = with_place_of_delivery(parsed, text)
    places = [each["value"]["city"] for each in completed.get("entities", []) if each["entity"] == "region"]
    assert (places, completed.get("remarks")) == ([city] if city else [], [remark] if remark else None)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("发到宁波北仑", "宁波北仑"),
        ("送到杭州余杭区的仓库", "杭州余杭区"),
        ("600台 送上海外高桥", "上海外高桥"),
        ("目的地搞错了 嘉兴平湖", "嘉兴平湖"),
        ("送货改杭州萧山 不是上海仓", "杭州萧山"),
        ("把收货地改成苏州昆山", "苏州昆山"),
        ("送上海运费多少", None),
        ("1套 寄上海公司", None),
        ("发上海要几天", None),
    ],
)
def test_a_district_belongs_to_the_place_of_delivery(text: str, place: str | None) -> None:
    completed = with_place_of_delivery({"entities": []}, text)
    places = [each["value"]["city"]["zh"] for each in completed.get("entities", [])]
    assert places == ([place] if place else [])
    assert "remarks" not in completed


@pytest.mark.parametrize(
    ("text", "area"), [("要500平", 500), ("1200平米", 1200), ("多少钱一平", None), ("3平板", None)]
)
def test_an_area_in_short_is_a_quantity(text: str, area: int | None) -> None:
    entities = with_square_metres({}, text).get("entities", [])
    assert [each["value"]["value"] for each in entities] == ([area] if area else [])


@pytest.mark.parametrize(
    ("text", "unset"), [("不限交期了", ["交期"]), ("set no deadline please", ["deadline"]), ("不定期来", [])]
)
def test_what_shall_be_left_unset(text: str, unset: list[str]) -> None:
    assert find_unset(text) == unset
