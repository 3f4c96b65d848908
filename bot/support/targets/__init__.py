"""Follows how long contacts wait for agents: for the first reply, for each next one, and until their
request is settled. Only working hours count, and only while an answer is due from the desk.

Builds on the handoffs of bot.support and on the calendar of working hours.
"""
