"""What a hurried clerk wants written, and where it wants something sent."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.turn.words.wording import complete
from nlu.understanding.grammar.dictation import find_dictation

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("客户问能不能印logo，跟他说可以", "能不能印logo？可以"),
        ("lagos asks if the led can be 6000k, tell them yes no extra cost", "the led can be 6000k? yes no extra cost"),
        ("写给客户：面料来晚了", "面料来晚了"),
        ("先不开工，跟他讲不付不做", "不付不做"),
        ("刚才那个也告诉诺德玛特", ""),
        ("tell them that", ""),
    ],
)
def test_only_what_is_to_be_read_is_written(text: str, words: str) -> None:
    parsed = {"text": text, "dictation": find_dictation(text, TODAY)}
    assert complete(parsed, "supplier")["dictation"]["words"] == words


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("send me two samples of the blue one to 12 Marina Road, Lagos", "12 Marina Road, Lagos"),
        ("两个蓝色的样品寄到上海市长宁区延安西路1200号3楼", "上海市长宁区延安西路1200号3楼"),
        ("to our warehouse, 14 Ojo Road Lagos", "our warehouse, 14 Ojo Road Lagos"),
        ("2个，寄到我们仓库，深圳福田区深南大道100号", "深圳福田区深南大道100号"),
        ("寄到我们仓库，谢谢", None),
        ("send me two samples of the blue one to Lagos", None),
        ("what is the price to Hamburg?", None),
    ],
)
def test_a_street_address_is_found(text: str, street: str | None) -> None:
    assert (complete({"text": text}, "buyer").get("choices") or {}).get("street") == street


@pytest.mark.parametrize(
    ("text", "city"), [("to our warehouse, 14 Ojo Road Lagos", "Lagos"), ("to 12 Paris Street London", "London")]
)
def test_the_place_at_the_end_of_an_address_is_its_place(text: str, city: str) -> None:
    places = [each["value"]["city"] for each in complete({"text": text, "entities": []}, "buyer")["entities"]]
    assert places == [city]
