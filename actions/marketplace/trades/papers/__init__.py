"""Numbers and dates the papers of an order: proforma invoice, commercial invoice, term sheet and packing list.

Builds on actions.marketplace.trades.orders.
"""
