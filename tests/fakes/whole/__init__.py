"""Runs all of Caravan in the same way as `make run`, and uses it through a browser, the web chat and Telegram."""
