"""What the contact wants: two readings of a message, by meaning and by wording, and their average. Stands on
nlu.understanding.text and the encoder."""
