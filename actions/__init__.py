"""What the bot can do: one folder a subject, the dialogue that they share, and the marketplace below them."""
