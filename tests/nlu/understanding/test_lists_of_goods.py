"""What people say when they put together a list of goods: what it counts, what they take out again, and by how
many days a day moves."""

from __future__ import annotations

import datetime as dt

import pytest

from nlu.understanding.entities.entities import merge
from nlu.understanding.found import Found
from nlu.understanding.grammar.changes.counted import find_counted
from nlu.understanding.grammar.changes.removals import find_removals
from nlu.understanding.grammar.changes.shifts import find_shifts
from nlu.understanding.grammar.reading import read
from nlu.understanding.grammar.remarks import find_remarks
from tests.fakes.long_texts import measure_cpu

TODAY = dt.date(2026, 11, 25)
REMOVALS: dict[str, list[str]] = {
    "skip the kettles please": ["kettles"],
    "and no lids": ["lids"],
    "leave Ningbo Beilun out again": ["Ningbo Beilun"],
    "we don't need the trays": ["trays"],
    "trays out please": ["trays"],
    "the lids are not needed": ["lids"],
    "水壶先不要了": ["水壶"],
    "把托盘去掉": ["托盘"],
    "去掉水壶": ["水壶"],
    "no, 600": [],
    "not 500 but 600": [],
    "不要那20套备用了": [],
}
COUNTED: dict[str, list[tuple[float, str]]] = {
    "and 40 gazebos too": [(40, "gazebos")],
    "kettles 450, trays 300": [(450, "kettles"), (300, "trays")],
    "再加50个凉亭": [(50, "凉亭")],
    "水壶改成450": [(450, "水壶")],
    "by 20 March": [],
    "two weeks": [],
    "no, 600": [],
}
SHIFTS: dict[str, list[int]] = {
    "push the deadline out by a week": [7],
    "give them 5 more days": [5],
    "往后延十天": [10],
    "提前两天": [-2],
    "within 10 days": [],
    "需要三个月": [],
}
COUNTED_BY_BLOCKS: dict[str, list[tuple[str, object]]] = {
    "木板800块 托盘1200个": [("quantity", 800), ("quantity", 1200)],
    "要200块肥皂": [("quantity", 200)],
    "瓷砖要500块 单价3块以内": [("quantity", 500), ("price", "3")],
    "手表 300块": [("price", "300")],
    "地砖35块一平": [("price", "35")],
    "毛巾5块以内": [("price", "5")],
}
SHARED = {"chairs half green half navy": 1, "水壶黑的白的各一半": 1, "half an hour": 0, "托盘尺寸40公分的": 1}


@pytest.mark.parametrize(("text", "words"), REMOVALS.items())
def test_what_is_taken_out(text: str, words: list[str]) -> None:
    assert find_removals(text) == words


@pytest.mark.parametrize(("text", "counted"), COUNTED.items())
def test_what_is_counted_may_be_anything(text: str, counted: list[tuple[float, str]]) -> None:
    assert find_counted(text) == counted


@pytest.mark.parametrize(("text", "days"), SHIFTS.items())
def test_by_how_many_days_a_day_moves(text: str, days: list[int]) -> None:
    assert find_shifts(text) == days


@pytest.mark.parametrize(("text", "found"), COUNTED_BY_BLOCKS.items())
def test_a_measure_word_that_is_also_money(text: str, found: list[tuple[str, object]]) -> None:
    values = [(each.entity, each.value.get("value") or each.value["amount"]) for each in read(text, TODAY)]
    assert values == found


@pytest.mark.parametrize(("text", "count"), SHARED.items())
def test_how_goods_are_shared_out_is_a_remark(text: str, count: int) -> None:
    assert len(find_remarks(text)) == count


def test_a_count_at_the_end_of_goods_and_beside_listed_ones_is_a_quantity() -> None:
    text = "bulbs 500, tea cups 300"
    counts = [found for found in read(text, TODAY) if found.entity == "quantity"]
    merged = merge(text, counts, [], [("product", 0, 5), ("product", 11, 23)])
    assert [(each.entity, each.value if each.entity == "product" else each.value["value"]) for each in merged] == [
        ("product", "bulbs"), ("quantity", 500), ("product", "tea cups"), ("quantity", 300),
    ]  # fmt: skip
    alone = merge(
        "calendars 2027", [Found("quantity", 10, 14, {"value": 2027, "unit": None}, False)], [], [("product", 0, 9)]
    )
    assert [each.entity for each in alone] == ["product"]


@pytest.mark.parametrize(
    "piece", ["no ", "half ", "不要", "砖100块 ", "40 a", "a 40", "加一成", "leave a ", "各一半", "week "]
)
def test_a_long_message_is_read_in_a_moment(piece: str) -> None:
    def read_all(text: str) -> None:
        for find in (find_removals, find_counted, find_shifts, find_remarks):
            find(text)
        read(text, TODAY)

    assert measure_cpu(read_all, (piece * 4096)[:4096], 4) < 4
