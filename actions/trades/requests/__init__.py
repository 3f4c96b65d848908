"""Handles a buyer's own requests for quotation: begins and sends them, lists and shows them, changes, withdraws and
repeats them.

Imports actions.trades.quotations, actions.sourcing, actions.dialogue and actions.marketplace.trades.requests.
"""
