"""Holds everything that the bot can do: a folder for each subject (such as orders), the package
dialogue, which they share, and the package marketplace, on which they build."""
