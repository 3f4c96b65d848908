"""Lets an admin correct and pause goods, suppliers and accounts one by one, and a supplier change its own listings.

The declarations of the import read, check and write the corrected values, so this package builds on the import.
"""
