"""An emulator of Telegram's Bot API, with its limits and its ways of failing, and people who use it."""
