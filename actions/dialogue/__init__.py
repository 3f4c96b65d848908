"""Leads the conversation: gives an action everything that it needs to answer one message (who asks, the values in the
message, the conversation before it), registers actions, and leads a contact through tasks such as a request for
quotation.

Imports actions.marketplace, actions.world and actions.replies.
"""
