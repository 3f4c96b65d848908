"""Tells a customer what the staff did in their name, and why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from actions.desk.acts import Subject
from actions.desk.subjects import find_subject
from actions.marketplace import Marketplace, NotFound
from actions.marketplace.base.outbox import Notice, NoticeKind
from actions.marketplace.trades.staff_acts.notices import STAFF_ACTED
from actions.marketplace.trades.staff_acts.records import StaffAct
from actions.replies import Button, Reply, button, reply, term
from actions.trades.questions.cards import next_button

Say = Callable[[Marketplace, Notice], Awaitable[Reply]]


async def say_staff_acted(market: Marketplace, notice: Notice) -> Reply:
    """Returns a reply that says what was done and why, with a card of the row as it is now."""
    done = await market.staff_acts.access_act(notice.account, int(notice.payload["act"]))
    subject = find_subject(done.number)
    if subject is None:
        raise NotFound(done.number)
    row = await subject.access(market, notice.account, done.number)
    values = {"act": term(f"desk.act.{done.act}"), "number": done.number, "reason": done.reason}
    said = reply("utter_notice_staff_acted", values, see_button(subject, done, row))
    return {**said, "cards": [{**subject.build_card(row), "buttons": []}]}


def see_button(subject: Subject, done: StaffAct, row: Any) -> Button:
    """Returns the button by which the customer sees the row as it is now, and the steps that they may take next."""
    if subject.name == "question":
        return next_button(row)
    is_offer = (subject.name, done.side) == ("quotation", "supplier")
    label, intent, entity = _SEEN_BY["offer" if is_offer else subject.name]
    about: dict[str, Any] = {entity: done.number} if entity else {}
    return button(label, intent, **about)


_SEEN_BY: dict[str, tuple[str, str, str | None]] = {
    "order": ("button.see_order", "order_status", "order_number"),
    "claim": ("button.see_claim", "claim_status", "claim_number"),
    "sample": ("button.see_sample", "sample_status", "sample_number"),
    "request": ("button.my_requests", "list_requests", None),
    "quotation": ("button.my_requests", "list_requests", None),
    "offer": ("button.my_quotes", "my_quotes", None),
}


NOTICES: dict[NoticeKind, Say] = {STAFF_ACTED: say_staff_acted}
