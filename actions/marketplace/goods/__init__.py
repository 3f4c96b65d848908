"""Finds goods and makers: holds the catalogue, the words that name its goods, their meaning, and the search. Builds on
`base`."""
