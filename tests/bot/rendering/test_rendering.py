"""What a reader sees of typed values, in each language, and that no sentence lacks its translation."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages.stored import MessageRow
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import UNITS, Renderer
from bot.rendering.translations import find_problems

CATALOGUES = load_catalogues()
RENDERER = Renderer(CATALOGUES)


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (5000, "5,000", "5,000"),
        ({"type": "code", "value": "SF1098837261"}, "SF1098837261", "SF1098837261"),
        ({"type": "code", "value": "125-12345675"}, "125-12345675", "125-12345675"),
        ({"type": "code", "value": "wechat silk8866"}, "–", "–"),
        ({"type": "code", "value": "silk.example"}, "–", "–"),
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
        ({"type": "list", "items": ["CE", "GOTS", "BSCI"]}, "CE, GOTS and BSCI", "CE、GOTS和BSCI"),
        ({"type": "list", "items": ["CE"]}, "CE", "CE"),
        ({"type": "list", "items": []}, "", ""),
        (0.125, "0.125", "0.125"),
        (-3, "-3", "-3"),
        ("{turn} %s <b>", "{turn} %s <b>", "{turn} %s <b>"),
        ({"type": "number", "value": 1234567}, "1,234,567", "1,234,567"),
        ({"type": "money", "amount": "1234.5", "currency": "EUR"}, "€1,234.50", "€1,234.50"),
        ({"type": "money", "amount": "0.085", "currency": "CNY"}, "CN¥0.085", "¥0.085"),
        ({"type": "quantity", "value": 3, "unit": None}, "3", "3"),
        ({"type": "duration", "value": 2, "unit": "week"}, "2 weeks", "2周"),
        ({"type": "duration", "value": 3, "unit": "month"}, "3 months", "3个月"),
        ({"type": "country", "code": "XQ"}, "XQ", "XQ"),
        ({"type": "text", "en": None, "zh": None}, "", ""),
        ({"type": "term", "name": "place.abroad", "values": {"city": "Lagos", "country": None}}, "Lagos, –", "–Lagos"),
        ({"type": "no such kind"}, "–", "–"),
        ({"type": "money", "amount": "much", "currency": "USD"}, "–", "–"),
        ({"type": "date", "value": "soon"}, "–", "–"),
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
    assert find_problems() == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=10,
)
KINDS = [
    *(
        "text",
        "term",
        "money",
        "number",
        "quantity",
        "duration",
        "date",
        "datetime",
        "rating",
        "country",
        "list",
        "lines",
    ),
    "nonsense",
]
FIELDS = ("en", "zh", "name", "values", "amount", "currency", "value", "unit", "code", "items")
VALUE = JSON | st.builds(
    lambda kind, fields: {"type": kind, **fields},
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4),
)
BUTTON = st.fixed_dictionaries({"label": VALUE}, optional={"token": JSON, "url": JSON}) | JSON
REPLY = st.fixed_dictionaries(
    {"response": st.sampled_from(["gateway.linked", "utter_nothing"]) | JSON},
    optional={
        "values": st.dictionaries(st.sampled_from(["name", "account"]), VALUE) | JSON,
        "buttons": st.lists(BUTTON, max_size=2) | JSON,
        "cards": st.lists(st.dictionaries(st.sampled_from(["kind", "title", "fields", "buttons"]), VALUE)) | JSON,
    },
)


@settings(max_examples=150, deadline=None)
@given(VALUE, st.sampled_from(["en", "zh"]))
def test_any_value_reads_as_some_text(value: Any, language: str) -> None:
    assert isinstance(RENDERER.value(value, language), str)


@settings(max_examples=60, deadline=None)
@given(REPLY, st.sampled_from(["en", "zh"]))
def test_any_stored_reply_can_be_shown(reply: Any, language: str) -> None:
    row = MessageRow(7, "bot", None, None, reply, False, dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    shown = RENDERER.message(row, language)
    assert shown.id == 7
    assert isinstance(shown.text, str)


def test_a_card_that_only_names_its_picture_shows_none() -> None:
    """Such as one in an internal note, for which no picture was looked up."""
    card = {"kind": "product", "title": "Tea set", "picture": "tea.jpg"}
    reply = {"response": "gateway.linked", "values": {"name": "A", "account": "b", "company": "C"}, "cards": [card]}
    row = MessageRow(7, "bot", None, None, reply, False, dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    assert [each.picture for each in RENDERER.message(row, "en").cards] == [None]


def test_a_name_that_ends_with_a_full_stop_ends_the_sentence() -> None:
    values = {
        "quotation": "QUO-1",
        "supplier": {"type": "text", "en": "Silk Co., Ltd.", "zh": "丝绸公司"},
        "number": "RFQ-1",
    }
    said = RENDERER.term("utter_quote_declined", "en", values)
    assert ("Silk Co., Ltd. They" in said, ".." in said) == (True, False)
