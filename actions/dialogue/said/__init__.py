"""Holds what a message says, as the NLU has read it, in the form in which the answers ask for it: acts, entities, figures,
cues, and words for somebody else. Nothing here depends on the conversation."""
