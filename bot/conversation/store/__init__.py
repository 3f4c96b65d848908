"""Stores conversations: their state, the messages that arrived and were sent, what must still be
delivered, and which gateway has reserved a conversation to answer it (its lease).

Builds on bot.contacts and the tables of bot.staff.
"""
