"""Reads the settings of the gateway from environment variables and the file `.env`, and checks them before anything
starts. What a setting means stands beside it in `settings.py`, for operators in docs/contract.md.

Builds on foundation, and on the roles of bot.staff.
"""
