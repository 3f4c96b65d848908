"""Serves the web pages of the web chat, with their security headers: the demo's storefront, the
chat and the account page.

Builds on bot.web, bot.linking and the packages below them.
"""
