"""Finds what the contact names, with a tagger, and decides what counts when the tagger and the finders disagree.

The finders are the trade grammar and the gazetteer. This package imports `encoder`, `finders`, `found`, `grammar` and
`text` of nlu.understanding.
"""
