"""Knows the people who write to the bot. A contact is one person on one channel, with a language
and, once a signed identity has proved it, a marketplace account.

Builds on foundation alone.
"""
