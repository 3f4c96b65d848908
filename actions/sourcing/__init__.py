"""Finds goods and suppliers. Over several messages, a contact can narrow, sort and page a search, and see the details
of its results.

Imports actions.dialogue and actions.marketplace.goods.search.
"""
