"""Handles the quotations for a buyer's request, for buyers and suppliers: quoting, showing and comparing, bargaining,
accepting and declining.

Imports actions.sourcing, actions.dialogue and actions.marketplace.trades.requests.
"""
