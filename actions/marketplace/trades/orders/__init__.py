"""Reads orders, and takes them from their confirmation to their completion. `lifecycle` says when each step is possible
and who may take it, `steps` carries each step out once, and `fulfilment` and `purchasing` hold the commands of
suppliers and buyers.

Orders are created by `requests.quoting`, when a buyer accepts a quotation.
"""
