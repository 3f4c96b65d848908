"""Passes on what a buyer or a supplier asks or tells the other side, and the other side's answer.

Imports actions.trades.orders, actions.trades.quotations, actions.trades.listings and actions.sourcing, because a question is about an order, a request,
a listing or a company, and what names the goods of no trade is about a listing.
"""
