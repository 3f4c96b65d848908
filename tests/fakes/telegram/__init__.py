"""Emulates Telegram's Bot API, with its limits and its ways of failing, and the people who use it."""
