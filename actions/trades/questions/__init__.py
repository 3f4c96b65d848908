"""Passes questions, other messages and answers between a buyer and a supplier.

Imports actions.trades.orders, actions.trades.quotations, actions.trades.listings and actions.sourcing, because a
question is about an order, a request, a listing or a company, and a supplier's words about goods of no trade are about
a listing.
"""
