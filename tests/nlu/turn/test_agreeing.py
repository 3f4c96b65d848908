"""A yes may name the deed that it agrees to, address somebody, or say that the rest stays as it is. With anything more,
or in doubt, it is none."""

from __future__ import annotations

import pytest

from nlu.turn.words.cues.agreeing import agrees, find_agreed, find_deeds, find_deeds_at_last, only_leaves


@pytest.mark.parametrize(
    ("text", "deeds"),
    [
        ("yes sir", []),
        ("确定", []),
        ("ok boss, send it", []),
        ("looks good mate, send it", []),
        ("yes finish", ["finish"]),
        ("yup pause it", ["pause"]),
        ("ok request it", ["request"]),
        ("all up. confirm", ["raise"]),
        ("yes. ship date stays", []),
        ("sure, nothing else", []),
        ("ok the price stays, order it", ["order"]),
        ("好的老板", []),
        ("就这么改", ["change"]),
        ("没别的要求了 发出去", []),
        ("地址也不变。ok下单", ["order"]),
        ("可以，就按原价", []),
        ("对的 做完了", ["finish"]),
        ("确认下架", ["pause"]),
        ("ok 老板在旁边看着呢 快", []),
        ("好的问吧问完了告诉我一声我这边先把价格算一下啊", []),
        ("yes send it, my boss is waiting", []),
        ("ok send, i'm in a meeting", []),
    ],
)
def test_nothing_is_added_to_a_yes(text: str, deeds: list[str]) -> None:
    assert agrees(text)
    assert find_deeds(text) == deeds


@pytest.mark.parametrize(
    "text",
    [
        *("yes but blue", "yes matte", "ok maybe", "ok i will ask my boss", "yes make it 500", "no, cancel"),
        *("my boss says no", "ok later", "yes if they pay", "yes, like last time", "great", "noted", "is it ok?"),
        *("both in one message please", "make it monday", "ok and red ones", "don't confirm", "go up to 5"),
        *("ok but my boss says 8.6", "yes my boss is not happy with it", "行 我先算一下价格", "客户在催"),
        *("好的 再加50", "先别下单", "等等 先不发", "改成蓝色", "行，换红的", "可以吧？", "知道了", "停产了", "不"),
    ],
)
def test_with_anything_more_it_is_none(text: str) -> None:
    assert not agrees(text)


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("ship date stays", True),
        ("same address", True),
        ("nothing else", True),
        ("其他都不变", True),
        ("交期照旧", True),
        ("the colour stays blue", False),
        ("it stays", False),
        ("yes", False),
        ("地址改了", False),
    ],
)
def test_what_only_stays_is_told_from_the_rest(text: str, is_so: bool) -> None:
    assert only_leaves(text) is is_so


@pytest.mark.parametrize(
    ("text", "agreed"),
    [
        ("yes the request, not the order!!", "request"),
        ("yes. the order, not the request", "order"),
        ("对，询价，不是订单", "request"),
        ("yes the request", None),
        ("not the order", None),
    ],
)
def test_a_yes_names_what_it_is_about_and_what_not(text: str, agreed: str | None) -> None:
    assert find_agreed(text) == agreed


@pytest.mark.parametrize(
    ("text", "deeds"),
    [
        ("no leave it, yuan is ok. yes accept", ["accept"]),
        ("yuan is fine. yes", []),
        ("yes accept", []),
        ("no need for dollars. accept it if they can do 2.50", []),
    ],
)
def test_the_last_sentence_may_agree_to_a_deed(text: str, deeds: list[str]) -> None:
    assert find_deeds_at_last(text) == deeds
