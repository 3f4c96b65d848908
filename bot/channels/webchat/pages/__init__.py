"""The pages around the web chat: the storefront of the demo, the chat itself, the account page and their headers. Stands
on bot.web, linking and everything below them."""
