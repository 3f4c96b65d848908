"""A condition of a search crosses the marketplace, which filters by it, the dialogue, which words and drops it, and the gateway, which renders it.

CONTRIBUTING.md, "A search condition", names the places. These tests fail for a condition that misses one of them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest

from actions.marketplace.goods.search.filters import Filters
from actions.marketplace.goods.search.records import Condition, SearchRequest
from actions.sourcing.at_hand.conditions import describe_conditions
from actions.sourcing.at_hand.search_state import CONDITIONS, SearchState
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from foundation.languages import LANGUAGES

RENDERER = Renderer(load_catalogues())
NOT_IN_A_CONVERSATION = {"supplier"}
"""A supplier's own listings are searched by it; no contact sets it."""
EXAMPLES: dict[str, dict[str, Any]] = {
    "quantity": {"quantity": "500", "unit": "piece"},
    "region": {"regions": ("Sichuan",)},
    "certification": {"certifications": ("GOTS",), "any_certification": True},
    "certified": {"certified": True},
    "price": {"max_price": "3.20", "budget": "320"},
    "verified": {"verified": True},
    "factory": {"factories": True},
    "rating": {"min_rating": 4.5},
    "lead_time": {"max_days": 25},
    "excluded": {"excluded": ("Guangdong",)},
    "left_out": {"left_out": ({"slug": "nordmarkt", "en": "Nordmarkt Cups", "zh": "诺德杯业"},)},
    "unwanted": {"unwanted": ("plastic",)},
}
EVERYTHING = SearchState(text="tea", **{name: value for fields in EXAMPLES.values() for name, value in fields.items()})


def filter_by(request: SearchRequest) -> set[str]:
    return set(Filters.of(request, {"gots": "GOTS"}, {"USD": Decimal(1)}).conditions)


def test_every_condition_is_tried_below() -> None:
    assert set(CONDITIONS) == set(EXAMPLES) == set(get_args(Condition)) - NOT_IN_A_CONVERSATION


def test_a_search_with_every_condition_is_filtered_by_each_and_says_each() -> None:
    assert filter_by(EVERYTHING.request) == set(describe_conditions(EVERYTHING)) == set(CONDITIONS)
    assert filter_by(SearchRequest(text="tea", supplier="nordmarkt")) == NOT_IN_A_CONVERSATION


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_is_held_by_its_fields_alone(condition: Condition) -> None:
    alone = SearchState(text="tea", **EXAMPLES[condition])
    assert set(EXAMPLES[condition]) == set(CONDITIONS[condition])
    assert set(describe_conditions(alone)) == filter_by(alone.request) == {condition}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_can_be_dropped_and_the_others_stay(condition: Condition) -> None:
    without = EVERYTHING.without(condition)
    assert set(describe_conditions(without)) == filter_by(without.request) == set(CONDITIONS) - {condition}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_is_worded_in_every_language(condition: Condition) -> None:
    value = describe_conditions(EVERYTHING)[condition]
    said = [RENDERER.value(value, language) for language in LANGUAGES]
    assert len(set(said)) == len(LANGUAGES)
    assert not any("–" in words or "{" in words for words in said)
