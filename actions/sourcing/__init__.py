"""Finds goods and suppliers. A search can be narrowed, sorted and paged over several messages, and
the details of its results shown.

Imports actions.dialogue and actions.marketplace.goods.search.
"""
