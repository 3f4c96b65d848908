"""Answers messages about claims: a buyer opens one about a delivered order, the supplier answers it, and both follow it.

Imports actions.trades.orders, because a claim is about an order.
"""
