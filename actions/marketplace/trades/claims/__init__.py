"""Stores claims, by which a buyer wants something about a delivered order made good, and leads them from state to state.

Imports `letters`, which pass on what the two sides write, and `orders`.
"""
