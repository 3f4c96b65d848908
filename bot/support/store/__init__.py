"""Stores handoffs, which are requests for a human agent, and reads the lists that the console shows
to agents.

Builds on the tables of conversations, contacts and staff.
"""
