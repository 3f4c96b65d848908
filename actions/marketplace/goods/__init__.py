"""Finds goods and makers: the catalogue, the words that name its goods, their meaning, and the search. It stands on `base`."""
