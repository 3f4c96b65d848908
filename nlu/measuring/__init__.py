"""Measures how well the model understands messages: figures, comparisons, learning curves, and pictures of them.

This package imports the other packages of nlu, which never import it.
"""
