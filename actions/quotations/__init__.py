"""Requests and the quotations for them, seen by both sides: asking, offering, bargaining, accepting. Stands on
actions.sourcing, actions.dialogue and actions.marketplace.requests."""
