"""Connects the web chat: one WebSocket for each open chat, the sessions behind it, and its pages.
Stands on the conversation, linking and everything below them."""
