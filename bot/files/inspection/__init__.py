"""Inspects the files that people send, in a separate process: recognises the type by the content,
refuses dangerous content, and encodes pictures anew.

Imports no other package of Caravan, so that the process loads little.
"""
