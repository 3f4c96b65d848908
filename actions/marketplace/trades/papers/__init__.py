"""Numbers and dates the papers of an order: proforma invoice, commercial invoice, term sheet, packing list
and receipt.

Builds on actions.marketplace.trades.orders.
"""
