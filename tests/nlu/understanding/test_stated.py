"""What a text states of a listing: which number is the price, the stock, the minimum order, the lead time."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.understanding.grammar.changes.stated import find_stated


def price(value: float, currency: str | None = None, **more: Any) -> dict[str, Any]:
    return {"of": "price", "value": value, **({"currency": currency} if currency else {}), **more}


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("put our kettles at 7.30", [price(7.3)]),
        ("the kettle costs 7 dollars from now on", [price(7, "USD")]),
        ("水壶改成七块三", [price(7.3, "CNY")]),
        ("kettles go from 7.10 to 7.30", [price(7.3)]),
        ("单价从7.1改到7.3", [price(7.3)]),
        ("价格原来7.1 现在7.3", [price(7.3)]),
        ("kettles 905 per ton", [price(905)]),
        ("kettles 4% cheaper", [{"of": "price", "percent": -4}]),
        ("我们水壶涨5个点", [{"of": "price", "percent": 5}]),
        ("水壶打九折", [{"of": "price", "percent": -10}]),
        ("raise the kettle price by 0.25", [{"of": "price", "by": 0.25}]),
        ("水壶单价便宜5分", [{"of": "price", "by": -0.05}]),
        ("over 600 pcs 6.9, over 3000 pcs 6.5", [price(6.9, **{"from": 600}), price(6.5, **{"from": 3000})]),
        ("满600 六块九", [price(6.9, "CNY", **{"from": 600})]),
        ("6.90 from 600 up", [price(6.9, **{"from": 600})]),
    ],
)
def test_a_price_is_told_from_what_it_was_and_from_the_quantity_it_counts_from(
    text: str, stated: list[dict[str, Any]]
) -> None:
    assert find_stated(text) == stated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("inventory of the kettles: 410", [("stock", 410)]),
        ("we have just 410 kettles left", [("stock", 410)]),
        ("水壶就剩410个了", [("stock", 410)]),
        ("410 in stock, minimum 90", [("stock", 410), ("moq", 90)]),
        ("90起订 现货410", [("moq", 90), ("stock", 410)]),
        ("水壶起订90 库存410 交期三周", [("moq", 90), ("stock", 410), ("lead_time", 21)]),
        ("lead time of the kettles is 35 days now", [("lead_time", 35)]),
        ("samples of the kettle are free", [("sample", 0)]),
        ("样品费收20", [("sample", 20)]),
        ("the order of the 25th is late by 3 days", []),
    ],
)
def test_each_number_is_of_what_is_named_beside_it(text: str, stated: list[tuple[str, float]]) -> None:
    assert [(each["of"], each["value"]) for each in find_stated(text)] == stated
