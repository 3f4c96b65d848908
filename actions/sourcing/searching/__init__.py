"""Searches for goods, changes a search, and shows what was found."""
