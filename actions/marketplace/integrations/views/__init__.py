"""Copies an operator's goods, companies, accounts and orders from views in the operator's own PostgreSQL database, which
is only read (docs/your-database.md).

Builds on the import, whose columns, checks and writers it uses, and on the events, whose notices tell people of
changes.
"""
