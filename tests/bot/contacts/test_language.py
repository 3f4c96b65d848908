"""Names in the other language leave a contact's language as it is."""

from __future__ import annotations

import pytest

from bot.contacts.language import hear_language


@pytest.mark.parametrize(
    "text",
    [
        "need 500 kg 花椒 from 四川",
        "please quote 四川花椒",
        "Is 特级大红袍花椒 in stock?",
        "ship it with 中远海运集装箱",
    ],
)
def test_an_english_sentence_with_chinese_names_does_not_turn_it_chinese(text: str) -> None:
    assert hear_language(text) in (None, "en")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "我要5000件cotton t-shirts",
            "找cotton shirts供应商",
            "这批货的tracking number是多少",
            "请发commercial invoice",
        ),
        *("四川花椒供应商", "发货到Hamburg要多久", "男款T-shirt"),
    ],
)
def test_a_chinese_sentence_with_english_names_is_chinese(text: str) -> None:
    assert hear_language(text) == "zh"


@pytest.mark.parametrize("text", ["Where is my order of tea to 宁波?", "we want to buy the tea from 福建"])
def test_a_long_english_sentence_is_english_whatever_it_names(text: str) -> None:
    assert hear_language(text) == "en"
