"""What the contact names: the tagger, and who is believed when it and the finders see different things. Stands on
nlu.understanding.grammar, nlu.understanding.text and the encoder."""
