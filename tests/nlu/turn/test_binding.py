"""Which of several goods a message says something of."""

from __future__ import annotations

import re
from typing import Any

import pytest

from nlu.turn.words.goods.binding import bind
from nlu.turn.words.goods.described.specified import find_specified

_ENTITIES = {"goods": "product", "code": "certification", "price": "price", "count": "quantity", "from": "region"}


def _read(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """Returns the text without its marks, and the entities that are marked as [goods kites]."""
    text, entities = "", []
    for piece in re.split(r"(\[[^\]]*\])", marked):
        kind, _, words = piece.strip("[]").partition(" ")
        if piece.startswith("["):
            end = len(text) + len(words)
            entities.append({"entity": _ENTITIES[kind], "start": len(text), "end": end, "value": words})
        text += words if piece.startswith("[") else piece
    return text, entities


@pytest.mark.parametrize(
    ("marked", "bound"),
    [
        ("[count 50] [goods kites] with [code FSC] and [count 20] [goods drums], to Oslo", {"FSC": "kites"}),
        ("[count 50] [goods kites] [price $3], [goods drums] max [price $9] each", {"$3": "kites", "$9": "drums"}),
        ("[goods kites] [count 50] [code FSC]; [goods drums] [count 9] [code CE]", {"FSC": "kites", "CE": "drums"}),
        ("[count 50] [goods kites] and [count 20] [goods drums] with [code CE]", {"CE": None}),
        ("[count 50] [goods kites] and [count 20] [goods drums], [code CE]", {"CE": None}),
        ("[goods kites] [code FSC], [goods drums], both with [code CE]", {"FSC": "kites", "CE": None}),
        ("[count 50] [goods kites] ([code CE]), [count 9] [goods drums]", {"CE": "kites"}),
        ("[goods paper kites] and [goods drums] please. the kites need [code CE]", {"CE": "paper kites"}),
        ("风筝[count 50个]", {}),
        ("[goods 风筝][count 50个],要[code CE],[goods 鼓][count 9个]", {"CE": "风筝"}),
        ("[goods 风筝][count 50个],[goods 鼓][count 9个],[code CE]两样都要", {"CE": None}),
        ("[goods 风筝][count 50个]要[code CE],[goods 鼓][count 9个],[price 9元]", {"CE": "风筝", "9元": "鼓"}),
        ("[count 50] [goods kites] from [from Weifang] and [count 20] [goods drums]", {"Weifang": "kites"}),
        ("[goods kites] and [goods drums] from [from Weifang]", {"Weifang": None}),
        ("[from Weifang] [goods kites] and [goods drums]", {"Weifang": None}),
        ("[from Weifang] [goods kites] and [count 20] [goods drums]", {"Weifang": "kites"}),
        ("[from 潍坊]的[goods 风筝]和[goods 鼓]", {"潍坊": None}),
        ("[from 潍坊]的[goods 风筝]、[goods 鼓]", {"潍坊": None}),
        ("[from 潍坊]的[goods 风筝][count 50个]、[goods 鼓][count 9个]", {"潍坊": "风筝"}),
        ("[from 潍坊]的[goods 风筝][count 50个],[goods 鼓][count 9个]", {"潍坊": "风筝"}),
        ("[goods kites] [code FSC], [goods drums] red, all with [code CE]", {"FSC": "kites", "CE": None}),
        ("[goods kites], [code FSC], [goods drums], all [code CE]", {"FSC": "kites", "CE": None}),
        ("[goods kites] [price $3] on each, [goods drums] [price $9] on each", {"$3": "kites", "$9": "drums"}),
        ("[goods 风筝][code FSC],[goods 鼓][count 9个],包装都有[code CE]", {"FSC": "风筝", "CE": None}),
    ],
)
def test_values_of_one_of_several_goods(marked: str, bound: dict[str, str | None]) -> None:
    text, entities = _read(marked)
    found, _ = bind(entities, text)
    values = {each["value"]: each.get("of") for each in found if each["entity"] in ("certification", "price", "region")}
    assert values == bound


@pytest.mark.parametrize(
    ("marked", "bound"),
    [
        ("[count 50] [goods kites], striped, and [count 9] [goods drums]", [("kites", "striped")]),
        ("[count 50] [goods kites] and [count 9] [goods drums]. the drums must be oak", [("drums", "oak")]),
        ("the [goods kites] in dark red, asap", [("kites", "dark red")]),
        ("[goods cables] (2 m, USB-C), [goods drums]", [("cables", "2 m"), ("cables", "USB-C")]),
        ("[goods 风筝]要红色的,[goods 鼓]", [("风筝", "红色")]),
        ("[goods 风筝][count 50个] 红色;[goods 鼓][count 9个]", [("风筝", "红色")]),
        ("[goods 风筝]要多少钱", []),
        ("[count 50] [goods kites] in total, deliver soon", []),
        ("[count 50] [goods kites] A5 and [count 9] [goods drums], with tassels", [("kites", "A5")]),
        ("[count 50] [goods kites] A5 and [count 9] [goods drums], all in blue", [("kites", "A5")]),
        ("[count 50] [goods kites], striped, [count 9] [goods drums], all boxed", [("kites", "striped")]),
        ("[goods 风筝][count 50个] 红色,[goods 鼓][count 9个],都要印字", [("风筝", "红色")]),
        ("[goods 风筝][count 50个] 红色,[goods 鼓][count 9个],全印字", [("风筝", "红色")]),
        ("[goods kites] 80, [goods drums] 3/4", [("drums", "3/4")]),
    ],
)
def test_words_that_describe_one_of_several_goods(marked: str, bound: list[tuple[str, str]]) -> None:
    text, entities = _read(marked)
    assert sorted(bind(entities, text, find_specified(entities, text))[1]) == sorted(bound)


def test_goods_in_brackets_only_describe_those_before_them() -> None:
    text, entities = _read("[count 50] [goods cables] ([goods plug type]), [count 9] [goods drums]")
    found, words = bind(entities, text)
    assert [each["value"] for each in found if each["entity"] == "product"] == ["cables", "drums"]
    assert words == [("cables", "plug type")]
