"""Lets an admin correct and pause goods, suppliers and accounts one by one, and a supplier change its own listings.

What is changed is read, checked and written by the declarations of the import, which this package stands on.
"""
