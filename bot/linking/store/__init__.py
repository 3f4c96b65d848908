"""Stores one-time sign-in codes, and which contacts are signed in to which account.

Builds on bot.contacts and the tables of conversations.
"""
