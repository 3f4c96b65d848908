"""Opens the marketplace's database, on SQLite and PostgreSQL alike: engine, columns, counters, idempotent writes.

Imports nothing else of the marketplace.
"""
