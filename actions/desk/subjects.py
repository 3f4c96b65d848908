"""Collects the kinds of rows that the staff see beside a conversation, and the acts about them."""

from __future__ import annotations

from actions.desk.acts import Act, Subject
from actions.desk.claims import CLAIMS
from actions.desk.listings import LISTINGS
from actions.desk.orders.orders import ORDERS
from actions.desk.questions import QUESTIONS
from actions.desk.quotations import QUOTATIONS
from actions.desk.requests import REQUESTS
from actions.desk.samples import SAMPLES

SUBJECTS: tuple[Subject, ...] = (ORDERS, CLAIMS, QUOTATIONS, REQUESTS, SAMPLES, QUESTIONS, LISTINGS)
ACTS: dict[str, tuple[Subject, Act]] = {act.name: (subject, act) for subject in SUBJECTS for act in subject.acts}


def find_subject(number: str) -> Subject | None:
    """Returns the kind of row that has such a number, by its prefix."""
    return next((subject for subject in SUBJECTS if number.startswith(f"{subject.prefix}-")), None)
