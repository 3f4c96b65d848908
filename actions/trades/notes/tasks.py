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
"""A problem with an order that no claim can express: about an order that is not delivered, or of a supplier."""
SAMPLE_NOTE = note_task("sample_note", "request_sample", "utter_note_sample", reason="request_sample")
"""A sample of a supplier that has no account, or for a contact who is no buyer: a person asks for it."""
QUESTION_NOTE = note_task(
    "question_note", "contact_supplier", "utter_note_question", reason="contact_supplier", takes_questions=True
)
"""A question to a supplier that has no account, or of a contact who is no buyer: a person passes it on."""
NEW_ORDER = note_task("order", "place_order", "utter_note_order", reason="place_order")
INVOICE = note_task("invoice", "request_invoice", "utter_note_invoice", reason="request_invoice")
MESSAGE = note_task("message", "human_handoff", "utter_note_message", reason="asked", takes_questions=True)
