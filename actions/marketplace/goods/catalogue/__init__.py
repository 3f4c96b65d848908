"""Describes what suppliers sell: suppliers, products, prices, certificates, places and units.

Of the marketplace's other packages, this one imports only `base`.
"""
