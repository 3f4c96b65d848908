"""Stores claims, with which a buyer demands that a problem of a delivered order be made good, and leads them from state
to state.

Imports `letters`, which pass on what the two sides write, and `orders`.
"""
