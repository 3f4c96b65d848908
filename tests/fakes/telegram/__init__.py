"""Emulates Telegram's Bot API, with Telegram's limits and its ways of failing, and the people who use it."""
