"""Turns data into sentences with catalogues, languages and the one renderer. Stands on
bot.messages."""
