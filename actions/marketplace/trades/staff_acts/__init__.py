"""Notes what the staff did in a customer's name, with the reason, and tells the customer. Builds on
actions.marketplace.base.outbox.
"""
