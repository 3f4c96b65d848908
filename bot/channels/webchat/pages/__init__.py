"""Serves the pages around the web chat: the demo's storefront, the chat itself, the account page,
and their headers. Stands on bot.web, linking and everything below them."""
