"""Keeps which files belong to which order and request. It knows a file's id, kind and name, and never
its bytes: those stay with the gateway.

Stands on `orders` and `requests`, which say what an account may see.
"""
