"""Runs all of Caravan as `make run` starts it, and reaches it through a browser, the web chat and Telegram."""
