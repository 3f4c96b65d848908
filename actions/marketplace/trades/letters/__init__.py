"""Passes on the words that one company writes to another about a claim, a question or a sample (a letter), if the check
of `requests.held_words` finds nothing suspicious in them. Otherwise the staff decide.

Imports `requests`, whose check decides. `claims`, `questions` and `samples` import it.
"""
