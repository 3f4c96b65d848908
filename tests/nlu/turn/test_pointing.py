"""What points at things shown before."""

from __future__ import annotations

import pytest

from nlu.turn.words.goods.pointing import find_criterion, find_pointers
from nlu.turn.words.wording import complete


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("is the first one cheaper than the third if i take 3000", [("place", 1), ("place", 3)]),
        ("compare 1 and 4", [("place", 1), ("place", 4)]),
        ("第三家交期多久", [("place", 3)]),
        ("前两家哪家有BSCI", [("few", 2)]),
        ("how much for both of them", [("set", 2)]),
        ("两家对比一下", [("set", 2)]),
        ("另外嗰個呢", [("other", 0)]),
        ("and other one, is it verified", [("other", 0)]),
        ("and of the one below it", [("neighbour", 1)]),
        ("invoice for the bigger one", [("size", 1)]),
        ("小的那单什么时候发", [("size", -1)]),
        ("the first tell me, then we wait two weeks", []),
        ("第三天发货", []),
        ("how is the weather", []),
        ("i need them by the 2nd", []),
        ("on March 3rd, or the first of May", []),
        ("the 2nd one by the 3rd", [("place", 2)]),
    ],
)
def test_places_and_numbers_of_things(text: str, found: list[tuple[str, int]]) -> None:
    assert [(each.by, each.number) for each in find_pointers(text)] == found


@pytest.mark.parametrize(
    ("text", "by", "words", "is_many"),
    [
        ("that one from Zhejiang, whats its moq", "called", "zhejiang", False),
        ("those from Jingdezhen, moq?", "called", "jingdezhen", True),
        ("义乌那家起订量多少", "called", "义乌", False),
        ("take the faster one", "best", "lead_time", False),
        ("就要快的那家", "best", "lead_time", False),
        ("平嗰個", "best", "price", False),
        ("the one you showed before the tumblers, how long?", "before", "tumblers", False),
    ],
)
def test_what_things_are_called(text: str, by: str, words: str, is_many: bool) -> None:
    [found] = find_pointers(text)
    assert (found.by, found.words, found.is_many) == (by, words, is_many)


def test_the_best_of_two() -> None:
    assert [each.by for each in find_pointers("whats the cheaper of those two")] == ["best", "set"]


@pytest.mark.parametrize("text", ["not that one, the other", "不要第一家", "not the second"])
def test_what_is_ruled_out(text: str) -> None:
    assert find_pointers(text)[0].denied


def test_an_ordinal_counts_nothing() -> None:
    second = {"entity": "quantity", "start": 1, "end": 4, "value": {"value": 2, "unit": "piece"}}
    parsed = complete({"text": "要第二个，500个", "numbers": [2, 500], "entities": [second]}, None)
    assert (parsed["numbers"], parsed["entities"]) == ([500], [])


def test_a_question_by_one_character() -> None:
    assert [find_criterion(text) for text in ("哪个快", "边间平", "哪家快递")] == ["lead_time", "price", None]


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("12 boxes of 50", 600),
        ("300 a colour, 4 colours", 1200),
        ("4 colors, 300 each", 1200),
        ("10 cartons, 24 per carton", 240),
        ("12箱，每箱50个", 600),
        ("每箱50个要12箱", 600),
        ("每色300 四个颜色", 1200),
    ],
)
def test_a_quantity_in_two_numbers(text: str, total: int) -> None:
    parsed = complete({"text": text, "entities": [], "numbers": []}, None)
    assert parsed["entities"][0]["value"] == {"value": total, "unit": None}


@pytest.mark.parametrize("text", ["5 bags of 25 kg", "12 boxes of 500ml", "两款各500个"])
def test_a_size_is_no_second_number(text: str) -> None:
    assert complete({"text": text, "entities": [], "numbers": []}, None)["entities"] == []


@pytest.mark.parametrize(
    ("text", "criterion"),
    [
        ("which needs the least time", "lead_time"),
        ("who has been around the longest", "founded"),
        ("哪家成立最早", "founded"),
    ],
)
def test_further_words_for_a_figure(text: str, criterion: str) -> None:
    assert find_criterion(text) == criterion


@pytest.mark.parametrize(
    ("text", "words"), [("头两家对比", "supplier"), ("top three factories please", "supplier"), ("first two", "")]
)
def test_the_first_few_may_be_sellers(text: str, words: str) -> None:
    assert find_pointers(text)[0].words == words


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("第二个下架，库存没有了", []),
        ("cheapest one, how much stock", []),
        ("third one stock set 700", [{"of": "stock", "value": 700}]),
    ],
)
def test_the_place_of_a_listing_is_no_value_of_it(text: str, stated: list[dict[str, object]]) -> None:
    assert complete({"text": text, "stated": [{"of": "stock", "value": 2}]}, "supplier")["stated"] == stated
