"""Reads what a message means with a trained model: the training data, the pipeline, and Rasa around them."""
