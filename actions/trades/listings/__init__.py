"""Changes a supplier's own listings in the chat: prices, minimum order, stock, lead time, samples, and pauses.

Imports actions.trades.notes, actions.sourcing, actions.dialogue and actions.marketplace.integrations.correcting.
"""
