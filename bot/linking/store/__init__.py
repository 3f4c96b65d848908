"""Stores links: codes, sessions of the web chat, and who is signed in where. Stands on bot.contacts
and the conversations' tables."""
