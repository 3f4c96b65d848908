"""Connects the web chat: serves one WebSocket for each open chat, the sessions of its visitors, and
its web pages.

Builds on bot.conversation, bot.linking and the packages below them.
"""
