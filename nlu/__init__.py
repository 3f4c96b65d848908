"""Finds out what a message means. Holds the training data, the pipeline of components that learns from them, and the
code that runs Rasa with the trained model."""
