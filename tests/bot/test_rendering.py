"""What a reader sees of typed values, in each language, and that no sentence lacks its translation."""

from __future__ import annotations

from typing import Any

import pytest

from bot.i18n import load_catalogues
from bot.rendering import UNITS, Renderer
from bot.translations import problems

CATALOGUES = load_catalogues()
RENDERER = Renderer(CATALOGUES)


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (5000, "5,000", "5,000"),
        ({"type": "money", "amount": "3.20", "currency": "USD"}, "$3.20", "US$3.20"),
        ({"type": "quantity", "value": 1, "unit": "piece"}, "1 piece", "1件"),
        ({"type": "quantity", "value": 5000, "unit": "piece"}, "5,000 pieces", "5,000件"),
        ({"type": "quantity", "value": 1.5, "unit": "tonne"}, "1.5 tonnes", "1.5吨"),
        ({"type": "duration", "value": 1, "unit": "day"}, "1 day", "1天"),
        ({"type": "duration", "value": 20, "unit": "day"}, "20 days", "20天"),
        ({"type": "duration", "value": 6, "unit": "hour"}, "6 hours", "6小时"),
        ({"type": "date", "value": "2026-12-15"}, "15 Dec 2026", "2026年12月15日"),
        (
            {"type": "datetime", "value": "2026-12-15T09:30:00+08:00"},
            "15 Dec 2026, 01:30 UTC",
            "2026年12月15日 01:30 UTC",
        ),
        ({"type": "rating", "value": 4.72}, "4.7 / 5", "4.7 / 5"),
        ({"type": "country", "code": "DE"}, "Germany", "德国"),
        ({"type": "text", "en": "tea", "zh": "茶叶"}, "tea", "茶叶"),
        ({"type": "text", "en": None, "zh": "茶叶"}, "茶叶", "茶叶"),
        ({"type": "list", "items": ["CE", "GOTS"]}, "CE and GOTS", "CE和GOTS"),
        ({"type": "lines", "items": ["CE", "GOTS"]}, "CE\nGOTS", "CE\nGOTS"),
        ({"type": "term", "name": "order_state.shipped", "values": {}}, "Shipped", "已发货"),
        (None, "–", "–"),
    ],
)
def test_a_value_reads_naturally(value: Any, english: str, chinese: str) -> None:
    assert (RENDERER.value(value, "en"), RENDERER.value(value, "zh")) == (english, chinese)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_unit_of_a_quantity_has_a_unit_price(unit: str, language: str) -> None:
    price = RENDERER.term(f"unit_price.{unit}", language, {"price": "9"})
    assert price.startswith("9")
    assert price != "9"


def test_values_stand_where_the_language_wants_them() -> None:
    values = {"city": {"type": "text", "en": "Hamburg", "zh": "汉堡"}, "country": {"type": "country", "code": "DE"}}
    assert RENDERER.term("place.abroad", "en", values) == "Hamburg, Germany"
    assert RENDERER.term("place.abroad", "zh", values) == "德国汉堡"


def test_a_sentence_that_is_unknown_is_an_apology() -> None:
    assert RENDERER.term("utter_nothing_of_the_kind", "zh", {}) == CATALOGUES.sentence("gateway.no_words", "zh")


def test_every_sentence_is_translated_with_its_placeholders() -> None:
    assert problems() == []
