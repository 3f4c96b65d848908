"""Finds out what the contact wants, by the average of two models: one of meaning and one of wording.

The model of meaning reads the sentence embedding of a message (`sentence_head`). The model of wording reads its phrases
of one to three tokens (`phrase_model`). This package imports `cues`, `encoder`, `finders`, `found` and `text` of
nlu.understanding.
"""
