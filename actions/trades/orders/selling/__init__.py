"""Lets a supplier confirm and decline orders, answer a buyer who wants an order changed, and report production and
shipments.

Imports actions.trades.orders.
"""
