"""Stores claims, with which a buyer demands that a problem of a delivered order be made good, and leads them from state
to state.

Imports `letters`, which pass on the words of the two sides, and `orders`.
"""
