"""The figures of a text: what each is by its words, and whether the text means it."""

from __future__ import annotations

import pytest

from nlu.turn.words.drafts.content import find_content, find_replaced
from nlu.turn.words.figures.figures import find_figures

Told = list[tuple[str, str, str]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("要316的，不是304", [("316", "named", "said"), ("304", "bare", "out")]),
        ("5k pcs, 750 ml", [("5000", "count", "said"), ("750", "named", "said")]),
        ("16 momme instead of 14", [("16", "named", "said"), ("14", "bare", "out")]),
        ("2 dollars 40", [("2.4", "money", "said")]),
        ("the 22 should be 26", [("22", "bare", "out"), ("26", "bare", "said")]),
        ("from 300 to 280 sets", [("300", "bare", "out"), ("280", "count", "said")]),
        ("每吨980，装柜25天左右", [("980", "money", "said"), ("25", "time", "said")]),
        ("客户要7.5，我们做到7.8", [("7.5", "bare", "theirs"), ("7.8", "bare", "said")]),
        ("40箱，毛重520公斤", [("40", "count", "said"), ("520", "named", "said")]),
        ("一箱装8套", [("1", "packed", "said"), ("8", "packed", "said")]),
        ("报8.8 打样7天", [("8.8", "bare", "said"), ("7", "time", "said")]),
        ("just 250 dark green ones, please", [("250", "part", "said")]),
        ("250 in green", [("250", "part", "said")]),
        ("make it 250 in green", [("250", "bare", "said")]),
        ("其中250深绿色的", [("250", "part", "said")]),
        ("250 green teapots", [("250", "named", "said")]),
        ("12 speakers arrived", [("12", "named", "said")]),
        ("9.80, 25 days", [("9.80", "bare", "said"), ("25", "time", "said")]),
    ],
)
def test_a_figure_is_what_its_words_say(text: str, told: Told) -> None:
    assert [(each["value"], each["kind"], each["stance"]) for each in find_figures(text, [])] == told


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("the reason is that the panels are sold out", "the panels are sold out"),
        ("因为旺季产能满了", "旺季产能满了"),
        ("and please mention that we need them dimmable, then send it", "we need them dimmable"),
        ("new ones pls, and mention that the cartons were wet", "new ones pls, the cartons were wet"),
        ("ask the supplier of ORD-100555 whether they are hemmed", "whether they are hemmed"),
        ("问一下ORD-100712的厂家被子是不是双层的", "被子是不是双层的"),
        ("备注里写付款方式TT", "付款方式TT"),
        ("add 200 more", "add 200 more"),
    ],
)
def test_what_leads_to_the_content_is_none_of_it(text: str, content: str) -> None:
    assert find_content(text) == content


@pytest.mark.parametrize(
    ("text", "replaced"),
    [
        ("不是量太小，是交期太紧", ["量太小", "交期太紧"]),
        ("not missing, broken", ["missing", "broken"]),
        ("power cuts, not driver shortage", ["driver shortage", "power cuts"]),
        ("we need 600", []),
    ],
)
def test_a_contrast_says_what_is_not_so_and_what_is(text: str, replaced: list[str]) -> None:
    assert find_replaced(text) == replaced


@pytest.mark.parametrize(
    ("text", "replaced"),
    [
        ("师傅周三没空 周四下午", ["周三", "周四下午"]),
        ("the driver is busy on thursday, friday morning instead", ["thursday", "friday morning"]),
        ("thursday is not possible, friday morning instead", ["thursday", "friday morning"]),
        ("周三下午送 周四也行", []),
    ],
)
def test_a_day_that_is_not_possible_gives_way_to_another(text: str, replaced: list[str]) -> None:
    assert find_replaced(text) == replaced
