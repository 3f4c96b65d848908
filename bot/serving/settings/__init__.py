"""Reads the settings of the gateway from environment variables and the file `.env`, and checks them before anything
starts. The meaning of each setting is described in `settings.py` and, for operators, in docs/contract.md.

Builds on foundation, and on the roles of bot.staff.
"""
