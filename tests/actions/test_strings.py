"""Every response and term that the actions name exists, and none is there for nothing."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor

from actions.dialogue.registry import HANDLERS
from actions.faq.answers import TOPICS
from actions.marketplace.catalogue import records
from actions.marketplace.orders import records as orders_records
from actions.marketplace.requests import records as requests_records
from actions.marketplace.search import records as search_records
from actions.orders.payments import METHODS
from trade.units import units

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in (ROOT / "actions").rglob("*.py")
    if "marketplace" not in path.relative_to(ROOT).parts
}
SOURCE = "\n".join(SOURCES.values())
DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
RULES: dict[str, Any] = yaml.safe_load((ROOT / "nlu" / "rules.yml").read_text("utf-8"))
TERMS: dict[str, str] = {
    name: text
    for area in ("actions", "intents")
    for name, text in yaml.safe_load((ROOT / "locales" / "terms" / f"{area}.yml").read_text("utf-8")).items()
}
FAMILIES = {
    "utter_greet_": ("visitor", "buyer", "supplier"),
    "utter_help_": ("visitor", "buyer", "supplier"),
    "utter_faq_": TOPICS,
    "intent.": tuple(next(iter(intent)) for intent in DOMAIN["intents"]),
    "utter_offers_by_": get_args(search_records.Sort),
    "utter_order_": get_args(orders_records.OrderState),
    "order_state.": get_args(orders_records.OrderState),
    "order_event.": get_args(orders_records.EventKind),
    "shipment_mode.": get_args(orders_records.ShipmentMode),
    "payment_kind.": get_args(orders_records.PaymentKind),
    "payment_state.": get_args(orders_records.PaymentState),
    "payment_method.": METHODS,
    "quotation_state.": get_args(requests_records.QuotationState),
    "rfq_state.": get_args(requests_records.RfqState),
    "supplier_kind.": get_args(records.SupplierKind),
    "unit_price.": tuple(units()),
}
"""Names that an action completes with a value of the database."""


def steps() -> set[str]:
    return {step["action"] for rule in RULES["rules"] for step in rule["steps"] if "action" in step}


def static_buttons() -> set[str]:
    return {
        button["title"]
        for variants in DOMAIN["responses"].values()
        for variant in variants
        for button in variant.get("buttons", [])
    }


def completed(prefix: str) -> set[str]:
    return {prefix + member for member in FAMILIES[prefix]}


def named_responses() -> set[str]:
    dynamic = set(re.findall(r'f"(utter_\w*_)\{', SOURCE))
    assert dynamic <= set(FAMILIES)
    return set(re.findall(r'"(utter_\w+)"', SOURCE)).union(*map(completed, dynamic))


def named_terms() -> set[str]:
    dynamic = set(re.findall(r'f"([a-z_]+\.)\{', SOURCE))
    assert dynamic <= set(FAMILIES)
    literal = {name for name in re.findall(r'"([a-z_]+\.[a-z_]+)"', SOURCE) if name in TERMS or "." in name}
    return {name for name in literal if not name.startswith("actions.")}.union(
        *(completed(prefix) for prefix in dynamic if prefix in FAMILIES)
    )


def test_every_response_named_in_actions_exists() -> None:
    assert named_responses() <= set(DOMAIN["responses"])


def test_every_response_is_used() -> None:
    asked = {f"utter_ask_{form}_{slot}" for form, it in DOMAIN["forms"].items() for slot in it["required_slots"]}
    assert set(DOMAIN["responses"]) <= named_responses() | steps() | asked


def test_every_term_named_in_actions_exists() -> None:
    assert named_terms() <= set(TERMS)
    assert static_buttons() <= set(TERMS)


def test_every_term_is_used() -> None:
    assert set(TERMS) <= named_terms() | static_buttons()


def test_every_intent_has_exactly_one_rule() -> None:
    intents = {next(iter(intent)) for intent in DOMAIN["intents"]}
    ruled = [step["intent"] for rule in RULES["rules"] for step in rule["steps"] if "intent" in step]
    assert sorted(ruled) == sorted(intents | {"nlu_fallback"})
    assert len(intents) == 54


def test_actions_of_the_domain_are_those_that_exist() -> None:
    ActionExecutor().register_package("actions")
    assert set(DOMAIN["actions"]) == set(HANDLERS)
    forms = set(DOMAIN["forms"])
    assert steps() <= set(DOMAIN["actions"]) | set(DOMAIN["responses"]) | forms


@pytest.mark.parametrize("name", sorted(DOMAIN["responses"]))
def test_a_response_is_whole_sentences_with_named_values(name: str) -> None:
    (variant,) = DOMAIN["responses"][name]
    text: str = variant["text"]
    fields = [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
    assert all(field.isidentifier() for field in fields)
    assert text.rstrip()[-1] in ".?!:}”", text
    assert text == text.strip()


def test_actions_hold_no_prose_and_no_sql() -> None:
    for name, source in SOURCES.items():
        assert not re.search(r"\bSELECT\b|sqlalchemy", source), name
        assert not re.search(r'say\(\s*"(?!utter_)', source), name
