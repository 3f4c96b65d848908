"""How well the model understands: figures, comparisons, learning curves, and the pictures of them. Stands on nlu.train,
nlu.model and nlu.lean_rasa; nothing stands on it."""
