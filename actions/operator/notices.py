"""Turns the operator's answers into the replies that people read: the number in the operator's own system, or the
reason of a refusal."""

from __future__ import annotations

from typing import Any

from actions.marketplace import Marketplace
from actions.marketplace.base.outbox import Notice
from actions.marketplace.base.records import Name
from actions.marketplace.integrations.outgoing.notices import OPERATOR_NUMBER, OPERATOR_REFUSED
from actions.replies import Button, Reply, button, code, person_button, reply, text

_SHOWN_BY = {
    "ORD": ("button.see_order", "order_status", "order_number"),
    "RFQ": ("button.see_request", "list_requests", "rfq_number"),
    "CLM": ("button.see_claim", "claim_status", "claim_number"),
    "SMP": ("button.see_sample", "sample_status", "sample_number"),
}
"""Maps the beginning of a number to the button that shows the order, request, claim or sample: its label, intent and
entity."""


async def say_number(market: Marketplace, notice: Notice) -> Reply:
    about, number = notice.payload["about"], notice.payload["number"]
    values = {"about": code(about), "number": text(Name(number, number))}
    return reply("utter_notice_operator_number", values, _see_button(about))


async def say_refusal(market: Marketplace, notice: Notice) -> Reply:
    reason = Name(notice.payload["reason_en"], notice.payload["reason_zh"])
    values = {"about": code(notice.payload["about"]), "reason": text(reason)}
    return reply("utter_notice_operator_refused", values, person_button("asked"), _see_button(notice.payload["about"]))


def _see_button(about: str) -> Button:
    label, intent, entity = _SHOWN_BY.get(about.partition("-")[0], ("button.my_quotes", "my_quotes", ""))
    entities: dict[str, Any] = {entity: about} if entity else {}
    return button(label, intent, **entities)


NOTICES = {OPERATOR_NUMBER: say_number, OPERATOR_REFUSED: say_refusal}
