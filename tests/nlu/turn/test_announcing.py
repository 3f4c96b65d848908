"""An announcement, or the wish to leave something as it is, is told from a wish that wants something done now."""

from __future__ import annotations

import pytest

from nlu.turn.dividing.parts import find_divisions, find_question_behind_value
from nlu.turn.dividing.sequence import divide
from nlu.turn.words.announcing import announces, leaves_open, only_declines, thanks_in_slang


@pytest.mark.parametrize(
    "text",
    [
        *("photos later", "i'll send the photos tonight", "the tracking number will follow"),
        *("after they pay i come back with maersk number", "we'll send the certificate when it is ready"),
        *("照片我下午传", "上次坏了几个的事我另外说", "单号我晚点给你", "我明天再发资料"),
    ],
)
def test_what_is_done_later_is_announced(text: str) -> None:
    assert announces(text)


@pytest.mark.parametrize(
    "text",
    [
        *("we send the goods next week", "i will send 300 tomorrow", "rest on friday", "send photos", "photos?"),
        *("we'll ship when you pay", "i will pay tomorrow", "明天发货", "我明天发300", "照片呢", "我下午付款"),
    ],
)
def test_a_report_or_a_wish_is_no_announcement(text: str) -> None:
    assert not announces(text)


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("先留着", True),
        ("那另外一家先放着不用回，对吧", True),
        ("leave the other one open for now", True),
        ("另一家要不要回个话", True),
        ("do i have to answer the other supplier?", True),
        ("keep it", False),
        ("leave it at the port", False),
        ("先留着500个", False),
        ("keep the price", False),
    ],
)
def test_what_is_left_open_is_read(text: str, is_so: bool) -> None:
    assert leaves_open(text) is is_so


@pytest.mark.parametrize(("text", "is_so"), [("safe", True), ("nice one mate", True), ("is it safe", False)])
def test_slang_thanks(text: str, is_so: bool) -> None:
    assert thanks_in_slang(text) is is_so


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("送宁波 DAP是啥意思", [4]),
        ("to Hamburg. what does DAP mean?", [12]),
        ("to Hamburg", []),
        ("what is DAP? and who pays", []),
    ],
)
def test_a_question_behind_a_place_is_one_of_its_own(text: str, starts: list[int]) -> None:
    assert find_question_behind_value(text) == starts


@pytest.mark.parametrize("text", ["If I quote DAP Hamburg, what is on us?", "如果我送宁波, DAP是啥意思"])
def test_what_is_only_supposed_is_no_value_and_no_answer(text: str) -> None:
    assert find_question_behind_value(text) == []
    assert list(find_divisions(text)) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("If I quote DAP Hamburg, what cost is on us?", 0),
        ("如果我报CIF，哪些费用我出？", 0),
        ("quote DAP Hamburg, what cost is on us?", 2),
        ("if you quote DAP, and where is my order?", 2),
    ],
)
def test_a_supposition_stays_with_what_depends_on_it(text: str, count: int) -> None:
    comma = max(text.find(","), text.find("，")) + 1
    assert len(divide(text, [(0, comma), (comma, len(text))], [])) == count


@pytest.mark.parametrize(
    "text",
    [
        *(
            "the monitor order, we can't do it",
            "we have to decline the lagos order",
            "we cannot accept this order, sorry",
        ),
        *("显示器那单做不了", "杯子那单我们接不了", "那单不接了"),
    ],
)
def test_a_refusal_without_a_reason_is_told_from_one_with_a_reason(text: str) -> None:
    assert only_declines(text)


@pytest.mark.parametrize(
    "text",
    [
        *("we can't do it before friday", "the order is too big", "we can't do it, the panel maker went bankrupt"),
        *("因为缺料接不了", "材料涨价做不了", "这单没料 做不了"),
    ],
)
def test_a_reason_to_refuse_is_no_bare_refusal(text: str) -> None:
    assert not only_declines(text)
