"""Reads orders, confirms them and reports them shipped. Nothing else reads or changes them.

Imports actions.marketplace.catalogue and actions.marketplace.database.
"""
