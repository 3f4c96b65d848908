"""Finds products and suppliers: the index, the queries that words become, filters and spelling.

Imports actions.marketplace.catalogue and actions.marketplace.database.
"""
