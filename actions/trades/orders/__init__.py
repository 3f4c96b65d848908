"""Answers messages about orders: their state, what can still be done with them, payments, shipments
and problems.

Imports actions.dialogue and actions.marketplace.trades.orders.
"""
