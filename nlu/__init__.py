"""What a message means, read by a trained model: training data, the pipeline, and Rasa around it."""
