"""Finds goods and suppliers: a search that is narrowed, sorted and paged, and the details of what
it finds.

Stands on actions.dialogue and actions.marketplace.search.
"""
