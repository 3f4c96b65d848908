"""Handles a buyer's own requests for quotation: beginning and sending them, listing and showing them, changing,
withdrawing and repeating them.

Imports actions.trades.quotations, actions.sourcing, actions.dialogue and actions.marketplace.trades.requests.
"""
