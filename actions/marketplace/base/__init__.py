"""Holds what every subject of the marketplace stands on: the database, shared tables and records, accounts, the outbox and the errors. It imports nothing else of the marketplace."""
