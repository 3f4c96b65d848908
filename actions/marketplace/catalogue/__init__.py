"""Describes what suppliers sell: suppliers, products, prices, certificates, places and units. Stands on
actions.marketplace.database."""
