"""Reads orders, and takes them from their confirmation to their completion. `lifecycle` says which step is possible
when and who may take it, `steps` carries each step out once, and `fulfilment` and `purchasing` are what suppliers and
buyers can do.

Orders are created by `requests.quoting`, when a buyer accepts a quotation.
"""
