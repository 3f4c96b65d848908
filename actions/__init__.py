"""Holds everything that the bot can do: a folder for each subject, the dialogue that they share,
and the marketplace below them."""
