"""From data to sentences: catalogues, languages, and the one renderer. Stands on bot.messages."""
