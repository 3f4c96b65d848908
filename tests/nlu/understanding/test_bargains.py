"""What people say about a price besides the price, and what they add to goods in words."""

from __future__ import annotations

import pytest

from nlu.understanding.grammar.changes.bargains import asks_privacy, find_limits, find_percents
from nlu.understanding.grammar.remarks import asks_to_repeat, find_remarks
from tests.fakes.long_texts import measure_cpu

PERCENTS: dict[str, list[float]] = {
    "5% off": [5],
    "10% off and we have a deal": [10],
    "we need at least 8 % reduction to be competitive": [8],
    "shave off five percent": [5],
    "5%?": [5],
    "打九五折": [5],
    "打9.5折行吗": [5],
    "8折": [20],
    "能便宜5个点吗": [5],
    "百分之五的折扣": [5],
    "降百分之十": [10],
    "what discount if I pay 100% in advance": [],
    "30% deposit, then 5% less": [5],
    "100% cotton scarf": [],
    "付30%定金": [],
    "price goes up by 5%": [],
}
LIMITS: dict[str, list[float]] = {
    "I could go up to 3.20 but offer 3.00": [3.2],
    "最多能出3.2，先报3块": [3.2],
    "my limit is $5.50": [5.5],
    "never below 3.10, offer 3.30": [3.1],
    "我底线是21块，先报20": [21],
    "scarves under $3": [3],
    "¥21以内": [21],
    "35 at most": [35],
    "offer them 9.7, I could go down to 9.4 at the lowest": [9.4],
    "say 9.7, worst case 9.4": [9.4],
    "报9.7，实在不行9.4": [9.4],
    "can you do $2": [],
    "2.90 and not a cent more for 500": [],
    "最快10天": [],
    "不超过20天": [],
}
REMARKS: dict[str, list[str]] = {
    "500 silk scarves 14 momme with our logo to Hamburg": ["silk scarves 14 momme with our logo"],
    "quote $9.80 FOB, 20 days, including logo printing, valid 30 days": ["including logo printing"],
    "3.20美元，FOB上海，交期20天，含印logo，有效期30天": ["含印logo"],
    "with our logo on the label": ["with our logo on the label"],
    "800 scarves, 14 momme, to Hamburg under $5": ["14 momme"],
    "我要500条丝巾，14姆米，带吊牌，发到汉堡": ["14姆米", "带吊牌"],
    "需要印我们的logo，彩盒包装": ["需要印我们的logo", "彩盒包装"],
    "pallets included under $5": ["pallets included"],
    "where is my order": [],
    "5000 bottles to Hamburg, FOB, before end of March": [],
}


@pytest.mark.parametrize(("text", "percents"), PERCENTS.items())
def test_percents_that_lower_a_price(text: str, percents: list[float]) -> None:
    assert find_percents(text) == percents


@pytest.mark.parametrize(("text", "limits"), LIMITS.items())
def test_how_far_somebody_would_go(text: str, limits: list[float]) -> None:
    assert find_limits(text) == limits


@pytest.mark.parametrize(("text", "remarks"), REMARKS.items())
def test_what_is_added_in_words(text: str, remarks: list[str]) -> None:
    assert find_remarks(text) == remarks


@pytest.mark.parametrize(
    "text", ["don't tell them", "between us: 3.2", "别告诉对方", "这个价保密", "keep it to yourself"]
)
def test_what_the_other_side_shall_not_hear(text: str) -> None:
    assert asks_privacy(text)
    assert not asks_privacy("tell them 3.20")


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("不要印logo", "不要印logo"),
        ("对了 不要那20套备用了", "不要那20套备用了"),
        ("带logo，别贴标", "别贴标"),
        ("唔好印logo", "唔好印logo"),
        ("500个 无需包装", "无需包装"),
        ("500 mugs, do not print our logo on the lids", "do not print our logo on the lids"),
        ("we don't want labels", "don't want labels"),
        ("logo must not be printed", "logo must not be printed"),
    ],
)
def test_what_shall_not_be_keeps_its_not(text: str, remark: str) -> None:
    assert remark in find_remarks(text)


@pytest.mark.parametrize("text", ["same as last time", "跟上次一样", "repeat RFQ-10023", "the same again please"])
def test_the_same_as_before(text: str) -> None:
    assert asks_to_repeat(text)
    assert not asks_to_repeat("500 scarves to Hamburg")


@pytest.mark.parametrize("piece", ["3.2 ", "up to ", "最多", "%", "logo,", "with ", "九折", "5% off ", "，", "a"])
def test_a_long_message_is_read_in_a_moment(piece: str) -> None:
    def read_all(text: str) -> None:
        for read in (find_percents, find_limits, find_remarks, asks_privacy, asks_to_repeat):
            read(text)

    assert measure_cpu(read_all, (piece * 4096)[:4096], 2) < 2
