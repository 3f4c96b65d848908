"""Records the acts of the staff in a customer's name, with their reasons, and tells the customer. Builds on
actions.marketplace.base.outbox.
"""
