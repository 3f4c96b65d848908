"""Passes questions between buyers and suppliers on, and the answers back.

Imports `letters`, which pass on the words, and `orders` and `requests`, about which a question may be.
"""
