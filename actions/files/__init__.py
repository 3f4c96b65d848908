"""Answers files that somebody sends: gives them their place with an order, a request or the staff,
or asks what they are for.

Stands on `orders` and `quotations`, because that is where files belong.
"""
