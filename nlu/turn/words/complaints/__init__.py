"""Finds what a buyer complains of: what is wrong with which goods, and how many of them."""
