"""Holds the base of every subject of the marketplace: the database, shared tables and records, accounts, the outbox and
the errors. It imports nothing else of the marketplace."""
