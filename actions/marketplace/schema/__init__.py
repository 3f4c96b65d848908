"""Holds the schema of the whole database: the list of all tables, and the migrations.

Of the marketplace's other packages, this one imports only their modules `tables.py` and the package
actions.marketplace.base.database.
"""
