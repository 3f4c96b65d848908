"""Creates and reads requests, gives and accepts quotations, and holds back suspicious words between the two sides.

Imports actions.marketplace.search, actions.marketplace.safety and actions.marketplace.database.
"""
