"""The running whole, as `make run` starts it, and its doors: browser, web chat, Telegram."""
