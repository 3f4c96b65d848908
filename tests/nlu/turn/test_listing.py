"""Goods, sizes and certificates in a list or beside a name, as a message has them."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.turn.words.goods.bounds import find_bounds
from nlu.turn.words.goods.described.contrasts import find_denied
from nlu.turn.words.goods.described.sizes import find_more_sizes, name_in_order
from nlu.turn.words.goods.listing import with_items_of_a_list, with_listed_goods
from nlu.turn.words.own_business import is_own_business, is_own_place


def _mark(text: str, entity: str, words: str) -> dict[str, Any]:
    start = text.index(words)
    return {"entity": entity, "start": start, "end": start + len(words), "value": words}


@pytest.mark.parametrize(
    ("text", "marked", "named"),
    [
        ("We need kites, lanterns and drums", ["kites", "lanterns"], ["kites", "lanterns", "drums"]),
        ("looking for: oars (20), kites and lanterns", ["kites", "lanterns"], ["oars", "kites", "lanterns"]),
        ("我们要风筝、灯笼和鼓槌", ["风筝", "灯笼"], ["风筝", "灯笼", "鼓槌"]),
        ("kites, lanterns and please hurry", ["kites", "lanterns"], ["kites", "lanterns"]),
        ("kites and drums", ["kites"], ["kites"]),
        ("要鼓槌2000条 风筝300个 灯笼600个", ["风筝", "灯笼"], ["鼓槌", "风筝", "灯笼"]),
        ("交期30个工作日 风筝300个 灯笼600个", ["风筝", "灯笼"], ["风筝", "灯笼"]),
    ],
)
def test_goods_in_one_list(text: str, marked: list[str], named: list[str]) -> None:
    found = with_listed_goods([_mark(text, "product", words) for words in marked], text)
    assert [each["value"] for each in found if each["entity"] == "product"] == named


@pytest.mark.parametrize(
    ("text", "marked", "items"),
    [
        (
            "帮我做张询价单 竹砧板三件套1000 不锈钢炒锅28的500口 饭盒双层800",
            "竹砧板三件套1000 不锈钢炒锅",
            [("竹砧板三件套", 1000), ("不锈钢炒锅 28", 500), ("饭盒双层", 800)],
        ),
        ("询价：保温杯500ml的3000个，马克杯2000", "保温杯", [("保温杯 500ml", 3000), ("马克杯", 2000)]),
        ("毛巾 宽度150 长度300", "毛巾", [("毛巾", None)]),
        ("茶杯500 送上海", "茶杯", [("茶杯", None)]),
        ("订单100852 数量300 毛巾", "毛巾", [("毛巾", None)]),
    ],
)
def test_a_list_whose_quantities_follow_the_names(text: str, marked: str, items: list[tuple[str, int | None]]) -> None:
    found = with_items_of_a_list([_mark(text, "product", marked)], text)
    goods = [each["value"] for each in found if each["entity"] == "product"]
    counts = [each["value"]["value"] for each in found if each["entity"] == "quantity"] or [None] * len(goods)
    assert list(zip(goods, counts, strict=True)) == items


@pytest.mark.parametrize(
    ("text", "sizes"), [("十件套的", ["10件套"]), ("三层的呢", ["3层"]), ("四件套", []), ("十件套多少钱", [])]
)
def test_a_number_of_pieces_alone_is_a_size(text: str, sizes: list[str]) -> None:
    assert find_more_sizes({}, text, text) == sizes


def test_what_is_not_counted_among_counted_goods_describes_them() -> None:
    text = "500 kites, striped, and 200 drums"
    counts = [_mark(text, "quantity", words) for words in ("500", "200")]
    found = with_listed_goods([*counts, *(_mark(text, "product", words) for words in ("kites", "drums"))], text)
    assert [each["value"] for each in found if each["entity"] == "product"] == ["kites", "drums"]


@pytest.mark.parametrize(
    ("text", "sizes"),
    [("8吋嘅", ["8寸"]), ("2萬毫安的", ["20000毫安"]), ("about two litres each", ["2 L"]), ("a litre of paint", [])],
)
def test_sizes_in_other_words(text: str, sizes: list[str]) -> None:
    assert find_more_sizes({}, text, text) == sizes


def test_what_goods_are_free_of_stands_before_them() -> None:
    text = "soap bars perfume free"
    [found] = name_in_order([_mark(text, "product", "soap bars perfume")], text)
    assert found["value"] == "perfume-free soap bars"


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("要300克以上", [("300", "克", True)]),
        ("at least 250 gsm", [("250", "gsm", True)]),
        ("克重260up", [("260", "g", True)]),
        ("at least 300 pieces", []),
    ],
)
def test_bounds_of_sizes(text: str, bounds: list[tuple[str, str, bool]]) -> None:
    assert [(each["number"], each["unit"], each["least"]) for each in find_bounds(text)] == bounds


def test_whether_there_is_something_rules_out_nothing() -> None:
    assert find_denied("有没有纯棉的") == []


def test_a_project_says_where_goods_go() -> None:
    assert is_own_place("扬州一个学校项目要课桌", 0, 2)
    assert not is_own_place("扬州的课桌", 0, 2)


def test_the_shop_that_somebody_opens_is_not_wanted() -> None:
    text = "im starting a tea shop and need cups"
    assert is_own_business(text, text.index("tea"), text.index("tea") + 3)
