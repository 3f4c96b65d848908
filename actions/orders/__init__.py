"""Says where an order is and what can still be done with it, and takes payment questions and
shipments.

Stands on actions.dialogue and actions.marketplace.orders.
"""
