"""Answers messages about samples: a buyer asks for a sample, the supplier answers and sends it, and both can ask how
far it is.

Imports actions.trades.orders, which reads carriers and tracking numbers, and actions.sourcing.
"""
