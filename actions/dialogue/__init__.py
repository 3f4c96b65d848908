"""Leads the conversation: gives an action what it needs to answer one message (the person who asks,
the values that were understood, what was said before), registers actions, and leads a contact
through tasks such as a request for quotation.

Imports actions.marketplace, actions.world and actions.replies.
"""
