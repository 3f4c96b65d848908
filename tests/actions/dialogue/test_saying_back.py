"""What a message has changed in a task is said back in words. Any part of the values may be missing there: an error would end the
conversation."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from actions.dialogue.saying_back import say_changes
from actions.dialogue.tasks import TASKS
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Quantity
from actions.replies import Value, quantity, term
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from tests.fakes.actions.registered import register_actions

register_actions()
RENDERER = Renderer(load_catalogues())
PRICE, OTHER_PRICE = {"amount": "9.20", "currency": "USD"}, {"amount": "58", "currency": "CNY"}
AMOUNT, OTHER_AMOUNT = {"value": "2000", "unit": "piece"}, {"value": "12.5", "unit": "tonne"}
GOAL: dict[str, Any] = {"country": "DE", "city": {"en": "Hamburg", "zh": "汉堡"}}
PORT = {"en": "Ningbo", "zh": "宁波"}
WORDS = {"words": ["it is urgent", "两个 一个藏青"], "is_kind": True, "name": "Hamburg order", "about": "ORD-100841"}
SHIPMENT = {"tracking_number": "SF1098837261", "carrier": "DHL", "part": AMOUNT, "rest_day": "2026-12-15"}
TERMS: dict[str, Any] = {
    "incoterm": "CIF",
    "port": PORT,
    "certifications": ["CE", "FSC"],
    "price": PRICE,
    "limit": OTHER_PRICE,
    "due_on": "2026-12-04",
    "needed_by": "2026-12-20",
}
REQUEST: dict[str, Any] = {
    "product": "slippers",
    "quantity": AMOUNT,
    "line_note": "blue; white",
    "also": [{"product": "boxes", "quantity": AMOUNT, "note": "a; b"}, {"product": "cups", "quantity": None}],
    "country": GOAL,
    "note": "each packed; 不要熏硫",
    "terms": TERMS,
}
CHANGE: dict[str, Any] = {**TERMS, "quantity": OTHER_AMOUNT, "country": GOAL, "note": "40W; CE", "day": "2026-12-09"}
FULL: dict[str, dict[str, Any]] = {
    "request": REQUEST,
    "request_change": {"change": CHANGE, "rfq_number": "RFQ-10023"},
    "order_change": {
        "change": {
            "quantity": AMOUNT,
            "destination": {"country": "DE", "en": "Hamburg", "zh": "汉堡"},
            "day": "2026-12-09",
            "items": "浅灰色的",
            "words": ["one", "two"],
        }
    },
    "new_order": {"quantity": AMOUNT, "country": GOAL, "needed_by": "2026-12-20", "note": "a; b", "product_id": 1},
    "quotation": {
        "unit_price": PRICE,
        "lead_days": 20,
        "incoterm": "FOB",
        "port": PORT,
        "valid_until": "2026-12-31",
        "note": "a; b",
        "asked_for": {"quantity": "3000", "destination": GOAL},
        "rfq_number": "RFQ-10025",
    },
    "counter_offer": {"unit_price": PRICE, "quantity": "3000", "unit": "piece", "limit": "9"},
    "claim_offer": {"pieces": 12, "amount": OTHER_PRICE},
    "claim": {"kind": "damaged", "affected": "17", "unit": "piece", "wish": "refund", "percent": "20", **WORDS},
    "listing_change": {
        "names": {"7": PORT},
        "products": [7],
        "wanted": [
            {"of": "price", "value": "9.20", "currency": "USD"},
            {"of": "moq", "by": "-5"},
            {"of": "price", "percent": "3"},
        ],
    },
    "sample": {"sample_quantity": AMOUNT, "sample_country": GOAL, "address": "漕溪北路88号", "note": "a; b"},
    "sample_cost": {"cost": PRICE},
    "search": {
        "product": "cups",
        "conditions": {"text": "cups", "quantity": "200", "unit": "piece", "certifications": ["CE"]},
    },
    "production": {"stage": "started", "day": "2026-12-09"},
    "arrival": {"shipment": "SF1098837261"},
    **dict.fromkeys(("shipment", "sample_shipment", "tracking"), SHIPMENT),
}
"""Values of the tasks in full; the others hold only words."""
REASONS = {"reason": ["the kiln broke", "下月再说"], **WORDS}
OTHERS = {"9.20": "8.95", "2000": "2500", "DE": "PT", "CIF": "EXW", "each packed; 不要熏硫": "不要熏硫", "20": "25"}


def take_out(values: Any, dice: random.Random) -> Any:
    """Returns the values with parts taken out, replaced by None, or changed."""
    if isinstance(values, dict):
        kept = {name: take_out(value, dice) for name, value in values.items() if dice.random() > 0.15}
        return {name: None if dice.random() < 0.15 else value for name, value in kept.items()}
    if isinstance(values, list):
        return [copy.deepcopy(value) for value in values if dice.random() > 0.3]
    return OTHERS.get(str(values), values) if dice.random() < 0.3 else values


def list_kinds(values: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for seed in range(120):
        dice = random.Random(seed)
        before = take_out(values, dice)
        yield before, {**before, **take_out(values, dice)}


@pytest.mark.parametrize("name", sorted(TASKS))
def test_any_part_of_the_values_may_be_missing(name: str) -> None:
    task, full = TASKS[name], FULL.get(name, REASONS)
    if name in ("decline_lead", "cancel_order"):
        full = {"reason": "too far; 太远"}
    turn = cast(Turn, SimpleNamespace(task=None, is_supplier=False, language="en"))
    assert task.describe(turn, full), "the values in full say something"
    for before, after in list_kinds(full):
        words, _ = say_changes(lambda given: task.describe(turn, given), before, after)
        for each in words:
            said = [RENDERER.value(each, language) for language in ("en", "zh")]
            assert all(said), each
            assert not any("None" in words for words in said), said


def line(goods: Value) -> Value:
    return term("order.goods_line", quantity=quantity(Quantity(2000, "pair")), goods=goods)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            line("拖鞋"),
            line(term("request.goods_noted", goods="拖鞋", note="男女各半")),
            "2,000双拖鞋 → 2,000双拖鞋（男女各半）",
        ),
        (line("拖鞋"), line("凉鞋"), "2,000双拖鞋 → 2,000双凉鞋"),
        (term("note.words", words="颜色要灰的"), term("note.words", words="颜色要白的"), "“颜色要灰的” → “颜色要白的”"),
        (term("request.note", note="灰的"), term("request.note", note="白的"), "备注：灰的 → 白的"),
    ],
)
def test_a_change_reads_as_a_whole(old: Value, new: Value, said: str) -> None:
    words, has_changed = say_changes(lambda given: [given["it"]] if given.get("it") else [], {"it": old}, {"it": new})
    assert ([RENDERER.value(each, "zh") for each in words], has_changed) == ([said], True)
