"""Sends messages to Telegram: lays them out, splits long ones, keeps to Telegram's rate limits, and
interprets failures.

Builds on bot.messages and the Telegram client.
"""
