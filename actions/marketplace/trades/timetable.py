"""Collects all kinds of things that happen because their time has come, from the modules `due.py` that declare them."""

from actions.marketplace.trades.claims import due as claims
from actions.marketplace.trades.due.working import collect_kinds
from actions.marketplace.trades.orders import due as orders
from actions.marketplace.trades.orders import due_steps as steps
from actions.marketplace.trades.questions import due as questions
from actions.marketplace.trades.requests import due as requests
from actions.marketplace.trades.samples import due as samples

TIMETABLE = collect_kinds((requests.DUE, orders.DUE, steps.DUE, claims.DUE, questions.DUE, samples.DUE))
"""All kinds, in the order in which they are handled: a quotation ends before its request does."""
