"""Finds products and suppliers, by an index, queries made of words, filters and spelling.

Imports actions.marketplace.catalogue and actions.marketplace.database.
"""
