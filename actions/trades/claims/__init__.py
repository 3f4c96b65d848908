"""Answers messages about claims: a buyer opens a claim about a delivered order, the supplier answers it, and both can
ask how far it is.

Imports actions.trades.orders, because a claim is about an order.
"""
