"""Provides the demo: its accounts, staff and identities, and a chat in the terminal.

Builds on bot.support, bot.staff and bot.contacts.
"""
