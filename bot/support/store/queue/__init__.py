"""Reads and stores the queue of people who wait for an agent: its pages, what those who wait were told about it, and
the visitors in it.

Builds on the handoffs and the lines of bot.support.store.
"""
