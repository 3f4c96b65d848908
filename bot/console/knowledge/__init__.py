"""Contains the pages on which admins edit what the bot says in the operator's name: brand, sentences,
terms and articles."""
