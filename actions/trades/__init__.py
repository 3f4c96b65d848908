"""Answers messages about trades, with a folder for each subject: requests, quotations, orders, samples, claims,
questions and notes. Imports `sourcing`, `reading`, `dialogue` and the marketplace."""
