"""Stores accounts, sessions and sign-in attempts of the staff, and the audit log.

Builds on foundation, and on the roles of bot.staff.
"""
