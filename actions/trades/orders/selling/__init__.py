"""Lets a supplier confirm and decline orders, answer what the buyer asks for, and report production and shipments.

Imports actions.trades.orders.
"""
