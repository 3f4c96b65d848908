"""Provides the demo: its accounts, staff and identities, and a chat in the terminal.
Stands on bot.staff, bot.linking and bot.contacts."""
