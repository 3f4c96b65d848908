"""Passes on what one company writes to another about a claim, a question or a sample (a letter), once the check of
`requests.held_words` finds nothing suspicious in it. Otherwise the staff decide.

Imports `requests`, whose check decides. `claims`, `questions` and `samples` import it.
"""
