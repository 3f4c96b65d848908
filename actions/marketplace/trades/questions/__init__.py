"""Passes on questions between buyers and suppliers, and their answers.

Imports `letters`, which pass on the words, and `orders` and `requests`, about which a question may be.
"""
