"""Finds cue words, such as "instead" or 不要, in each language. A cue word never decides alone what a message does: the
act model learns how much each kind of cue counts.

This package imports `text` of nlu.understanding.
"""
