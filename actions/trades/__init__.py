"""Talks about trades, one folder a subject: requests, quotations, orders, samples, claims, questions and notes. It stands on `sourcing`, `reading`, `dialogue` and the marketplace."""
