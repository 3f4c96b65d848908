"""Lets a buyer cancel and change an order, and report that its goods have arrived.

Imports actions.trades.orders and actions.trades.orders.selling.
"""
