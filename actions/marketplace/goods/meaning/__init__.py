"""Finds the names of goods in the catalogue whose meaning is nearest to a text, by the vectors of a sentence encoder.

A name of goods without colours, sizes and packings is called a term. This package imports actions.marketplace.goods.words.
"""
