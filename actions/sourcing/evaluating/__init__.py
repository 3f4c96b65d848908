"""Answers what buyers ask about listings and their suppliers before they order: a fact of one of them, or of each of those shown.

What the marketplace has no record of is said to be so, with the offer to ask the supplier.
"""
