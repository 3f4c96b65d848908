"""Lists the tasks that end in a note for the staff."""

from __future__ import annotations

from actions.trades.notes.noting import note_task

PROBLEM = note_task(
    "problem",
    "report_problem",
    "utter_note_claim",
    reason="problem",
    own=("request_refund", "send_file", "cancel_order"),
)
"""The task of noting a problem with an order about which no claim is possible: the order is not delivered, or the
contact is a supplier."""
SAMPLE_NOTE = note_task("sample_note", "request_sample", "utter_note_sample", reason="request_sample")
"""The task of noting the wish for a sample from a supplier that has no account, or for a contact who is no buyer: a
person asks the supplier."""
QUESTION_NOTE = note_task(
    "question_note", "contact_supplier", "utter_note_question", reason="contact_supplier", takes_questions=True
)
"""The task of noting a question to a supplier that has no account, or from a contact who is no buyer: a person passes
it on."""
NEW_ORDER = note_task("order", "place_order", "utter_note_order", reason="place_order")
INVOICE = note_task("invoice", "request_invoice", "utter_note_invoice", reason="request_invoice")
MESSAGE = note_task("message", "human_handoff", "utter_note_message", reason="asked", takes_questions=True)
