"""What a message wants done with words that are written already: several things, words at a place, and what stays as it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nlu.turn.words.drafts.editing import only_addresses
from nlu.turn.words.drafts.staying import find_kept
from nlu.turn.words.wording import complete
from nlu.understanding.grammar.dictation import find_dictation

TODAY = date(2026, 11, 25)


def read(text: str) -> dict[str, Any]:
    dictation: dict[str, Any] = complete({"text": text, "dictation": find_dictation(text, TODAY)}, "buyer")["dictation"]
    return dictation


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("make it friendlier and add that we pay the freight", ["make it friendlier", "add that we pay the freight"]),
        (
            "add that we need it by March, and leave the price out",
            ["add that we need it by March", "leave the price out"],
        ),
        ("把月底改成12月28号，再补一句运费我们出", ["把月底改成12月28号", "补一句运费我们出"]),
        ("可以，不过语气客气些，再加一句我们急用", ["可以，不过语气客气些", "加一句我们急用"]),
        ("please pack them 10 to a carton and mark each carton LAGOS", []),
        ("add that the boxes are red", []),
    ],
)
def test_a_message_may_want_several_things(text: str, steps: list[str]) -> None:
    assert [step["said"] for step in read(text)["steps"]] == steps


@pytest.mark.parametrize(
    ("text", "insertion"),
    [
        ('put "fragile" before LAGOS HOME', ["fragile", "before", "LAGOS HOME"]),
        ("add our PO number 4471 at the top", ["our PO number 4471", "first", ""]),
        ("在LAGOS前面加上易碎", ["易碎", "before", "LAGOS"]),
        ("开头写上订单号", ["订单号", "first", ""]),
        ("add at the beginning that it is urgent", ["it is urgent", "first", ""]),
        ("put us down for 300", []),
    ],
)
def test_words_are_put_at_a_place(text: str, insertion: list[str]) -> None:
    assert read(text)["insertion"] == insertion


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("no, the minimum stays, only the price", ["minimum"]),
        ("leave the address as it is", ["address"]),
        ("起订量不变，只改价格", ["起订量"]),
        ("先别动价格", ["价格"]),
        ("the goods stay in Hamburg", []),
    ],
)
def test_something_stays_as_it_is(text: str, kept: list[str]) -> None:
    assert find_kept(text, text) == kept


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("i want to write to the floodlight factory about my order", True),
        ("我想给做灯的厂家发个消息", True),
        ("i want to write to the factory to ask if they can ship earlier", False),
        ("给厂家发消息：下周能发吗", False),
    ],
)
def test_who_only_names_the_reader_has_not_said_what(text: str, is_so: bool) -> None:
    assert only_addresses(text) is is_so


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        *(("get me a human please", True), ("人工客服", True), ("转人工", True), ("can i talk to someone?", True)),
        *(("then person yes. but tell them the logo is 2 colours", True), ("那还是人工吧，跟他们说标是两个颜色", True)),
        *(("the person yes said no", False), ("ok person in charge said no", False)),
        *(("no human error this time please", False), ("人工费谁出", False), ("人工检验的照片也要", False)),
    ],
)
def test_a_person_is_called_by_more_than_the_word(text: str, calls: bool) -> None:
    assert ("calls_person" in complete({"text": text}, "buyer")["topics"]) is calls


@pytest.mark.parametrize(
    ("text", "goods", "count", "quantity", "remark"),
    [
        ("300 dinner sets please, 16 pieces each", "dinner sets", "16 pieces", 300, "16 pieces each"),
        ("要300套餐具，每套16件", "餐具", "16件", None, "每套16件"),
    ],
)
def test_how_many_pieces_a_set_has_is_no_quantity(
    text: str, goods: str, count: str, quantity: int | None, remark: str
) -> None:
    product = {"entity": "product", "value": goods, "start": text.index(goods), "end": text.index(goods) + len(goods)}
    pieces = {"entity": "quantity", "value": {"value": 16, "unit": "piece"}}
    pieces |= {"start": text.index(count), "end": text.index(count) + len(count)}
    read = complete({"text": text, "entities": [product, pieces]}, "buyer")
    counts = [each["value"]["value"] for each in read["entities"] if each["entity"] == "quantity"]
    assert counts == ([quantity] if quantity else [])
    assert remark in read["remarks"]
