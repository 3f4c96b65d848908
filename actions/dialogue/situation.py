"""Describes the situation in which the next message comes: a few features of the conversation, which the NLU reads with
that message.

The names of features and values are those of `nlu.understanding.situation.situation`; a test compares them.
"""

from __future__ import annotations

from actions.dialogue.discourse import PLURALS, Discourse, Json

TASK_OF_INTENT = {
    "find_supplier": "search",
    "request_quote": "request",
    "submit_quote": "quotation",
    "accept_quote": "quotation",
    "decline_quote": "quotation",
    "withdraw_quote": "quotation",
    "change_request": "request_change",
    "cancel_request": "request",
    "negotiate_price": "counter_offer",
    "change_order": "order_change",
    "cancel_order": "cancel_order",
    "report_problem": "claim",
    "request_refund": "claim",
    "request_sample": "sample",
    "ship_order": "shipment",
    "decline_order": "decline_order",
    "report_production": "production",
    "report_arrival": "arrival",
    "contact_supplier": "question",
    "claim_status": "claim",
    "answer_claim": "claim",
    "answer_question": "message",
    "sample_status": "sample",
    "human_handoff": "handoff",
    "leave_queue": "handoff",
}
"""The task that an intent belongs to."""
_LISTING = (
    *("utter_offers", "utter_own_product", "utter_compar", "utter_orders", "utter_leads", "utter_quotes"),
    *("utter_requests", "utter_my_quotes"),
)
_DEEDS = {
    "utter_offers_none": "info",
    "utter_offers_none_relax": "list",
    "utter_offers_end": "info",
    "utter_orders_wanted_none": "info",
    "utter_quotes_buyers_only": "refuse",
    "utter_my_quotes_none": "info",
    "utter_my_quote": "detail",
    "utter_my_quotes_buyer": "refuse",
    **dict.fromkeys(("utter_counter_sent", "utter_counter_agreed", "utter_counter_declined"), "effect"),
    **dict.fromkeys(("utter_quote_declined", "utter_quotation_withdrawn", "utter_lead_refused"), "effect"),
    "utter_lead_refused_already": "info",
    **dict.fromkeys(("utter_request_changed", "utter_request_withdrawn"), "effect"),
    **dict.fromkeys(("utter_request_shown", "utter_accept_counter", "utter_decline_counter"), "detail"),
    **dict.fromkeys(_LISTING, "list"),
    **dict.fromkeys(("utter_quote_sent", "utter_quotation_sent", "utter_quote_accepted"), "effect"),
    **dict.fromkeys(("utter_order_confirmed", "utter_order_shipped_now", "utter_part_shipped_now"), "effect"),
    **dict.fromkeys(("utter_orders_confirmed", "utter_order_cancelled_now", "utter_order_changed_now"), "effect"),
    **dict.fromkeys(("utter_order_declined_now", "utter_arrived_now", "utter_part_arrived_now"), "effect"),
    "utter_order_placed": "effect",
    **dict.fromkeys(("utter_cancel_asked", "utter_change_asked", "utter_tracking_corrected_now"), "effect"),
    **dict.fromkeys(("utter_cancelled", "utter_language_changed", "utter_note_left"), "effect"),
    **dict.fromkeys(("utter_order_not_found", "utter_rfq_not_found", "utter_account_may_not"), "refuse"),
    **dict.fromkeys(("utter_sign_in", "utter_suppliers_only", "utter_cancel_over", "utter_change_too_late"), "refuse"),
    **dict.fromkeys(("utter_cancel_shipped", "utter_cancel_delivered", "utter_decline_not_now"), "refuse"),
    **dict.fromkeys(("utter_question_sent", "utter_question_held", "utter_answer_sent", "utter_answer_held"), "effect"),
    **dict.fromkeys(("utter_claim_sent", "utter_claim_done", "utter_sample_requested"), "effect"),
    **dict.fromkeys((f"utter_production_{each}_now" for each in ("started", "finished", "ship_day", "late")), "effect"),
    **dict.fromkeys(("utter_daily_tasks",), "list"),
    **dict.fromkeys(("utter_not_understood", "utter_did_you_mean", "utter_offers_which_spelling"), "clarify"),
    **dict.fromkeys(
        ("utter_order_", "utter_product", "utter_supplier", "utter_lead_only", "utter_offer_only"), "detail"
    ),
    "utter_which_": "ask_choice",
}
"""The name of what the bot does when it sends a response, by the beginning of the response's name. The longest
beginning that fits counts."""


_KNOWN_TASKS = frozenset(
    (
        *("none", "search", "request", "quotation", "counter_offer", "order_change", "cancel_order", "claim", "sample"),
        *(
            "shipment",
            "question",
            "message",
            "handoff",
            "decline_order",
            "production",
            "arrival",
            "tracking",
            "request_change",
        ),
    )
)
"""The names of tasks that the NLU knows. All others are "other" to it."""


ALIASES = {
    "problem": "claim",
    "sample_note": "sample",
    "question_note": "question",
    "answer": "message",
    "decline_lead": "decline_order",
}
"""The names under which the NLU knows tasks that it treats like another task."""
_KNOWN_FOCUS = frozenset(("listing", "supplier", "order", "request", "quotation", "claim", "platform"))
_KNOWN_LISTS = frozenset(("offers", "suppliers", "orders", "requests", "quotations"))
"""The kinds of things that the situation mentions as talked about or listed, because the NLU knows them. Other kinds
are left out."""


def describe_situation(record: Discourse, asked: str, task: str) -> Json:
    """Returns the situation after this turn. `asked` is the kind of answer that the open question wants ("none" without
    one), and `task` the task's name."""
    listed = [PLURALS.get(each.kind, each.kind) for each in record.lists[:1]]
    if task == "none" and listed in (["offers"], ["suppliers"]):
        task = "search"
    focus = [kind for kind, _ in record.focus if kind in _KNOWN_FOCUS]
    listed = [kind for kind in listed if kind in _KNOWN_LISTS]
    task = ALIASES.get(task, task)
    task = task if task in _KNOWN_TASKS else "other"
    return {
        "asked": asked,
        "task": task,
        "listed": listed,
        "focus": list(dict.fromkeys(focus)),
        "last": _find_deed(record.last.said, asked),
    }


def _find_deed(said: list[str], asked: str) -> str:
    deeds = [_by_beginning(response) for response in said]
    if asked == "none" or "list" in deeds:
        return deeds[-1] if deeds else "none"
    return {"yesno": "ask_confirm", "choice": "ask_choice"}.get(asked, "ask_slot")


def _by_beginning(response: str) -> str:
    fitting = [beginning for beginning in _DEEDS if response.startswith(beginning)]
    return _DEEDS[max(fitting, key=len)] if fitting else "info"
