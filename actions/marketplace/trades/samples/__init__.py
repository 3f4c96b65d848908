"""Stores requests for samples, and leads them from state to state until the sample has arrived.

Imports `letters`, which pass on the address and the words of the two sides, and `orders` for carriers and tracking
numbers.
"""
