"""Every response and term that the actions name exists, and none is there for nothing."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any, get_args

import yaml
from rasa_sdk.executor import ActionExecutor

from actions.desk.subjects import ACTS
from actions.dialogue.registry import HANDLERS
from actions.dialogue.said.cues import MEANINGS
from actions.dialogue.tasks import TASKS
from actions.faq.answers import TOPICS
from actions.marketplace.base import records as market_records
from actions.marketplace.base.records import Role
from actions.marketplace.goods.catalogue import records
from actions.marketplace.goods.search import records as search_records
from actions.marketplace.trades.attachments import records as attachments_records
from actions.marketplace.trades.claims import records as claims_records
from actions.marketplace.trades.claims.lifecycle import TRANSITIONS
from actions.marketplace.trades.orders import records as orders_records
from actions.marketplace.trades.papers import records as papers_records
from actions.marketplace.trades.requests import lifecycle
from actions.marketplace.trades.requests import records as requests_records
from actions.marketplace.trades.samples import lifecycle as samples_lifecycle
from actions.marketplace.trades.samples import records as samples_records
from actions.notices import KINDS as NOTICES
from actions.sourcing.at_hand.best import WEIGHED
from actions.sourcing.evaluating.facts import FACTS, HINTED, never
from actions.sourcing.facts import Fact
from actions.trades.listings.wanted import STEPS as LISTING_STEPS
from actions.trades.lookup.records import SUBJECTS
from actions.trades.orders.cards import METHODS
from actions.trades.orders.selling import reading_reports
from actions.trades.quotations import own_quotations
from actions.trades.requests import changing
from foundation.languages import LANGUAGES
from foundation.yaml_text import read_yaml
from tests.fakes.actions.registered import register_actions
from trade.incoterms import incoterms
from trade.units import units

ROOT = Path(__file__).resolve().parents[2]
register_actions()
BEGINNINGS = "actions/dialogue/situation.py"
"""Names only beginnings of responses, which tests/contract/test_situation.py compares."""
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in (ROOT / "actions").rglob("*.py")
    if "marketplace" not in path.relative_to(ROOT).parts
}
SOURCE = "\n".join(source for name, source in SOURCES.items() if name != BEGINNINGS)
DOMAIN: dict[str, Any] = yaml.load((ROOT / "domain.yml").read_bytes(), Loader=yaml.CSafeLoader)
TERMS: dict[str, str] = {
    name: text
    for area in ("actions", "desk", "intents")
    for name, text in yaml.load(
        (ROOT / "locales" / "terms" / f"{area}.yml").read_bytes(), Loader=yaml.CSafeLoader
    ).items()
}
PROPOSED = {"contact_team"}
"""What only a "yes" to a proposal asks for."""
WITHOUT_ACTION = [ROOT / "nlu" / "turn" / name for name in ("carried_state.py", "answering_parts.py")]
"""The modules that say something without an action."""
"""Says by itself that a state could not be read: no action runs then."""
SAMPLE_STEPS = get_args(samples_lifecycle.Step)
_STEPS = tuple(dict.fromkeys(f"{step}_{who}" for _, step, who in TRANSITIONS if who in get_args(Role)))
_FIGURES = {name for subject in SUBJECTS.values() for name in subject.figures}
_COUNTS = set(re.findall(r'of_count\([^"\n]*"(\w+)"', SOURCE))
_DAYS = set(re.findall(r'on_day\([^"\n]*"(\w+)"', SOURCE))
_GENERAL = set(read_yaml(ROOT / "nlu/turn/words/general/general.yml")["questions"])
FAMILIES = {
    "utter_know_": tuple(_GENERAL - {"register_how"}),
    "utter_market_": tuple(re.findall(r'_says\("(\w+)"', SOURCES["actions/faq/newcomers.py"])),
    "utter_goods_": tuple(name for name, fact in FACTS.items() if fact.read is not never and name != "verified"),
    "goods_fact.": tuple(FACTS),
    "goods_hint.": tuple(HINTED),
    "utter_own_ranked_": ("first", "last", "most", "least"),
    "own_by.": tuple(_FIGURES),
    "own_only.": ("late", "unpaid", "quoted", "unquoted", *(f"open_{kind}" for kind in SUBJECTS)),
    "own_figure.": (*_COUNTS, *_DAYS, *(f"{name}_late" for name in _DAYS)),
    "utter_notice_": tuple(kind for kind in NOTICES if kind.startswith(("claim_", "question_", "sample_"))),
    "utter_claim_sure_": tuple(
        step for step in _STEPS if step not in ("offer_supplier", "replace_supplier", "refuse_supplier")
    ),
    "utter_claim_done_": _STEPS,
    "utter_sample_sure_": tuple(step for step in SAMPLE_STEPS if step not in ("quote", "decline", "ship")),
    "utter_sample_done_": SAMPLE_STEPS,
    "sample_button.": SAMPLE_STEPS,
    "sample_state.": tuple(
        f"{state}_{who}" for state in get_args(samples_records.SampleState) for who in get_args(market_records.Role)
    ),
    "sample_event.": get_args(samples_records.SampleEventKind),
    "claim_button.": _STEPS,
    "claim_kind.": get_args(claims_records.ClaimKind),
    "claim_wish.": get_args(claims_records.ClaimWish),
    "claim_event.": get_args(claims_records.ClaimEventKind),
    "claim_state.": tuple(
        f"{state}_{who}" for state in get_args(claims_records.ClaimState) for who in get_args(market_records.Role)
    ),
    "letter_in.": LANGUAGES,
    "listing_value.": ("price", "moq", "stock", "lead_time", "sample"),
    "listing_wanted.": (*LISTING_STEPS, "value", "by", "percent"),
    "letter_of.": get_args(market_records.Role),
    "utter_goods_custom_": ("reached", "not_reached"),
    "utter_own_quotation_": ("valid_until", "lead_time", "incoterm", "price", "quantity"),
    "utter_own_quotations_": ("valid_until", "lead_time", "incoterm", "price", "quantity"),
    "utter_greet_": ("visitor", "buyer", "supplier"),
    "utter_help_": ("visitor", "buyer", "supplier"),
    "utter_faq_": (*TOPICS, *(f"{topic}_more" for topic in (*TOPICS, "sample_policy", "supplier_verification"))),
    "each.": get_args(Fact),
    "incoterm_meaning.": tuple(incoterms()),
    "incoterm_left.": tuple(code for code in incoterms() if code != "DDP"),
    "paper.": get_args(papers_records.PaperKind),
    "intent.": tuple({next(iter(intent)) for intent in DOMAIN["intents"]} - {"resume_task", "leave_queue"}),
    "utter_meaning_": tuple(MEANINGS),
    "utter_offers_by_": get_args(search_records.Sort),
    "utter_best_by_": ("price", "moq", "lead_time", "rating", "response", "on_time", "founded"),
    "utter_best_same_": ("price", "moq", "lead_time", "rating", "response", "on_time", "founded"),
    "utter_quotes_best_": ("price", "dearest", "lead_time", "rating"),
    "insurance.": ("buyer", "seller", "risk"),
    "utter_order_": get_args(orders_records.OrderState),
    "order_state.": get_args(orders_records.OrderState),
    "order_event.": get_args(orders_records.EventKind),
    "shipment_mode.": get_args(orders_records.ShipmentMode),
    "payment_kind.": get_args(orders_records.PaymentKind),
    "weekday.": ("5", "6"),
    "payment_state.": get_args(orders_records.PaymentState),
    "payment_method.": METHODS,
    "standing.": get_args(lifecycle.Standing),
    "own_quotes.": tuple(own_quotations.ORDER),
    "outcome.": tuple(own_quotations.ORDER),
    "round_side.": get_args(Role),
    "round_state.": get_args(requests_records.OfferState),
    "change.": tuple(changing.CHANGES),
    "rfq_state.": get_args(requests_records.RfqState),
    "supplier_kind.": get_args(records.SupplierKind),
    "unit_price.": tuple(units()),
    "asked.": get_args(orders_records.ChangeKind),
    "stage.": reading_reports.STAGES,
    "task.": tuple(TASKS),
    "slot.": tuple({slot.name for task in TASKS.values() for slot in task.slots}),
    "file_use.": get_args(attachments_records.Use),
    "todo.": (
        *("claims_answer", "claims_decide", "questions", "offers", "quoted"),
        *("samples_answer", "samples_send", "samples_agree", "samples_receive"),
    ),
    "weigh.": tuple(WEIGHED),
    "side.": ("goods", "supplier", "moq", "lead_time", "certificates", "rating"),
    "best_quotation.": ("price", "lead_time", "rating"),
    "own_better.": ("verify", "reviews", "certificates", "expiring", "on_time", "answers", "response"),
    "field.": (
        *("supplier", "place", "kind", "verified", "rating", "reviews", "founded", "on_time", "response_time"),
        *("certificates", "goods", "unit_price", "quantity", "moq", "lead_time"),
    ),
}
"""Names that an action completes with a value of the database."""


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
    asked = {f"{name}_again" for name in re.findall(r'\bask(?:s|_with_form)\("(utter_\w+)"\)', SOURCE)}
    for source in (source for source in SOURCES.values() if 'f"{response}_again"' in source):
        asked |= {f"{name}_again" for name in re.findall(r'"(utter_\w+_confirm\w*)"', source) if "_again" not in name}
    return set(re.findall(r'(?<!startswith\()"(utter_\w+)"', SOURCE)).union(asked, *map(completed, dynamic))


def named_terms() -> set[str]:
    dynamic = set(re.findall(r'(?<!Act\()f"([a-z_]+\.)\{', SOURCE))
    assert dynamic <= set(FAMILIES)
    literal = {name for name in re.findall(r'"([a-z_]+\.[a-z_]+)"', SOURCE) if name in TERMS or "." in name}
    literal -= set(ACTS)
    return {name for name in literal if not name.startswith("actions.")}.union(
        (f"desk.act.{name}" for name in ACTS), *(completed(prefix) for prefix in dynamic if prefix in FAMILIES)
    )


def test_every_response_named_in_actions_exists() -> None:
    assert named_responses() <= set(DOMAIN["responses"])


def test_every_response_is_used() -> None:
    without_action = {name for path in WITHOUT_ACTION for name in re.findall(r'"(utter_\w+)"', path.read_text("utf-8"))}
    assert set(DOMAIN["responses"]) <= named_responses() | without_action


def test_every_term_named_in_actions_exists() -> None:
    of_gateway = yaml.safe_load((ROOT / "locales" / "terms" / "handoff.yml").read_text("utf-8"))
    assert named_terms() <= {*TERMS, *of_gateway}
    assert static_buttons() <= set(TERMS)


def test_every_term_is_used() -> None:
    of_desk = tuple(set(re.findall(r'f"((?:desk|timeline)\.[a-z_.]+)\{', SOURCE)))
    assert {name for name in TERMS if not name.startswith(of_desk)} <= named_terms() | static_buttons()


def test_every_intent_is_answered() -> None:
    intents = {next(iter(intent)) for intent in DOMAIN["intents"]}
    assert set(HANDLERS) == intents | {"nlu_fallback"} | PROPOSED


def test_the_domain_has_the_one_action() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    assert DOMAIN["actions"] == ["action_respond"]
    assert "action_respond" in executor.actions


def test_a_response_is_whole_sentences_with_named_values() -> None:
    assert {name: wrong for name, variants in DOMAIN["responses"].items() if (wrong := _find_faults(variants))} == {}


def _find_faults(variants: list[dict[str, str]]) -> list[str]:
    if len(variants) != 1:
        return ["several variants"]
    text = variants[0]["text"]
    fields = [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
    unnamed = [f"{{{field}}} is no name" for field in fields if not field.isidentifier()]
    open_end = [] if text.rstrip()[-1] in ".?!:}”" else ["does not end as a sentence"]
    return [*unnamed, *open_end, *([] if text == text.strip() else ["has spaces around it"])]


def test_actions_hold_no_prose_and_no_sql() -> None:
    for name, source in SOURCES.items():
        assert not re.search(r"\bSELECT\b|sqlalchemy", source), name
        assert not re.search(r'say\(\s*"(?!utter_)', source), name
