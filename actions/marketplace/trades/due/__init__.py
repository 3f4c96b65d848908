"""Makes things happen when their time has come: a request expires, a silent side is reminded, a payment is overdue.

Each subject declares its kinds (`DueKind`) in its `due.py`; `actions.marketplace.trades.timetable` collects them. Each
thing happens once: its effect, its notices and the row that says so are one transaction. Builds on
actions.marketplace.base.outbox.
"""
