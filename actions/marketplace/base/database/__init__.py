"""Holds what every use of the marketplace's database needs, on SQLite and on PostgreSQL: the engine, column types,
counters and idempotent writes.

Imports no other package of the marketplace but the records of actions.marketplace.base.
"""
