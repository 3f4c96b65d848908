"""A message's text before anything is found in it: one way of writing, tokens, sentences. Stands on nothing."""
