"""Handles requests and their quotations for both sides: asking, quoting, bargaining, accepting.

Stands on actions.sourcing, actions.dialogue and actions.marketplace.requests.
"""
