"""No reply says that Caravan cannot do a thing of its trade, or that a person has to do it instead."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

DOMAIN = Path(__file__).resolve().parents[2] / "domain.yml"
UNABLE = re.compile(
    r"\bI (?:cannot|can't|can’t|could not|am not able to) (?!find|read|go on\b)"
    r"|\b(?:a person|our team|a colleague)[^.?!“]{0,25}\b(?:can|could|will|places?|asks?) "
    r"(?:place|ask|change|cancel|take it up|negotiate|bargain|send|order|quote|report|decline|ship|claim|it\b)",
    re.IGNORECASE,
)
REASONS = {
    "utter_no_rate": "without a rate of the operator's nobody here can say what a price comes to",
    "utter_claim_too_late": "the period is over",
    "utter_note_order": "goods that no listing is known of",
    "utter_change_too_late": "what has left is changed by the carrier, if at all",
    "utter_account_change": "who could change an account in a chat could have others' money sent to it",
    "utter_invoice": "a fapiao is issued by the supplier's tax office",
    "utter_ship_tracking_unknown": "a number that no carrier writes is no number that a buyer can follow",
    "utter_condition_not_kept": "what is sent has no field for a condition; it goes as a message instead",
    "utter_offers_still_none": "whether somebody makes goods that nobody lists is for nobody to promise",
    "utter_offers_still_none_visitor": "whether somebody makes goods that nobody lists is for nobody to promise",
    "utter_goods_no_rate": "without a rate of the operator's nobody here can say what a price comes to",
    "utter_payments_no_rate": "without a rate of the operator's nobody here can say what a sum comes to",
    "utter_refund_no_set_off": "what is paid and returned is the bank's record; only the finance can book it otherwise",
    "utter_know_lost_password": "who could open an account in a chat could open anybody's",
    "utter_know_mailed": "what is said in a chat stays in it",
    "utter_know_mark_paid": "who could mark something as paid in a chat would pay nothing",
    "utter_know_plant_health": "the customs issue such certificates",
    "utter_know_import_food": "the buyer's authorities decide it",
    "utter_know_import_allowed": "the buyer's customs decide it",
    "utter_ship_carrier_unknown": "a carrier that nobody knows must not come from chatter",
}
"""Why a reply may name something that is not done in the chat."""


def test_nothing_of_the_trade_is_left_to_a_person() -> None:
    responses = yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))["responses"]
    texts = {name: " ".join(one["text"] for one in variants) for name, variants in responses.items()}
    found = {name for name, text in texts.items() if UNABLE.search(text)}
    assert found <= REASONS.keys(), {name: texts[name] for name in found - REASONS.keys()}


def test_what_left_things_to_a_person_would_be_found() -> None:
    for text in ("I cannot bargain with suppliers.", "A person from our team can place the order with you."):
        assert UNABLE.search(text), text
