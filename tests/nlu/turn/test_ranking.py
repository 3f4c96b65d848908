"""Messages that ask for a list of own things by a property are read alike in both languages; others ask for none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nlu.turn.words.cues.trades.ranking import find_ranking
from nlu.turn.words.cues.trades.trading import find_made
from nlu.turn.words.goods.listed_values import find_listed_values
from nlu.understanding.grammar.changes.stated import find_stated

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("which order leaves first?", "哪单最先发"), {"by": ["leave"], "way": "first", "kinds": ["order"]}),
        (("biggest order?", "最大的一单是哪个"), {"way": "most", "kinds": ["order"]}),
        (("which closes first", "哪个先到期"), {"by": ["deadline"], "way": "first"}),
        (("which deposits are overdue", "哪些定金逾期了"), {"by": ["deposit"], "only": ["late"]}),
        (("what ships in december", "12月份要发哪些"), {"by": ["leave"], "coming": ["2026-12-01", "2027-01-01"]}),
        (("which leave after 15 dec", "12月15号之后要发哪些"), {"by": ["leave"], "coming": ["2026-12-16", None]}),
        (
            ("the biggest order, when does it leave", "最大的订单，什么时候发货"),
            {"way": "most", "kinds": ["order"], "names": True},
        ),
        (("which are not in production yet", "哪些还没生产"), {"states": ["awaiting_confirmation", "accepted"]}),
    ],
)
def test_lists_are_asked_for_by_a_property(texts: tuple[str, str], found: dict[str, Any]) -> None:
    read = [find_ranking(text, TODAY) or {} for text in texts]
    assert [{name: value for name, value in each.items() if name != "several"} for each in read] == [found, found]


def test_a_contracted_not_is_one() -> None:
    found = find_ranking("which of my orders isn't shipped yet", TODAY) or {}
    assert found["states"] == ["awaiting_confirmation", "accepted", "in_production", "ready_to_ship"]


@pytest.mark.parametrize(
    "text",
    [
        "what is the status of my last order",
        "send the samples first",
        "能先发吗",
        "我要先看样品",
        "when do we have to pay the rest of it",
        "最近的订单到哪了",
        "多少钱一个",
        "cheapest one",
    ],
)
def test_other_messages_ask_for_no_list(text: str) -> None:
    assert find_ranking(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "values", "left"),
    [
        ("price of the teapot to 4.8, min 200, it has 12 cups in a set", {"price": 4.8, "moq": 200}, ["it has 12 cups in a set"]),
        ("价格改成4.8，起订200，一套里有12个杯子", {"price": 4.8, "moq": 200}, ["一套里有12个杯子"]),
        ("stock 900, lead time 15 days not 20, packed 8 per carton", {"stock": 900, "lead_time": 15}, ["packed 8 per carton"]),
        ("moq, 200", {"moq": 200}, []),
        ("raise our price to 4.60", {"price": 4.6}, []),
    ],
)  # fmt: skip
def test_only_values_whose_clause_names_them_change_a_listing(
    text: str, values: dict[str, float], left: list[str]
) -> None:
    found, strays = find_listed_values(text, find_stated(text))
    assert {each["of"]: each["value"] for each in found} == values
    assert strays == left


def test_what_is_made_is_told_from_what_leaves() -> None:
    assert find_made("烧好了400套，先发200套") == ["400"]
    assert find_made("400 are ready") == []
