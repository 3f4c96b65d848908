"""Words that quote for a request are told apart from a change of a listing, and what a claim offers from a quotation."""

from __future__ import annotations

import pytest

from nlu.turn.words.quoting import names_offer, names_offer_of_claim, only_quotes, quotes


@pytest.mark.parametrize(
    "words",
    [
        "那个纯白瓷杯求购我报1.35美元，25天交货，起订2000",
        "我们报8.2 22天",
        "这条询盘：1.35美元，起订2000",
        "for that cup request i quote 1.35, 25 days, from 2000",
        "we can quote 9.20, moq 80",
        "for the led panel rfq: 7.10, moq 100",
    ],
)
def test_words_that_quote(words: str) -> None:
    assert quotes(words)


@pytest.mark.parametrize(
    "words",
    [
        "白瓷杯 150毫升现价1.1美元，起订300",
        "白瓷杯我报错价了，起订300",
        "那个求购先不管，白瓷杯改成1.1美元，起订300",
        "our floodlight is now 9.20, min order 80",
        "change the price to 9.20, the request is old",
    ],
)
def test_words_that_quote_nothing(words: str) -> None:
    assert not quotes(words)


@pytest.mark.parametrize(
    ("words", "is_so"), [("报价", True), ("quote", True), ("报价太低", False), ("确认更改", False)]
)
def test_a_wish_to_quote_alone(words: str, is_so: bool) -> None:
    assert only_quotes(words) is is_so


@pytest.mark.parametrize(
    ("words", "of_claim", "offer"),
    [
        ("接受方案", True, False),
        ("补发我接受", True, False),
        ("i accept the settlement", True, False),
        ("accept the offer", False, True),
        ("接受报价", False, False),
        ("accept the quotation", False, False),
    ],
)
def test_what_is_accepted(words: str, of_claim: bool, offer: bool) -> None:
    assert (names_offer_of_claim(words), names_offer(words)) == (of_claim, offer)
