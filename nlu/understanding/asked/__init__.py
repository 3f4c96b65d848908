"""Reads which fact a message asks for, such as when the balance of an order is due, by a model that learned from questions in
many wordings. Stands on `text`, `intents` and what these stand on."""
