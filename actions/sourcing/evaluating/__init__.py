"""Answers the questions of buyers about listings and their suppliers before they order: about one of them, or about
each of those shown.

If the marketplace has no record of a fact, the reply says so and offers to ask the supplier.
"""
