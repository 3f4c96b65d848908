"""Answers messages about samples: a buyer asks for one, the supplier answers and sends it, and both follow it.

Imports actions.trades.orders, whose reading of carriers and tracking numbers it shares, and actions.sourcing.
"""
