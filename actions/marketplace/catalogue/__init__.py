"""Describes what suppliers sell: suppliers, products, prices, certificates, places and units.

Imports actions.marketplace.database.
"""
