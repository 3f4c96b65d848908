"""Records which files belong to which order or request. The package stores the id, kind and name of a file; the bytes
stay with the gateway.

Imports `orders` and `requests`, whose queries decide what an account may see.
"""
