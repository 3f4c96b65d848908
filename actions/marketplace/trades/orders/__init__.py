"""Reads orders, and takes them from their confirmation to their completion. `lifecycle` says which step is possible when
and whose it is, `steps` carries it out once, and `fulfilment` and `purchasing` are what suppliers and buyers can do.

Orders are created by `requests.quoting`, when a buyer accepts a quotation.
"""
