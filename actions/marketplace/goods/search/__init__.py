"""Finds products and suppliers: keeps a search index, turns words and conditions into queries, and
corrects spelling.

Imports actions.marketplace.base, and the catalogue, meaning and words of actions.marketplace.goods.
"""
